"""Reading what films are to a member, and their entries about one film."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.joined_rows import Rows, decoded_rows, joined
from reviews.documents import VISIBLE, Review
from reviews.ratings import HAS_TEXT, own_ratings_lookup, own_ratings_union

from .documents import PUBLIC, DiaryEntry, Doc, FilmDiary, FilmState
from .errors import EntryNotFound, NotYourEntry

MAX_ENTRIES_OF_FILM = 50
NEWEST_FIRST = [("day", -1), ("_id", -1)]


def get_states(member_id: ObjectId, movie_ids: Iterable[ObjectId]) -> dict[str, FilmState]:
    """Return what films are to a member, by the film's id as text, in one command.

    Those that a member has neither a state nor a review of are left out. Served by the indexes
    `one_per_member_and_film` and `one_per_member_and_movie` of the reviews.
    """
    ids = list(movie_ids)
    if not ids:
        return {}
    pipeline = [
        {"$match": {"member_id": member_id, "movie_id": {"$in": ids}}},
        own_ratings_union(member_id, ids),
    ]
    return read_states(mongo.film_states().list_of(pipeline))


def states_lookups(movie_ids: list[ObjectId]) -> list[Doc]:
    """Return the stages that join the same to a document with a `member_id`, as two lists."""
    of_member = {"localField": "member_id", "foreignField": "member_id"}
    own = [{"$match": {"movie_id": {"$in": movie_ids}}}]
    states = {"from": "film_states", **of_member, "pipeline": own, "as": "states"}
    return [{"$lookup": states}, own_ratings_lookup(movie_ids)]


def read_states(rows: Iterable[Doc]) -> dict[str, FilmState]:
    """Return what films are to a member, of documents of both collections."""
    states, ratings = dict[str, Doc](), dict[str, Doc]()
    for row in rows:
        (ratings if "has_text" in row else states)[str(row["movie_id"])] = row
    return {
        id: FilmState.from_doc(id, states.get(id, {}), ratings.get(id, {}))
        for id in states.keys() | ratings.keys()
    }


def get_state(member_id: ObjectId, movie_id: ObjectId) -> FilmState:
    id = str(movie_id)
    return get_states(member_id, [movie_id]).get(id) or FilmState(id)


def joined_film_diary(movie_id: ObjectId, member_id: ObjectId | None = None) -> list[Doc]:
    """Return the stages that join rows `state`, `own_review` and `entry` of a member and a film.

    Without `member_id`, the member is that of the document's `row.member_id`. Served by the indexes
    `one_per_member_and_movie` of states and reviews, and `of_film`.
    """

    def own(collection: str, name: str, member_field: str, *stages: Doc, **match: Any) -> Doc:
        match["movie_id"] = movie_id
        if member_id:
            return joined(
                collection, name, [{"$match": {**match, member_field: member_id}}, *stages]
            )
        return joined(collection, name, [{"$match": match}, *stages], "row.member_id", member_field)

    newest = ({"$sort": dict(NEWEST_FIRST)}, {"$limit": MAX_ENTRIES_OF_FILM})
    return [
        own("film_states", "state", "member_id"),
        own("comments", "own_review", "author.id", {"$set": {"has_text": HAS_TEXT}}, origin="site"),
        own("diary", "entry", "member_id", *newest),
    ]


def read_film_diary(movie_id: ObjectId, rows: Rows) -> FilmDiary:
    state, review = (
        mongo.decoded(rows[name][0]) if rows[name] else {} for name in ("state", "own_review")
    )
    entries = tuple(map(DiaryEntry.from_doc, decoded_rows(rows["entry"])))
    own_review = Review.from_doc(review) if review else None
    return FilmDiary(FilmState.from_doc(str(movie_id), state, review), entries, own_review)


def watched_film_ids(member_id: ObjectId) -> frozenset[str]:
    """Return the ids of all films that a member has seen (index `watched`)."""
    pipeline: list[Doc] = [
        {"$match": {"member_id": member_id, "watched": True}},
        {"$group": {"_id": None, "ids": {"$push": "$movie_id"}}},
    ]
    rows = mongo.film_states().list_of(pipeline)
    return frozenset(str(id) for id in rows[0]["ids"]) if rows else frozenset()


def watched_among(member_id: ObjectId, movie_ids: Sequence[ObjectId]) -> frozenset[ObjectId]:
    """Return those of some films that a member has seen (index `one_per_member_and_film`)."""
    own = {"member_id": member_id, "movie_id": {"$in": list(movie_ids)}, "watched": True}
    states = mongo.film_states().find(own, {"movie_id": 1}, batch_size=mongo.ONE_BATCH)
    return frozenset(doc["movie_id"] for doc in states) if movie_ids else frozenset()


def visible_filter(viewer_id: ObjectId | None, owner_id: ObjectId) -> Doc:
    """Return the part of a filter that matches the entries of a diary that a viewer may see."""
    own = {"member_id": owner_id}
    return own if viewer_id == owner_id else {**own, "privacy": PUBLIC, "state": VISIBLE}


def own_entries_of_film(
    member_id: ObjectId, movie_id: ObjectId, session: ClientSession | None = None
) -> list[DiaryEntry]:
    """Return a member's newest entries about a film, latest first (index `of_film`)."""
    own = {"movie_id": movie_id, "member_id": member_id}
    entries = mongo.diary().find(own, session=session).sort(NEWEST_FIRST)
    return list(map(DiaryEntry.from_doc, entries.limit(MAX_ENTRIES_OF_FILM)))


def find_entry_of_form(
    member_id: ObjectId, movie_id: ObjectId, form_key: str, session: ClientSession
) -> DiaryEntry | None:
    """Return the entry that a form made when it was sent before, or None (index `of_film`)."""
    own = {"movie_id": movie_id, "member_id": member_id, "form_key": form_key}
    doc = mongo.diary().find_one(own, session=session) if form_key else None
    return DiaryEntry.from_doc(doc) if doc else None


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
    own, fields = {"member_id": member_id}, {"_id": 0, "member_id": 0}
    yield from mongo.film_states().find(own, fields).sort("movie_id", 1)


def entries_export(member_id: ObjectId) -> Iterator[Doc]:
    unused = {"member_id": 0, "tag_keys": 0}
    yield from mongo.diary().find({"member_id": member_id}, unused).sort(NEWEST_FIRST)
