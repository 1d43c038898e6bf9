"""Counting viewings again, and copying films' facts to entries again, while members write."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_transaction
from mflix_site.mongo.waiting import all_documents, retry_until_available
from movies.queries import get_cards

from .documents import Doc, EntryFilm
from .viewings import COUNTS, viewings_stage

BATCH_SIZE, MEMBERS_AT_ONCE, TRANSACTION_SECONDS = 1000, 20, 30.0
PAIR = {"member_id": 1, "movie_id": 1}
Pair = tuple[ObjectId, ObjectId]


def recount_diaries() -> tuple[list[str], list[str]]:
    """Correct viewings that drifted from the entries, and facts that differ from the films'.

    Return what was corrected, in words. A state without entries and entries without a state are
    both found.
    """
    corrected = [_recount_viewings(members) for members in _ranges_of_members()]
    return list(chain.from_iterable(corrected)), _correct_facts()


def recount_viewings(members: Iterable[ObjectId]) -> None:
    """Correct the viewings of these members."""
    for batch in in_batches(members, MEMBERS_AT_ONCE):
        _recount_viewings({"$in": batch})


def _ranges_of_members() -> Iterator[Doc]:
    """Yield ranges of ids that together cover all members, each with not many documents.

    By single members and films, MongoDB would look for every film of each of the members.
    """
    member, after = {"_id": 0, "member_id": 1}, dict[str, Any]()

    def next_ids(documents: mongo.Collection) -> list[ObjectId]:
        own = {"member_id": after} if after else {}
        ids = documents.find(own, member).sort("member_id", 1).limit(BATCH_SIZE)
        return [doc["member_id"] for doc in ids]

    while True:
        both = [
            retry_until_available(partial(next_ids, d))
            for d in (mongo.film_states(), mongo.diary())
        ]
        if not any(both):
            return
        full = [ids[-1] for ids in both if len(ids) == BATCH_SIZE]
        until = min(full) if full else max(ids[-1] for ids in both if ids)
        yield {**after, "$lte": until}
        after = {"$gt": until}


def _recount_viewings(members: Doc) -> list[str]:
    work = partial(_correct_viewings, {"member_id": members})
    return retry_until_available(lambda: in_transaction(work, TRANSACTION_SECONDS))


def _correct_viewings(own: Doc, session: ClientSession) -> list[str]:
    by: Doc = {"_id": {name: f"${name}" for name in PAIR}}
    pipeline: list[Doc] = [{"$match": own}, {"$group": {**by, **COUNTS}}]
    counted = {_pair(row["_id"]): row for row in mongo.diary().aggregate(pipeline, session=session)}
    states = mongo.film_states().find(own, {**PAIR, "viewings": 1, "last_day": 1}, session=session)
    stored = {_pair(doc): doc for doc in states}
    pairs = stored.keys() | counted.keys()
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
