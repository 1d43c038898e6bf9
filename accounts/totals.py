"""Totals of the site; those of films and members change in the transaction of what they count.

Such a total is the sum of its shards, so that writes seldom wait for each other, and of a
correction. Reviews have no shards: a write more made posting slower, and their number is the sum of
the films' tallies, which is taken every few seconds.

Where documents are written by the hundred, without a transaction, it is invalidated before and
after; it is then not used until it is counted again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from secrets import randbelow
from typing import Any

from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

FILMS, MEMBERS, REVIEWS = "films", "members", "reviews"
# Only admins add films.
SHARDS: Mapping[str, int] = {FILMS: 1, MEMBERS: 16, REVIEWS: 0}
SECONDS_TO_COUNT = 50.0  # MongoDB ends a transaction after a minute

Doc = dict[str, Any]


def add_to_total(name: str, by: int, *, session: ClientSession) -> None:
    """Within a transaction, best as its last write, add to a total."""
    if by:
        shard = {"_id": f"{name}:{randbelow(SHARDS[name])}"}
        mongo.counters().update_one(shard, {"$inc": {"count": by}}, upsert=True, session=session)


def totals_filter(*names: str) -> Doc:
    """Return the filter of the documents of some totals, or of all (index `_id_`)."""
    chosen = names or tuple(SHARDS)
    shards = [f"{name}:{n}" for name in chosen for n in range(SHARDS[name])]
    return {"_id": {"$in": [*chosen, *shards]}}


def sum_totals(docs: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    sums, valid = Counter[str](), set[str]()
    for doc in docs:
        sums[doc["_id"].partition(":")[0]] += doc.get("count", 0)
        valid |= {doc["_id"]} if doc.get("valid") else set()
    return {name: sums[name] for name in SHARDS if name in valid}


def read_totals() -> dict[str, int]:
    """Return the totals that are valid (index `_id_`)."""
    return sum_totals(mongo.counters().find(totals_filter()))


def invalidate_totals(*names: str) -> None:
    for name in names:
        mongo.counters().update_one({"_id": name}, {"$set": {"valid": False}}, upsert=True)


@contextmanager
def bulk_change_of(name: str) -> Iterator[None]:
    """Invalidate a total before and after a block, so that no count made within it is used."""
    invalidate_totals(name)
    try:
        yield
    finally:
        invalidate_totals(name)


def repair_total(name: str, count: Callable[[ClientSession], int]) -> str:
    """Count again what a total counts and correct it; return its drift if it was valid, in words.

    Whatever changes a total meanwhile also changes the count, so the difference stays what it is.
    """

    def work(session: ClientSession) -> str:
        docs = list(mongo.counters().find(totals_filter(name), session=session))
        stored, counted = sum(doc.get("count", 0) for doc in docs), count(session)
        change = {"$inc": {"count": counted - stored}}
        checked = {"$set": {"valid": True, "counted_at": now()}}
        mongo.counters().update_one({"_id": name}, change | checked, upsert=True, session=session)
        is_drift = SHARDS[name] and sum_totals(docs) and counted != stored
        return f"{name} ({stored:,}, now {counted:,})" if is_drift else ""

    return in_transaction(work, SECONDS_TO_COUNT)
