"""Who may change a list, and how every change of one begins and ends."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission, require_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .documents import DELETED, FilmList
from .errors import ListEditConflict, ListNotFound, NotYourList
from .queries import editable_filters, find_list, visible_filter

R = TypeVar("R")


def change_list(
    change: Callable[[Member, FilmList, ClientSession], R],
    *,
    member: Member,
    list_id: ObjectId,
    action: str,
    owner: bool = False,
    version: int | None = None,
) -> R:
    """Call a change with the member and the list as they are now, in a transaction.

    Every change of a list updates its document, so of two at once one is tried again. Raise
    NotYourList where the member may not change it, or ListNotFound where they may not see it;
    ListEditConflict if the list has another version than the one given.
    """

    def work(session: ClientSession) -> R:
        require_permission(member, action)
        author = recheck_permission(member=member, action=action, session=session)
        own = {"owner_id": member.id} if owner else {"$or": editable_filters(member)}
        editable = {"_id": list_id, **own, "state": {"$ne": DELETED}}
        if doc := mongo.lists().find_one(editable, session=session):
            before = FilmList.from_doc(doc)
            if version not in (None, before.version):
                raise ListEditConflict(before)
            return change(author, before, session)
        seen = {"_id": list_id, **visible_filter(member)}
        is_seen = mongo.lists().find_one(seen, {"_id": 1}, session=session)
        raise NotYourList if is_seen else ListNotFound

    return in_transaction(work)


def update_list(before: FilmList, fields: Mapping[str, Any], session: ClientSession) -> FilmList:
    """Within a transaction: set fields of a list, as its next version; return it."""
    changed = {**fields, "changed_at": now(), "version": before.version + 1}
    unchanged = {"_id": before.id, "version": before.version}
    if not mongo.lists().update_one(unchanged, {"$set": changed}, session=session).matched_count:
        raise ListEditConflict(before)
    after = find_list(before.id, session)
    if after is None:
        raise ListNotFound
    return after
