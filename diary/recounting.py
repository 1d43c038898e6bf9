"""Counting viewings again, and copying films' facts to entries again, while members write."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.collections import in_transaction
from mflix_site.mongo.waiting import all_documents
from movies.queries import get_cards

from .documents import Doc, EntryFilm
from .services import viewings_stage

BATCH_SIZE, TRANSACTION_SECONDS = 1000, 30.0
PAIR = {"member_id": 1, "movie_id": 1}
Pair = tuple[ObjectId, ObjectId]


def recount_diaries() -> tuple[list[str], list[str]]:
    """Correct viewings that drifted from the entries, and facts that differ from the films'.

    Return what was corrected, in words. A state without entries and entries without a state are
    both found.
    """
    viewings = list[str]()
    for documents in (mongo.film_states(), mongo.diary()):
        for docs in in_batches(all_documents(documents, PAIR), BATCH_SIZE):
            pairs = list({(doc["member_id"], doc["movie_id"]) for doc in docs})
            viewings += recount_viewings(pairs)
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
    updates = [_correction(pair, counted.get(pair)) for pair in wrong]
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


def _correction(pair: Pair, counted: Doc | None) -> UpdateOne:
    seen: list[Doc] = [{"$set": {"watched": True}}] if counted else []
    own = {"member_id": pair[0], "movie_id": pair[1]}
    return UpdateOne(own, [viewings_stage(counted), *seen], upsert=counted is not None)


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
