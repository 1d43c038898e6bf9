"""A member's lists, as an import of their history creates, continues and restores them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import (
    Change,
    find_current,
    kept_documents,
    undo_change,
    write_changes,
)
from mflix_site.mongo.collections import Document
from mflix_site.text import now

from .documents import COVER_SIZE, DELETED, MAX_ENTRIES, MAX_NOTE, ListDetails
from .ordering import GAP
from .services import new_list

# What follows other documents; of a new list also what the merging of films changes.
OF_LIST, OF_NEW_LIST = ("owner",), ("owner", "entry_count", "cover", "version")
NOT_SMART: Document = {"$in": ["", None]}
# A film with its number in the list and the note on it.
Listed = tuple[ObjectId, int, str]


def imported_lists(
    owner_id: ObjectId, keys: Sequence[str], session: ClientSession | None = None
) -> dict[str, Document]:
    """Return a member's lists by their keys elsewhere, or their own ids (index `of_owner`)."""
    ids = [ObjectId(key) for key in keys if ObjectId.is_valid(key)]
    known = [{"source.key": {"$in": list(keys)}}, {"_id": {"$in": ids}}]
    own = {"owner_id": owner_id, "state": {"$ne": DELETED}, "smart": NOT_SMART, "$or": known}
    docs = mongo.lists().find(own, session=session)
    return {(doc.get("source") or {}).get("key") or str(doc["_id"]): doc for doc in docs}


def films_of_lists(
    list_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, dict[ObjectId, int]]:
    """Return the positions of the films of lists (index `in_order`)."""
    films = defaultdict[ObjectId, dict[ObjectId, int]](dict)
    of_lists = {"list_id": {"$in": list(list_ids)}}
    fields = {"list_id": 1, "movie_id": 1, "position": 1}
    for doc in mongo.list_entries().find(of_lists, fields, session=session):
        films[doc["list_id"]][doc["movie_id"]] = doc["position"]
    return films


def plan_list(
    member: Member,
    details: ListDetails,
    listed: Sequence[Listed],
    source: Document,
    session: ClientSession,
) -> tuple[Change, list[Change]]:
    """Within a transaction: return what becomes of a list and its films; nothing is written.

    A list that was imported before gets the films that it lacks, in their places where these are
    free; else it is made as `details` say. `source` has `import_id` and `key`.
    """
    before = imported_lists(member.id, [source["key"]], session).get(source["key"])
    doc = before or {**new_list(member, details, []), "source": source}
    present = films_of_lists([doc["_id"]], session)[doc["_id"]] if before else {}
    places, changes, moment = set(present.values()), list[Change](), now()
    positions = dict(present)
    for film, number, note in listed:
        if film in positions or len(positions) >= MAX_ENTRIES:
            continue
        place = number * GAP
        if number < 1 or place in places:
            place = max(places, default=0) + GAP
        places.add(place)
        positions[film] = place
        entry = {"_id": ObjectId(), "list_id": doc["_id"], "movie_id": film, "position": place}
        entry |= {"note": note[:MAX_NOTE], "added_by": member.id, "added_at": moment}
        changes.append(Change(None, entry))
    if before and not changes:
        return Change(before, before), []
    counted = {
        "entry_count": len(positions),
        "cover": sorted(positions, key=lambda film: positions[film])[:COVER_SIZE],
        "changed_at": moment,
        "version": doc["version"] + bool(before),
    }
    if any(note for *_, note in listed):
        counted["worded_at"] = moment
    return Change(before, {**doc, **counted}), changes


def write_lists(changes: Sequence[Change], session: ClientSession) -> None:
    write_changes(mongo.lists(), changes, session)


def write_entries(changes: Sequence[Change], session: ClientSession) -> None:
    write_changes(mongo.list_entries(), changes, session, "list_id")


def undo_lists(changes: Sequence[Change], session: ClientSession) -> list[Document]:
    """Within a transaction: restore lists; return those that their owner has changed since."""
    current = find_current(mongo.lists(), changes, session)
    undone = [
        undo_change(change, current.get(change.id), OF_LIST if change.before else OF_NEW_LIST)
        for change in changes
    ]
    write_lists([change for change in undone if change], session)
    return kept_documents(changes, undone)


def undo_entries(changes: Sequence[Change], session: ClientSession) -> None:
    """After `undo_lists`: delete the films of restored lists; those of lists changed since stay."""
    entries = find_current(mongo.list_entries(), changes, session, "list_id").values()
    ids = {"_id": {"$in": list({doc["list_id"] for doc in entries})}}
    docs = mongo.lists().find(ids, {"changed_at": 1}, session=session)
    changed_at = {doc["_id"]: doc["changed_at"] for doc in docs}
    gone = [
        Change(doc, None)
        for doc in entries
        if doc["list_id"] not in changed_at or changed_at[doc["list_id"]] < doc["added_at"]
    ]
    write_entries(gone, session)


def lists_of_owner(owner_id: ObjectId) -> list[Document]:
    """Return the lists that a member has made, the oldest first (index `of_owner`)."""
    own = {"owner_id": owner_id, "state": {"$ne": DELETED}, "smart": NOT_SMART}
    return sorted(mongo.lists().find(own), key=lambda doc: doc["_id"])


def entries_of_list(list_id: ObjectId) -> Iterator[Document]:
    """Yield the films of a list in their order (index `in_order`)."""
    order = [("position", 1), ("movie_id", 1)]
    yield from mongo.list_entries().find({"list_id": list_id}).sort(order)
