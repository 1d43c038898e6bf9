"""Reading the states of films and the entries of diaries, as far as a viewer may see them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page, paginate_cursor
from reviews.documents import VISIBLE, Review
from reviews.queries import own_ratings_union

from .documents import PUBLIC, DiaryEntry, Doc, FilmDiary, FilmState
from .errors import EntryNotFound, NotYourEntry

PAGE_SIZE, MAX_ENTRIES_OF_FILM = 50, 50
NEWEST_FIRST = [("day", -1), ("_id", -1)]
WITHOUT_IDS = {"_id": 0, "member_id": 0}


def get_states(member_id: ObjectId, movie_ids: Iterable[ObjectId]) -> dict[str, FilmState]:
    """Return what each of these films is to a member, by the film's id as text, in one command.

    Served by the indexes `one_per_member_and_film` and `one_per_member_and_movie` of the reviews.
    """
    ids = list(dict.fromkeys(movie_ids))
    return _read_states(member_id, ids) if ids else {}


def get_state(member_id: ObjectId, movie_id: ObjectId) -> FilmState:
    """Return what one film is to a member, as `get_states` does."""
    return _read_states(member_id, [movie_id])[str(movie_id)]


def _read_states(member_id: ObjectId, movie_ids: list[ObjectId]) -> dict[str, FilmState]:
    own = {"member_id": member_id, "movie_id": {"$in": movie_ids}}
    pipeline = [{"$match": own}, own_ratings_union(member_id, movie_ids)]
    states, ratings = dict[ObjectId, Doc](), dict[ObjectId, Doc]()
    for row in mongo.film_states().aggregate(pipeline):
        (ratings if "has_text" in row else states)[row["movie_id"]] = row
    return {
        str(id): FilmState.from_doc(id, states.get(id, {}), ratings.get(id, {})) for id in movie_ids
    }


def get_film_diary(member_id: ObjectId, movie_id: ObjectId) -> FilmDiary:
    """Return what a film is to a member, their review and their entries, in one command.

    Served by the indexes that `get_states` names, and `of_film` of the diary.
    """
    own = {"movie_id": movie_id, "member_id": member_id}
    newest = [{"$match": own}, {"$sort": dict(NEWEST_FIRST)}, {"$limit": MAX_ENTRIES_OF_FILM}]
    pipeline = [
        {"$match": own},
        own_ratings_union(member_id, [movie_id], with_text=True),
        {"$unionWith": {"coll": "diary", "pipeline": newest}},
    ]
    state, review, entries = Doc(), Doc(), list[DiaryEntry]()
    for row in mongo.film_states().aggregate(pipeline):
        if "privacy" in row:
            entries.append(DiaryEntry.from_doc(row))
        elif "has_text" in row:
            review = row
        else:
            state = row
    own_review = Review.from_doc(review) if review else None
    return FilmDiary(FilmState.from_doc(movie_id, state, review), tuple(entries), own_review)


def page_of_watchlist(member_id: ObjectId, number: int) -> Page[FilmState]:
    """Return a page of the films that a member wants to see, newest first (index `wanted`)."""
    wanted = {"member_id": member_id, "wanted.at": {"$exists": True}}
    return _page_of_states(wanted, "wanted.at", number)


def page_of_watched(member_id: ObjectId, number: int) -> Page[FilmState]:
    """Return a page of the films that a member has seen, latest first (index `watched`)."""
    return _page_of_states({"member_id": member_id, "watched": True}, "watched_at", number)


def _page_of_states(selector: Doc, order: str, number: int) -> Page[FilmState]:
    total = mongo.film_states().count_documents(selector)
    cursor = mongo.film_states().find(selector).sort([(order, -1), ("_id", -1)])
    return paginate_cursor(
        cursor,
        lambda doc: FilmState.from_doc(doc["movie_id"], doc, {}),
        number=number,
        size=PAGE_SIZE,
        total=total,
    )


def visible_filter(viewer_id: ObjectId | None, owner_id: ObjectId) -> Doc:
    """Return the part of a filter that matches the entries of a diary that a viewer may see."""
    own = {"member_id": owner_id}
    return own if viewer_id == owner_id else {**own, "privacy": PUBLIC, "state": VISIBLE}


def page_of_entries(
    viewer_id: ObjectId | None,
    owner_id: ObjectId,
    number: int,
    selection: Mapping[str, Any] | None = None,
) -> Page[DiaryEntry]:
    """Return a page of a diary, the latest day first and undated entries last (index `by_day`).

    `selection` narrows it, for example to a `film.decade` or, by the index `by_tag`, to a tag.
    """
    selector = {**(selection or {}), **visible_filter(viewer_id, owner_id)}
    total = mongo.diary().count_documents(selector)
    cursor = mongo.diary().find(selector).sort(NEWEST_FIRST)
    from_doc = DiaryEntry.from_doc
    return paginate_cursor(cursor, from_doc, number=number, size=PAGE_SIZE, total=total)


def entries_of_period(
    viewer_id: ObjectId | None, owner_id: ObjectId, period: str
) -> list[DiaryEntry]:
    """Return the entries of a year or a month, such as "2026-11", latest first (`by_day`)."""
    days = {"day": {"$gte": period, "$lt": f"{period}~"}}
    selector = {**visible_filter(viewer_id, owner_id), **days}
    return list(map(DiaryEntry.from_doc, mongo.diary().find(selector).sort(NEWEST_FIRST)))


def own_entries_of_film(
    member_id: ObjectId, movie_id: ObjectId, session: ClientSession | None = None
) -> list[DiaryEntry]:
    """Return a member's newest entries about a film, latest first (index `of_film`)."""
    own = {"movie_id": movie_id, "member_id": member_id}
    found = mongo.diary().find(own, session=session).sort(NEWEST_FIRST)
    return list(map(DiaryEntry.from_doc, found.limit(MAX_ENTRIES_OF_FILM)))


def get_own_entry(member_id: ObjectId, entry_id: ObjectId) -> DiaryEntry:
    """Return a member's entry; raise NotYourEntry, or EntryNotFound for one they may not see."""
    doc = mongo.diary().find_one({"_id": entry_id})
    entry = DiaryEntry.from_doc(doc) if doc else None
    if entry is None:
        raise EntryNotFound
    if entry.member_id == member_id:
        return entry
    is_visible = entry.content.privacy == PUBLIC and not entry.is_taken_down
    raise NotYourEntry if is_visible else EntryNotFound


def states_export(member_id: ObjectId) -> Iterator[Doc]:
    """Yield the states of all films of a member, for their export."""
    own = {"member_id": member_id}
    yield from mongo.film_states().find(own, WITHOUT_IDS).sort("movie_id", 1)


def entries_export(member_id: ObjectId) -> Iterator[Doc]:
    """Yield all entries of a member's diary, for their export."""
    unused = {"member_id": 0, "tag_keys": 0}
    yield from mongo.diary().find({"member_id": member_id}, unused).sort(NEWEST_FIRST)
