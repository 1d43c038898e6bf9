"""Seeded members as moderation's seed needs them: who they are now, and what they were told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from accounts.documents import WITHOUT_PASSWORD, Member
from mflix_site.mongo import collections as mongo


def members_now(ids: Iterable[ObjectId], session: ClientSession) -> dict[ObjectId, Member]:
    """Give those of these members who are still here, as they are now (index `_id_`)."""
    here = {"_id": {"$in": list(ids)}, "closing": {"$exists": False}}
    found = mongo.members().find(here, WITHOUT_PASSWORD, session=session)
    return {doc["_id"]: Member.from_doc(doc) for doc in found}


def put_notices(docs: Sequence[dict[str, Any]], session: ClientSession) -> None:
    """Put notices into inboxes; what has not been seen is counted as unread."""
    if not docs:
        return
    mongo.notices().insert_many(docs, session=session)
    unread = Counter(doc["member_id"] for doc in docs if not doc["seen"])
    more = [UpdateOne({"_id": id}, {"$inc": {"unread": new}}) for id, new in unread.items()]
    if more:
        mongo.members().bulk_write(more, ordered=False, session=session)
