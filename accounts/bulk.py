"""Many members and notices at once, for filling a site."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import insert_new

from .documents import WITHOUT_PASSWORD, Member

Doc = dict[str, Any]


def insert_members(docs: Sequence[Doc]) -> tuple[int, list[Doc]]:
    """Insert members that do not exist yet; return how many, and those of `docs` who exist now.

    Somebody else may have taken a member's address or handle: such a member stays out.
    """
    inserted = len(docs) - len(insert_new(mongo.members(), docs))
    found = mongo.members().find({"_id": {"$in": [doc["_id"] for doc in docs]}}, {"_id": 1})
    existing = {doc["_id"] for doc in found}
    return inserted, [doc for doc in docs if doc["_id"] in existing]


def find_members(ids: Iterable[ObjectId], session: ClientSession) -> dict[ObjectId, Member]:
    """Return those of these members who have not left (index `_id_`)."""
    chosen = {"_id": {"$in": list(ids)}, "closing": {"$exists": False}}
    found = mongo.members().find(chosen, WITHOUT_PASSWORD, session=session)
    return {doc["_id"]: Member.from_doc(doc) for doc in found}


def insert_notices(docs: Sequence[Doc], session: ClientSession) -> None:
    """Within a transaction: insert notices to members who have not left, and count the unread."""
    members = find_members({doc["member_id"] for doc in docs}, session)
    docs = [doc for doc in docs if doc["member_id"] in members]
    if not docs:
        return
    mongo.notices().insert_many(docs, session=session)
    unread = Counter(doc["member_id"] for doc in docs if not doc["seen"])
    updates = [UpdateOne({"_id": id}, {"$inc": {"unread": new}}) for id, new in unread.items()]
    if updates:
        mongo.members().bulk_write(updates, ordered=False, session=session)
