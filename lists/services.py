"""Writing lists: a list and its films change together, in one transaction."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import recheck_permission, require_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now
from reviews.documents import VISIBLE

from .documents import COVER_SIZE, DELETED, MAX_ENTRIES, PRIVATE, FilmList, ListDetails
from .entries import NOTHING, arrange_films, known_films, new_entries
from .errors import ListEditConflict, ListFull, ListNotFound
from .locking import change_list, update_list
from .ordering import Arrangement
from .queries import get_list, notes_of, positions_of

LINK_BYTES = 18
Doc = dict[str, Any]
# Raises a problem where words may not be shown to others; `moderation` knows the rules.
CheckWords = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ListEdit:
    """What somebody saves, of the version that they saw; without details, the films alone."""

    details: ListDetails | None = None
    arrangement: Arrangement = NOTHING
    version: int | None = None


def create_list(
    *,
    member: Member,
    details: ListDetails,
    arrangement: Arrangement = NOTHING,
    origin: FilmList | None = None,
    check_words: CheckWords | None = None,
) -> FilmList:
    action = "clone-list" if origin else "new-list"
    require_permission(member, action)
    films = [] if details.smart else known_films(arrangement.films)
    if len(films) > MAX_ENTRIES:
        raise ListFull
    if check_words and details.privacy != PRIVATE:
        check_words("\n".join((details.words, *arrangement.notes.values())))
    doc = new_list(member, details, films)
    if origin:
        owner = {"owner_id": origin.owner_id, "name": origin.owner_name}
        doc["cloned_from"] = {"id": origin.id, **owner, "handle": origin.owner_handle}
    entries = new_entries(doc["_id"], member.id, films, notes=arrangement.notes)

    def work(session: ClientSession) -> FilmList:
        recheck_permission(member=member, action=action, session=session)
        mongo.lists().insert_one(doc, session=session)
        if entries:
            mongo.list_entries().insert_many(entries, session=session)
        return FilmList.from_doc(doc)

    return in_transaction(work)


def new_list(member: Member, details: ListDetails, films: Sequence[ObjectId]) -> Doc:
    moment = now()
    return {
        "_id": ObjectId(),
        "owner_id": member.id,
        "owner": {"name": member.name, "handle": member.handle},
        **details.fields(),
        "link": secrets.token_urlsafe(LINK_BYTES),
        "entry_count": len(films),
        "cover": list(films[:COVER_SIZE]),
        "editors": [],
        "created_at": moment,
        "changed_at": moment,
        "worded_at": moment,
        "version": 1,
        "state": VISIBLE,
    }


def clone_list(*, member: Member, list_id: ObjectId, title: str, link: str = "") -> FilmList:
    """Copy a list that a member may see to a private one of their own; return the copy."""
    origin = get_list(list_id, member, link)
    details = replace(origin.details, title=title, description="", privacy=PRIVATE)
    arrangement = Arrangement(tuple(positions_of(list_id)))
    return create_list(member=member, details=details, arrangement=arrangement, origin=origin)


def edit_list(
    *, member: Member, list_id: ObjectId, edit: ListEdit, check_words: CheckWords | None = None
) -> FilmList:
    """Save a list's details, and the order, notes and removals of its films; return it.

    Editors change films alone, and remove or annotate those they added. Words that others can
    read from now on are given to `check_words`. Raise ListEditConflict if the list has another
    version now, NotYourEntry and ListFull.
    """
    added = known_films(edit.arrangement.films)

    def save(before: FilmList, session: ClientSession) -> FilmList:
        if edit.version is not None and edit.version != before.version:
            raise ListEditConflict(before)
        details = before.details
        if edit.details and before.owner_id == member.id:
            # Whether a list follows a search stays as it is.
            search = edit.details.smart if before.is_smart else ""
            details = replace(edit.details, smart=search or details.smart)
        change, words = arrange_films(
            member=member, before=before, wanted=edit.arrangement, added=added, session=session
        )
        if details.words != before.details.words:
            words = [details.words, *words]
        if details.privacy != PRIVATE and not before.is_shared:
            words = [details.words, *notes_of(list_id, session)]
        if check_words and words and details.privacy != PRIVATE:
            check_words("\n".join(words))
        worded = {"worded_at": now()} if words else {}
        return update_list(before, {**details.fields(), **change, **worded}, session)

    return change_list(save, member=member, list_id=list_id, action="edit-list")


def delete_list(*, member: Member, list_id: ObjectId) -> FilmList:
    """Delete a list, which its owner can undo for thirty days; return it as it was."""

    def delete(before: FilmList, session: ClientSession) -> FilmList:
        deleted = {"state": DELETED, "deleted_from": before.state, "deleted_at": now()}
        mongo.lists().update_one({"_id": list_id}, {"$set": deleted}, session=session)
        return before

    return change_list(delete, member=member, list_id=list_id, action="delete-list", owner=True)


def restore_list(*, member: Member, list_id: ObjectId) -> FilmList:
    """Undo deleting a list: it is in the state that it had. Raise ListNotFound."""

    def work(session: ClientSession) -> FilmList:
        recheck_permission(member=member, action="restore-list", session=session)
        own = {"_id": list_id, "owner_id": member.id, "state": DELETED}
        doc = mongo.lists().find_one(own, session=session)
        if doc is None:
            raise ListNotFound
        restored = {"$set": {"state": doc["deleted_from"]}}
        update = {**restored, "$unset": {"deleted_from": "", "deleted_at": ""}}
        mongo.lists().update_one(own, update, session=session)
        return FilmList.from_doc({**doc, "state": doc["deleted_from"], "deleted_from": ""})

    return in_transaction(work)


def renew_link(*, member: Member, list_id: ObjectId) -> FilmList:
    """Replace the secret link of a list; the old one leads nowhere from now on."""

    def renew(before: FilmList, session: ClientSession) -> FilmList:
        return update_list(before, {"link": secrets.token_urlsafe(LINK_BYTES)}, session)

    return change_list(renew, member=member, list_id=list_id, action="renew-list-link", owner=True)
