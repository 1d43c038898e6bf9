"""Many entries and states at once: to import a member's history, to undo that, to fill a site.

An import inserts entries, then updates the states of their films, in batches of a thousand or so;
all of it may be repeated. What was there before is returned, and can be restored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.collections import in_transaction, long_timeout
from mflix_site.mongo.waiting import until_available
from mflix_site.text import now
from reviews.bulk import iterate_review_ids, merge_reviewers

from .documents import Doc, EntryContent, EntryFilm
from .services import NOT_WATCHED, count_viewings, new_entry_document, viewings_stage, watched_stage

TRANSACTION_SECONDS, REVIEWS_BATCH_SIZE = 60.0, 2000
COUNTED = ("viewings", "last_day")
# By film: the member's state `before` a change and `after` it; None where there was none.
Changed = dict[ObjectId, dict[str, Doc | None]]


@dataclass(frozen=True, slots=True)
class StateChange:
    """What an import knows of a film; what the member's state has already is not changed.

    `wanted_at` is left out where the member has seen the film on that day or later.
    """

    watched_at: datetime | None = None
    liked_at: datetime | None = None
    wanted_at: datetime | None = None
    wanted_note: str = ""


def imported_entry(
    member_id: ObjectId,
    movie_id: ObjectId,
    content: EntryContent,
    film: EntryFilm,
    source: Mapping[str, Any],
) -> Doc:
    """Return the document of an entry that comes from elsewhere.

    `source` has `import_id` and `key`, which is the same whenever the same viewing is imported.
    """
    moment = source.get("at") or now()
    doc = new_entry_document(member_id, movie_id, content, film, moment)
    return {**doc, "source": {name: source[name] for name in ("import_id", "key")}}


def insert_entries(docs: Sequence[Doc]) -> list[int]:
    """Insert entries; return the indexes of those that the member has from the same source."""
    return insert_new(mongo.diary(), docs)


def find_source_keys(member_id: ObjectId, keys: Sequence[str]) -> set[str]:
    """Return which of these keys of sources a member's entries have (index `one_per_source`)."""
    own = {"member_id": member_id, "source.key": {"$in": list(keys)}}
    found = mongo.diary().find(own, {"_id": 0, "source.key": 1})
    return {doc["source"]["key"] for doc in found}


def update_states(member_id: ObjectId, changes: Mapping[ObjectId, StateChange]) -> Changed:
    """Apply changes to a member's states, and count the viewings of these films.

    Four commands in one transaction, with an upsert for each film. Return what `restore_states`
    needs. A film that has entries is watched, whatever its change says.
    """
    return in_transaction(partial(_update_states, member_id, changes), TRANSACTION_SECONDS)


def _update_states(
    member_id: ObjectId, changes: Mapping[ObjectId, StateChange], session: ClientSession
) -> Changed:
    movie_ids, moment = list(changes), now()
    before = _read_states(member_id, movie_ids, session)
    counted = count_viewings(member_id, movie_ids, session)
    updates = [
        UpdateOne(
            {"member_id": member_id, "movie_id": movie_id},
            list(_stages(change, counted.get(movie_id), moment)),
            upsert=True,
        )
        for movie_id, change in changes.items()
        if change != StateChange() or movie_id in counted or movie_id in before
    ]
    if updates:
        mongo.film_states().bulk_write(updates, ordered=False, session=session)
    after = _read_states(member_id, movie_ids, session)
    return {id: {"before": before.get(id), "after": after.get(id)} for id in movie_ids}


def _read_states(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession
) -> dict[ObjectId, Doc]:
    own = {"member_id": member_id, "movie_id": {"$in": list(movie_ids)}}
    return {doc["movie_id"]: doc for doc in mongo.film_states().find(own, session=session)}


def _stages(change: StateChange, counted: Doc | None, moment: datetime) -> Iterator[Doc]:
    watched_at = change.watched_at or (moment if counted else None)
    if watched_at:
        # A film leaves the watchlist if it was wanted before the viewing, which may be long ago.
        yield watched_stage(watched_at, _wanted_before(watched_at), moment)
    yield viewings_stage(counted)
    if change.liked_at:
        liked_at = {"$ifNull": ["$liked_at", change.liked_at]}
        yield {"$set": {"liked": True, "liked_at": liked_at}}
    if change.wanted_at:
        wanted = {"at": change.wanted_at, "note": {"$literal": change.wanted_note}}
        is_later = {"$lt": [{"$ifNull": ["$last_day", ""]}, change.wanted_at.date().isoformat()]}
        kept = {"$ifNull": ["$wanted", "$$REMOVE"]}
        yield {
            "$set": {
                "wanted": {"$cond": ["$wanted", kept, {"$cond": [is_later, wanted, "$$REMOVE"]}]}
            }
        }


def _wanted_before(watched_at: datetime) -> Doc:
    return {"$and": [NOT_WATCHED, {"$lte": ["$wanted.at", watched_at]}]}


def delete_imported_entries(member_id: ObjectId, keys: Sequence[str]) -> int:
    """Delete the entries with these keys of sources; `restore_states` then counts the viewings."""
    own = {"member_id": member_id, "source.key": {"$in": list(keys)}}
    return mongo.diary().delete_many(own).deleted_count


def restore_states(member_id: ObjectId, changed: Mapping[ObjectId, Mapping[str, Any]]) -> None:
    """Undo what `update_states` returned, and count the viewings of these films again.

    What the member has changed since stays, and a film whose entries are still there is watched.
    """
    in_transaction(partial(_restore_states, member_id, changed), TRANSACTION_SECONDS)


def _restore_states(
    member_id: ObjectId, changed: Mapping[ObjectId, Mapping[str, Any]], session: ClientSession
) -> None:
    movie_ids, writes = list(changed), list[Any]()
    current = _read_states(member_id, movie_ids, session)
    counted = count_viewings(member_id, movie_ids, session)
    for movie_id, stored in current.items():
        sides = changed[movie_id]
        restored = _restored(stored, sides["before"] or {}, sides["after"] or {})
        for name, value in counted.get(movie_id, {}).items():
            restored |= {name: value, "watched": True} if value is not None else {}
        by_id = {"_id": stored["_id"], "member_id": member_id}
        says_something = {"watched", "liked", "wanted"} & set(restored)
        writes.append(ReplaceOne(by_id, restored) if says_something else DeleteOne(by_id))
    if writes:
        mongo.film_states().bulk_write(writes, ordered=False, session=session)


def _restored(stored: Doc, before: Doc, after: Doc) -> Doc:
    """Return a state with the fields of `before` where it still has those of `after`."""
    names = [*before, *(name for name in stored if name not in before)]
    sides = {name: (before if stored.get(name) == after.get(name) else stored) for name in names}
    fields = {name: side[name] for name, side in sides.items() if name in side}
    ids = {name: stored[name] for name in ("_id", "member_id", "movie_id")}
    return ids | {name: value for name, value in fields.items() if name not in (*ids, *COUNTED)}


def add_states_of_reviews(review_ids: Sequence[Any]) -> None:
    """Mark the films of these reviews as seen by their authors; safe to repeat, and on a live site.

    One aggregation on the server; existing states only gain what they lack.
    """
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
        until_available(partial(add_states_of_reviews, ids))
        advance(len(ids))


def insert_shelves(
    entries: Sequence[Doc], states: Mapping[ObjectId, Mapping[ObjectId, Doc]]
) -> int:
    """Insert entries of several members with the states of their films, to fill a site.

    Return how many entries were new. The states of a member whose entries exist stay as they are.
    """
    ids = {"_id": {"$in": [entry["_id"] for entry in entries]}}
    done = {doc["member_id"] for doc in mongo.diary().find(ids, {"member_id": 1})}
    updates = [
        UpdateOne({"member_id": member_id, "movie_id": movie_id}, {"$set": state}, upsert=True)
        for member_id, films in states.items()
        if member_id not in done
        for movie_id, state in films.items()
    ]
    if updates:
        with long_timeout():
            mongo.film_states().bulk_write(updates, ordered=False)
    # Killed before this, the next run sets the states again.
    new = [entry for entry in entries if entry["member_id"] not in done]
    return len(new) - len(insert_entries(new))
