"""Many states and entries at once: of reviews, of films that go, of who leaves; recounting."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from accounts.notices import Notice, send_notices
from accounts.phrases import Phrase as _
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.collections import in_transaction
from mflix_site.mongo.waiting import all_documents, until_available
from movies.queries import get_cards
from movies.tallies import lock_film
from reviews.bulk import iterate_review_ids, merge_reviewers

from .documents import Doc, EntryFilm
from .services import viewings_stage

REVIEWS_BATCH_SIZE, BATCH_SIZE, FILM_BATCH_SIZE, TRANSACTION_SECONDS = 2000, 1000, 200, 30.0
PAIR = {"member_id": 1, "movie_id": 1}
Pair = tuple[ObjectId, ObjectId]


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
        until_available(partial(add_states_of_reviews, ids))
        advance(len(ids))


def insert_entries_and_states(entries: Sequence[Doc], states: Sequence[Doc]) -> int:
    """Insert entries of several members and the states of their films, to fill a site.

    Return how many entries were new. Killed in between, the next run completes it: what exists
    stays, but viewings are counted again.
    """
    existing = insert_new(mongo.film_states(mongo.ONE_MEMBER), states)
    known = insert_new(mongo.diary(mongo.ONE_MEMBER), entries)
    if existing or known:  # what is there may be of other entries than those planned now
        recount_viewings([(state["member_id"], state["movie_id"]) for state in states])
    return len(entries) - len(known)


def delete_diary(member_id: ObjectId) -> None:
    """Delete the entries and states of a member who leaves, in batches; safe to repeat."""
    own = {"member_id": member_id}
    for documents in (mongo.diary(), mongo.film_states()):
        while docs := list(documents.find(own, {"_id": 1}).limit(BATCH_SIZE)):
            documents.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}, **own})


def recount_diaries() -> tuple[list[str], list[str]]:
    """Correct viewings that drifted from entries, and facts from films; say in words which."""
    viewings = list[str]()
    for documents in (mongo.film_states(), mongo.diary()):  # either may lack the other
        for docs in in_batches(all_documents(documents, PAIR), BATCH_SIZE):
            viewings += recount_viewings(list(set(map(_pair, docs))))
    return viewings, _correct_facts()


def recount_viewings(pairs: Sequence[Pair]) -> list[str]:
    """Correct the viewings of these members and films; return what was corrected, in words."""
    corrected = list[str]()
    for batch in in_batches(pairs, BATCH_SIZE):
        corrected += in_transaction(partial(_correct_viewings, batch), TRANSACTION_SECONDS)
    return corrected


def _correct_viewings(pairs: Sequence[Pair], session: ClientSession) -> list[str]:
    members, films = ({"$in": list({pair[n] for pair in pairs})} for n in (0, 1))
    own: Doc = {"member_id": members, "movie_id": films}
    by: Doc = {"_id": {name: f"${name}" for name in PAIR}, "viewings": {"$sum": 1}}
    pipeline: list[Doc] = [{"$match": own}, {"$group": {**by, "last_day": {"$max": "$day"}}}]
    counted = {_pair(row["_id"]): row for row in mongo.diary().aggregate(pipeline, session=session)}
    stored = {_pair(doc): doc for doc in mongo.film_states().find(own, session=session)}
    wrong = [pair for pair in pairs if _tally(stored.get(pair)) != _tally(counted.get(pair))]
    updates = []
    for pair in wrong:
        tally = counted.get(pair)
        stages = [viewings_stage(tally), *([{"$set": {"watched": True}}] if tally else [])]
        updates.append(UpdateOne(dict(zip(PAIR, pair, strict=True)), stages, upsert=bool(tally)))
    if updates:
        mongo.film_states().bulk_write(updates, ordered=False, session=session)
    return [
        f"member {pair[0]}, film {pair[1]}: {_tally(stored.get(pair))[0]} viewings, "
        f"now {_tally(counted.get(pair))[0]}"
        for pair in wrong
    ]


def _pair(doc: Doc) -> Pair:
    return doc["member_id"], doc["movie_id"]


def _tally(doc: Doc | None) -> tuple[int, Any]:
    return (doc or {}).get("viewings") or 0, (doc or {}).get("last_day")


def _correct_facts() -> list[str]:
    corrected = list[str]()
    for docs in in_batches(all_documents(mongo.diary(), {"movie_id": 1, "film": 1}), BATCH_SIZE):
        cards = get_cards({doc["movie_id"] for doc in docs})
        for doc in docs:
            card = cards.get(str(doc["movie_id"]))
            if card and (fields := EntryFilm.of(card).fields()) != doc["film"]:
                same = {"_id": doc["_id"], "film": doc["film"]}
                mongo.diary().update_one(same, {"$set": {"film": fields}})
                corrected.append(f"an entry about {card.title}")
    return corrected


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
    old, new = (
        {
            doc["member_id"]: doc
            for doc in mongo.film_states().find(_of(id, members), session=session)
        }
        for id in (from_id, to_id)
    )
    mongo.film_states().delete_many(_of(from_id, members), session=session)
    counted = _count_viewings(to_id, members, session)
    writes = []
    for id in members:
        own = {"member_id": id, "movie_id": to_id}
        # A state that moves as it is keeps its id, by which an import that made it is undone.
        same = {"_id": old[id]["_id"]} if id in old and id not in new else {}
        state = _merged_state(new.get(id, {}), old.get(id, {})) | own | counted.get(id, {}) | same
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


def _of(movie_id: ObjectId, members: Sequence[ObjectId]) -> Doc:
    return {"movie_id": movie_id, "member_id": {"$in": list(members)}}


def _count_viewings(
    movie_id: ObjectId, members: Sequence[ObjectId], session: ClientSession
) -> dict[ObjectId, Doc]:
    pipeline: list[Doc] = [
        {"$match": _of(movie_id, members)},
        {"$group": {"_id": "$member_id", "viewings": {"$sum": 1}, "last_day": {"$max": "$day"}}},
    ]
    rows = mongo.diary().aggregate(pipeline, session=session)
    return {row.pop("_id"): {n: v for n, v in row.items() if v is not None} for row in rows}


def _merged_state(new: Mapping[str, Any], old: Mapping[str, Any]) -> Doc:
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
    """Within a transaction: delete what a film was to some members, and send them their notes."""
    members = _members_of(movie_id, session)
    own = _of(movie_id, members)
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
