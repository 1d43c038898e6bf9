"""Reading lists: one, its films, a member's, the newest of all, and those that a film is in.

Who may see a list is part of every filter: see `visible_filter`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Page, Position, paginate
from movies.documents import CARD_FIELDS, MovieCard
from movies.queries import get_cards
from reviews.documents import VISIBLE
from reviews.queries import film_lookup

from .documents import DELETED, LINK, MAX_ENTRIES, PUBLIC, Entry, FilmList
from .errors import ListNotFound, NotYourList

PAGE_SIZE, LISTS_SIZE, MAX_OWN_LISTS = 50, 20, 200
NEWEST_FIRST = [("changed_at", -1), ("_id", -1)]
IN_ORDER = [("position", 1), ("movie_id", 1)]
PUBLIC_FILTER: Mapping[str, Any] = {"privacy": PUBLIC, "state": VISIBLE}
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list among others, with the films of its cover; `has_film`: a film in question is in it."""

    film_list: FilmList
    cover: tuple[MovieCard, ...] = ()
    has_film: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Some lists in their order, and what continues them; empty at the end."""

    items: Sequence[ShownList]
    next: str = ""


def visible_filter(viewer: Member | None, link: str = "") -> Doc:
    """Return the filter of the lists that somebody may see.

    Everybody sees public ones; whoever has its link, one of that link; owners theirs; editors,
    invited ones too, those they edit. Moderators see no more, but what `moderation` shows them.
    """
    ways: list[Doc] = [dict(PUBLIC_FILTER)]
    if link:
        ways.append({"privacy": LINK, "link": link, "state": VISIBLE})
    if viewer:
        ways.append({"owner_id": viewer.id, "state": {"$ne": DELETED}})
        ways.append({"editors.id": viewer.id, "state": VISIBLE})
    return {"$or": ways}


def editable_filters(member: Member) -> list[Doc]:
    """Return the filters of the lists whose films a member may change: their own, or shared ones.

    Editors, like everybody but its owner, see nothing of a list that a moderator has hidden.
    """
    accepted = {"$elemMatch": {"id": member.id, "accepted": True}}
    return [{"owner_id": member.id}, {"editors": accepted, "state": VISIBLE}]


def find_list(list_id: ObjectId, session: ClientSession | None = None) -> FilmList | None:
    """Return a list by id (index `_id_`), whoever may see it, or None."""
    doc = mongo.lists().find_one({"_id": list_id}, session=session)
    return FilmList.from_doc(doc) if doc else None


def get_list(list_id: ObjectId, viewer: Member | None, link: str = "") -> FilmList:
    """Return a list that somebody may see (index `_id_`), or raise ListNotFound."""
    return _get(list_id, visible_filter(viewer, link))


def get_deleted_list(list_id: ObjectId, member: Member) -> FilmList:
    return _get(list_id, {"owner_id": member.id, "state": DELETED})


def _get(list_id: ObjectId, selector: Doc) -> FilmList:
    doc = mongo.lists().find_one({"_id": list_id, **selector})
    if doc is None:
        raise ListNotFound
    return FilmList.from_doc(doc)


def get_list_to_edit(list_id: ObjectId, member: Member, *, as_owner: bool = False) -> FilmList:
    """Return a list that a member may edit; raise ListNotFound or NotYourList."""
    film_list = get_list(list_id, member)
    is_owner = film_list.owner_id == member.id
    if not is_owner and (as_owner or not film_list.may_edit(member.id)):
        raise NotYourList
    return film_list


def get_list_of_editor(list_id: ObjectId, member: Member, editor_id: ObjectId) -> FilmList:
    """Return a list for its owner, or an editor themselves; raise ListNotFound or NotYourList."""
    film_list = get_list(list_id, member)
    if member.id not in (editor_id, film_list.owner_id):
        raise NotYourList
    if film_list.editor(editor_id) is None:
        raise ListNotFound
    return film_list


def page_of_entries(film_list: FilmList, number: int, size: int = PAGE_SIZE) -> Page[Entry]:
    """Return a page of a list's films in their order (index `in_order`), in one command."""

    def fetch(skip: int, limit: int) -> list[Entry]:
        stages: list[Doc] = [
            {"$match": {"list_id": film_list.id}},
            {"$sort": dict(IN_ORDER)},
            {"$skip": skip},
            {"$limit": limit},
            film_lookup(CARD_FIELDS),
        ]
        return list(map(Entry.from_doc, mongo.list_entries().list_of(stages)))

    return paginate(number, size, film_list.entry_count, fetch)


def positions_of(list_id: ObjectId, session: ClientSession | None = None) -> dict[ObjectId, int]:
    """Return the position of each film of a list, in their order (index `in_order` alone)."""
    keys = {"_id": 0, "movie_id": 1, "position": 1}
    entries = mongo.list_entries().find(
        {"list_id": list_id}, keys, session=session, batch_size=MAX_ENTRIES
    )
    return {doc["movie_id"]: doc["position"] for doc in entries.sort(IN_ORDER).limit(MAX_ENTRIES)}


def entries_of(
    list_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, Entry]:
    """Return those entries of a list that are of some films (index `one_per_film`)."""
    among = {"list_id": list_id, "movie_id": {"$in": list(movie_ids)}}
    entries = mongo.list_entries().find(among, session=session)
    return {doc["movie_id"]: Entry.from_doc(doc) for doc in entries}


def notes_of(list_id: ObjectId, session: ClientSession | None = None) -> list[str]:
    """Return the notes of a list's films (index `one_per_film`)."""
    noted = {"list_id": list_id, "note": {"$gt": ""}}
    entries = mongo.list_entries().find(noted, {"note": 1}, session=session)
    return [doc["note"] for doc in entries.limit(MAX_ENTRIES)]


def entries_after(film_list: FilmList, after: Position | None, limit: int) -> KeysetPage[Entry]:
    """Return the films of a list after a position, in their order (index `in_order`)."""
    page = page_after(mongo.list_entries(), {"list_id": film_list.id}, IN_ORDER, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)
    return page.map(lambda doc: Entry.from_doc(doc, cards.get(str(doc["movie_id"]))))


def newest_lists(before: str = "", tag: str = "") -> Slice:
    """Return the public lists that changed last (indexes `public`, `public_by_tag`)."""
    return _slice({**PUBLIC_FILTER, **({"tag_keys": tag} if tag else {})}, before)


def lists_of_member(owner_id: ObjectId, viewer: Member | None, before: str = "") -> Slice:
    """Return a member's lists; to others public ones (indexes `of_owner`, `public_of_owner`)."""
    return _slice(_member_filter(owner_id, viewer), before)


def lists_after(after: Position | None, limit: int) -> KeysetPage[FilmList]:
    """Return the public lists after a position, those that changed last first (index `public`)."""
    return _docs_after(PUBLIC_FILTER, after, limit).map(FilmList.from_doc)


def member_lists_after(
    owner_id: ObjectId, viewer: Member | None, after: Position | None, limit: int
) -> KeysetPage[FilmList]:
    """Return a member's lists after a position, as `lists_of_member`."""
    return _docs_after(_member_filter(owner_id, viewer), after, limit).map(FilmList.from_doc)


def _member_filter(owner_id: ObjectId, viewer: Member | None) -> Doc:
    is_own = viewer is not None and viewer.id == owner_id
    return {"owner_id": owner_id, **({"state": {"$ne": DELETED}} if is_own else PUBLIC_FILTER)}


def lists_edited_by(member: Member) -> list[ShownList]:
    """Return others' lists that a member edits or is invited to edit (index `of_editor`)."""
    edited = {"editors.id": member.id, "state": VISIBLE}
    return _with_covers(list(mongo.lists().find(edited).sort(NEWEST_FIRST).limit(MAX_OWN_LISTS)))


def deleted_lists_of(member: Member) -> list[FilmList]:
    """Return the lists that a member has deleted and can restore (index `of_owner`)."""
    deleted = {"owner_id": member.id, "state": DELETED}
    docs = mongo.lists().find(deleted).sort(NEWEST_FIRST).limit(LISTS_SIZE)
    return list(map(FilmList.from_doc, docs))


def _slice(selector: Doc, before: str) -> Slice:
    page = _docs_after(selector, _read_cursor(before), LISTS_SIZE)
    more = f"{int(page.after[0].timestamp() * 1000)}-{page.after[1]}" if page.after else ""
    return Slice(_with_covers(page.items), more)


def _docs_after(selector: Mapping[str, Any], after: Position | None, limit: int) -> KeysetPage[Doc]:
    """Return lists after a position, in one command: no list lacks `changed_at`."""
    if after:
        moment, list_id = after
        same = {"changed_at": moment, "_id": {"$gte": list_id}}
        selector = {**selector, "changed_at": {"$lte": moment}, "$nor": [same]}
    docs = list(mongo.lists().find(selector).sort(NEWEST_FIRST).limit(limit + 1))
    last = docs[limit - 1] if len(docs) > limit else None
    return KeysetPage(docs[:limit], (last["changed_at"], last["_id"]) if last else None)


def _read_cursor(text: str) -> tuple[datetime, ObjectId] | None:
    millis, _, id = text.partition("-")
    if not (millis.isascii() and millis.isdigit() and len(millis) < 15 and ObjectId.is_valid(id)):
        return None
    try:
        seconds, milliseconds = divmod(int(millis), 1000)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)
    except (ValueError, OverflowError, OSError):
        return None
    return moment, ObjectId(id)


def _with_covers(docs: Sequence[Doc]) -> list[ShownList]:
    lists = list(map(FilmList.from_doc, docs))
    ids = {movie_id for one in lists for movie_id in one.cover}
    cards = get_cards(ids) if ids else {}
    covers = ([cards[id] for id in map(str, one.cover) if id in cards] for one in lists)
    return [ShownList(one, tuple(cover)) for one, cover in zip(lists, covers, strict=True)]


def lists_to_add_to(member: Member, movie_id: ObjectId) -> list[ShownList]:
    """Return lists to add films to (indexes `of_owner`, `of_editor`), and which have this film."""
    own = {"$or": editable_filters(member), "state": {"$ne": DELETED}, "smart": ""}
    newest = mongo.lists().find(own, batch_size=MAX_OWN_LISTS + 1).sort(NEWEST_FIRST)
    docs = list(newest.limit(MAX_OWN_LISTS))
    among = {"list_id": {"$in": [doc["_id"] for doc in docs]}, "movie_id": movie_id}
    entries = mongo.list_entries().find(among, {"list_id": 1}) if docs else ()
    has = frozenset(doc["list_id"] for doc in entries)
    return [ShownList(one, has_film=one.id in has) for one in map(FilmList.from_doc, docs)]


def public_list_ids(limit: int) -> list[ObjectId]:
    """Return the ids of the public lists that changed last (index `public` alone), for crawlers."""
    docs = mongo.lists().find(PUBLIC_FILTER, {"_id": 1}, batch_size=mongo.ONE_BATCH)
    return [doc["_id"] for doc in docs.sort(NEWEST_FIRST).limit(limit)]


def titles_of_lists(list_ids: Sequence[ObjectId], owner: Member | None) -> dict[str, str]:
    """Return the titles of lists by id as text (index `_id_`): of public ones, and the owner's."""
    own = [{"owner_id": owner.id}] if owner else []
    chosen = {"_id": {"$in": list(list_ids)}, "$or": [dict(PUBLIC_FILTER), *own]}
    docs = mongo.lists().find(chosen, {"title": 1}) if list_ids else ()
    return {str(doc["_id"]): str(doc["title"]) for doc in docs}


def lists_export(member_id: ObjectId) -> Iterator[Doc]:
    """Yield a member's lists, then of others' that they edit the films that they have added.

    Served by the indexes `of_owner`, `of_editor` and `in_order`.
    """
    for doc in mongo.lists().find({"owner_id": member_id}, {"owner_id": 0}):
        yield {**doc, "films": _entries_export({"list_id": doc["_id"]})}
    for doc in mongo.lists().find({"editors.id": member_id}, {"owner": 1}):
        if films := _entries_export({"list_id": doc["_id"], "added_by": member_id}):
            yield {**doc, "films": films}


def _entries_export(selector: Doc) -> list[Doc]:
    entries = mongo.list_entries().find(selector, {"_id": 0, "list_id": 0})
    return list(entries.sort(IN_ORDER).limit(MAX_ENTRIES))
