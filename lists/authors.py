"""The lists of members who are renamed or leave, and deleted lists that are old."""

from datetime import timedelta
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now

from .documents import DELETED, FORMER_OWNER, PRIVATE

KEPT_DAYS, BATCH_SIZE = timedelta(days=30), 50
FORMER_ORIGIN = {f"cloned_from.{name}": value for name, value in FORMER_OWNER.items()}
Doc = dict[str, Any]


def rename_in_lists(member: Member, *, session: ClientSession) -> None:
    """Put a member's new name on their lists (indexes `of_owner`, `of_editor` and `copies`)."""
    names = {"name": member.name, "handle": member.handle}
    for selector, path in (
        ({"owner_id": member.id}, "owner"),
        ({"editors.id": member.id}, "editors.$"),
        ({"cloned_from.owner_id": member.id}, "cloned_from"),
    ):
        update = {"$set": {f"{path}.{name}": value for name, value in names.items()}}
        mongo.lists().update_many(selector, update, session=session)


def anonymize_or_delete_lists(member_id: ObjectId, *, keep: bool) -> int:
    """Anonymize what a closed account shared, or delete it; return how many lists. Idempotent.

    What nobody else could see is deleted. What they added to others' lists stays, without them.
    """
    own, count = {"owner_id": member_id}, 0
    if keep:
        shared = {**own, "privacy": {"$ne": PRIVATE}, "state": {"$ne": DELETED}}
        nameless = {"$set": {"owner": FORMER_OWNER}, "$unset": {"owner_id": ""}}
        count = mongo.lists().update_many(shared, nameless).modified_count
    count += _delete_all(own)
    mongo.lists().update_many(
        {"cloned_from.owner_id": member_id},
        {"$set": FORMER_ORIGIN, "$unset": {"cloned_from.owner_id": ""}},
    )
    edited = {"editors.id": member_id}
    while docs := list(mongo.lists().find(edited, {"_id": 1}).limit(BATCH_SIZE)):
        in_transaction(partial(_leave, member_id, [doc["_id"] for doc in docs]))
    return count


def _leave(member_id: ObjectId, list_ids: list[ObjectId], session: ClientSession) -> None:
    added = {"list_id": {"$in": list_ids}, "added_by": member_id}
    nobody = {"$set": {"added_by": None}}
    mongo.list_entries().update_many(added, nobody, session=session)
    by_id = {"_id": {"$in": list_ids}}
    pull = {"$pull": {"editors": {"id": member_id}}, "$inc": {"version": 1}}
    mongo.lists().update_many(by_id, pull, session=session)


def delete_old_lists() -> int:
    """Delete for good the lists that were deleted thirty days ago (index `deleted`)."""
    return _delete_all({"deleted_at": {"$lte": now() - KEPT_DAYS}})


def _delete_all(selector: Doc) -> int:
    deleted = 0
    while docs := list(mongo.lists().find(selector, {"_id": 1}).limit(BATCH_SIZE)):
        deleted += sum(in_transaction(partial(_delete, doc["_id"], selector)) for doc in docs)
    return deleted


def _delete(list_id: ObjectId, selector: Doc, session: ClientSession) -> int:
    # Restored meanwhile, it stays.
    chosen = {**selector, "_id": list_id}
    deleted = mongo.lists().delete_one(chosen, session=session).deleted_count
    if deleted:
        mongo.list_entries().delete_many({"list_id": list_id}, session=session)
    return deleted
