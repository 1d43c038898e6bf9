"""Many states and entries at once: of reviews, to fill a site, of films and members that go."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.waiting import retry_until_available
from mflix_site.text import Phrase as _
from movies.tallies import lock_film
from reviews.bulk import iterate_review_ids, merge_reviewers

from .documents import Doc, EntryFilm
from .recounting import recount_viewings

REVIEWS_BATCH_SIZE, BATCH_SIZE, FILM_BATCH_SIZE = 2000, 1000, 200


def add_states_of_reviews(review_ids: Sequence[Any]) -> None:
    """Mark films as seen by their reviewers in one aggregation; safe to repeat on a live site."""
    watched = {"watched": True, "watched_at": {"$ifNull": ["$watched_at", "$$new.watched_at"]}}
    merge_reviewers(
        review_ids,
        {
            "into": "film_states",
            "on": ["member_id", "movie_id"],
            "whenMatched": [{"$set": watched}],
            "whenNotMatched": "insert",
        },
    )


def add_states_of_all_reviews(advance: Callable[[int], None]) -> None:
    """Do as `add_states_of_reviews` for all reviews of the site."""
    for ids in in_batches((doc["_id"] for doc in iterate_review_ids()), REVIEWS_BATCH_SIZE):
        retry_until_available(partial(add_states_of_reviews, ids))
        advance(len(ids))


def insert_entries_and_states(entries: Sequence[Doc], states: Sequence[Doc]) -> int:
    """Insert entries of several members and the states of their films, to fill a site.

    Return how many entries were new. Killed in between, the next run completes it: what exists
    stays, but viewings are counted again.
    """
    existing = insert_new(mongo.film_states(mongo.ONE_MEMBER), states)
    known = insert_new(mongo.diary(mongo.ONE_MEMBER), entries)
    if existing or known:  # what is there may be of other entries than those planned now
        recount_viewings({state["member_id"] for state in states})
    return len(entries) - len(known)


def delete_diary(member_id: ObjectId) -> None:
    """Delete the entries and states of a member who leaves, in batches; safe to repeat."""
    own = {"member_id": member_id}
    for documents in (mongo.diary(), mongo.film_states()):
        while docs := list(documents.find(own, {"_id": 1}).limit(BATCH_SIZE)):
            documents.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}, **own})


def move_diary_batch(from_id: ObjectId, to_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: move what a film is to some members; return how many members.

    Of two states of a member one is made: seen or liked if either says so. Raise MovieNotFound.
    """
    members = _members_of(from_id, session)
    if not members:
        return 0
    film = EntryFilm.of(lock_film(to_id, session=session))
    move = {"$set": {"movie_id": to_id, "film": film.fields()}}
    mongo.diary().update_many(_states_filter(from_id, members), move, session=session)
    old, new = (
        {
            doc["member_id"]: doc
            for doc in mongo.film_states().find(_states_filter(id, members), session=session)
        }
        for id in (from_id, to_id)
    )
    mongo.film_states().delete_many(_states_filter(from_id, members), session=session)
    counted = _count_viewings(to_id, members, session)
    writes = []
    for id in members:
        own = {"member_id": id, "movie_id": to_id}
        # A state that moves as it is keeps its id, by which an import that made it is undone.
        same = {"_id": old[id]["_id"]} if id in old and id not in new else {}
        state = _merged(new.get(id, {}), old.get(id, {})) | own | counted.get(id, {}) | same
        writes.append(ReplaceOne(own, state, upsert=True))
    mongo.film_states().bulk_write(writes, ordered=False, session=session)
    return len(members)


def _members_of(movie_id: ObjectId, session: ClientSession) -> list[ObjectId]:
    """Return some of the members to whom a film is something (indexes `of_film`)."""
    of_film: Doc = {"movie_id": movie_id}
    for documents in (mongo.film_states(), mongo.diary()):
        docs = documents.find(of_film, {"member_id": 1}, session=session).limit(FILM_BATCH_SIZE)
        if members := list(dict.fromkeys(doc["member_id"] for doc in docs)):
            return members
    return []


def _states_filter(movie_id: ObjectId, members: Sequence[ObjectId]) -> Doc:
    return {"movie_id": movie_id, "member_id": {"$in": list(members)}}


def _count_viewings(
    movie_id: ObjectId, members: Sequence[ObjectId], session: ClientSession
) -> dict[ObjectId, Doc]:
    pipeline: list[Doc] = [
        {"$match": _states_filter(movie_id, members)},
        {"$group": {"_id": "$member_id", "viewings": {"$sum": 1}, "last_day": {"$max": "$day"}}},
    ]
    rows = mongo.diary().aggregate(pipeline, session=session)
    return {row.pop("_id"): {n: v for n, v in row.items() if v is not None} for row in rows}


def _merged(new: Mapping[str, Any], old: Mapping[str, Any]) -> Doc:
    """Return one state of two: the earlier moments of both; no watchlist if seen since."""
    merged = {**old, **new}
    for name in ("watched_at", "liked_at"):
        moments = [state[name] for state in (new, old) if state.get(name)]
        merged |= {name: min(moments)} if moments else {}
    if any(state.get("watched") and not state.get("unlisted") for state in (new, old)):
        merged.pop("unlisted", None)
    seen_at, listed = merged.get("watched_at"), merged.get("wanted")
    if listed and seen_at and not {"watched", "wanted"} <= set(new) and listed["at"] <= seen_at:
        merged["wanted_before"] = merged.pop("wanted")
    return {name: value for name, value in merged.items() if name != "_id"}


def delete_diary_batch(movie_id: ObjectId, title: str, session: ClientSession) -> int:
    """Within a transaction: delete what a film was to some members, and send them their notes."""
    members = _members_of(movie_id, session)
    own = _states_filter(movie_id, members)
    notes: dict[ObjectId, list[str]] = {}
    if members:
        for doc in mongo.diary().find({**own, "note": {"$ne": ""}}, session=session):
            notes.setdefault(doc["member_id"], []).append(doc["note"])
        mongo.diary().delete_many(own, session=session)
        mongo.film_states().delete_many(own, session=session)
    subject = _("%(title)s was deleted, along with its entries in your diary")
    text = _("An admin deleted %(title)s from the catalogue. Here are your notes about it.")
    of_film = (subject % {"title": title}, (text % {"title": title},))
    notices = {id: Notice(*of_film, "\n\n".join(own)[:10_000]) for id, own in notes.items()}
    send_notices(notices, session=session)
    return len(members)


def count_diary(movie_id: ObjectId) -> dict[str, int]:
    """Return how many diary entries and members' states a film has (indexes `of_film`)."""
    of_film: Doc = {"movie_id": movie_id}
    return {
        "entries": mongo.diary().count_documents(of_film),
        "states": mongo.film_states().count_documents(of_film),
    }


def copy_film_facts(movie_id: ObjectId, facts: EntryFilm) -> int:
    """Copy the facts of a film that was edited into its entries; return how many differed."""
    fields = facts.fields()
    differs = {"movie_id": movie_id, "film": {"$ne": fields}}
    return mongo.diary().update_many(differs, {"$set": {"film": fields}}).modified_count
