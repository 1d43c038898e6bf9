"""Moving or deleting the states and diary entries of a film that is merged or deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from mflix_site.mongo import collections as mongo
from mflix_site.text import Phrase as _
from movies.tallies import lock_film

from .documents import Doc, EntryFilm

BATCH_SIZE = 200


def move_diary_batch(from_id: ObjectId, to_id: ObjectId, session: ClientSession) -> int:
    """Within a transaction: move what a film is to some members; return how many members.

    Of two states of a member one is made: seen or liked if either says so. Raise MovieNotFound.
    """
    members = _members_of(from_id, session)
    if not members:
        return 0
    film = EntryFilm.of(lock_film(to_id, session=session))
    move = {"$set": {"movie_id": to_id, "film": film.fields()}}
    mongo.diary().update_many(_of(from_id, members), move, session=session)
    old, new = (_states(id, members, session) for id in (from_id, to_id))
    mongo.film_states().delete_many(_of(from_id, members), session=session)
    counted = _count_viewings(to_id, members, session)
    writes = []
    for member_id in members:
        own = {"member_id": member_id, "movie_id": to_id}
        merged = _merged(new.get(member_id, {}), old.get(member_id, {}))
        # A state that moves as it is keeps its id, by which an import that made it is undone.
        same = {"_id": old[member_id]["_id"]} if member_id in old and member_id not in new else {}
        state = merged | own | counted.get(member_id, {}) | same
        writes.append(ReplaceOne(own, state, upsert=True))
    mongo.film_states().bulk_write(writes, ordered=False, session=session)
    return len(members)


def _members_of(movie_id: ObjectId, session: ClientSession) -> list[ObjectId]:
    """Return some of the members to whom a film is something (indexes `of_film`)."""
    of_film: Doc = {"movie_id": movie_id}
    for documents in (mongo.film_states(), mongo.diary()):
        docs = documents.find(of_film, {"member_id": 1}, session=session).limit(BATCH_SIZE)
        if members := list(dict.fromkeys(doc["member_id"] for doc in docs)):
            return members
    return []


def _of(movie_id: ObjectId, members: Sequence[ObjectId]) -> Doc:
    return {"movie_id": movie_id, "member_id": {"$in": list(members)}}


def _states(
    movie_id: ObjectId, members: Sequence[ObjectId], session: ClientSession
) -> dict[ObjectId, Doc]:
    states = mongo.film_states().find(_of(movie_id, members), session=session)
    return {doc["member_id"]: doc for doc in states}


def _count_viewings(
    movie_id: ObjectId, members: Sequence[ObjectId], session: ClientSession
) -> dict[ObjectId, Doc]:
    pipeline: list[Doc] = [
        {"$match": _of(movie_id, members)},
        {"$group": {"_id": "$member_id", "viewings": {"$sum": 1}, "last_day": {"$max": "$day"}}},
    ]
    rows = mongo.diary().aggregate(pipeline, session=session)
    return {row.pop("_id"): {n: v for n, v in row.items() if v is not None} for row in rows}


def _merged(new: Mapping[str, Any], old: Mapping[str, Any]) -> Doc:
    """Return one state of two: the earlier moments of both, and wanted only if not seen since."""
    merged = {**old, **new}
    for name in ("watched_at", "liked_at"):
        moments = [state[name] for state in (new, old) if state.get(name)]
        merged |= {name: min(moments)} if moments else {}
    seen_at, wanted = merged.get("watched_at"), merged.get("wanted")
    if wanted and seen_at and not {"watched", "wanted"} <= set(new) and wanted["at"] <= seen_at:
        merged["wanted_before"] = merged.pop("wanted")
    return {name: value for name, value in merged.items() if name != "_id"}


def delete_diary_batch(movie_id: ObjectId, title: str, session: ClientSession) -> int:
    """Within a transaction: delete what a film was to some members; return how many members.

    Whoever wrote notes about it gets them in a notice.
    """
    members = _members_of(movie_id, session)
    own = _of(movie_id, members)
    notes: dict[ObjectId, list[str]] = {}
    if members:
        for doc in mongo.diary().find({**own, "note": {"$ne": ""}}, session=session):
            notes.setdefault(doc["member_id"], []).append(doc["note"])
        mongo.diary().delete_many(own, session=session)
        mongo.film_states().delete_many(own, session=session)
    send_notices(
        {member_id: _notice(title, texts) for member_id, texts in notes.items()}, session=session
    )
    return len(members)


def _notice(title: str, notes: Sequence[str]) -> Notice:
    values = {"title": title}
    subject = _("%(title)s was deleted, along with its entries in your diary") % values
    text = (
        _("An admin deleted %(title)s from the catalogue. Here are your notes about it.") % values
    )
    return Notice(subject, (text,), "\n\n".join(notes)[:10_000])


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
