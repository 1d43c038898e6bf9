"""Counting the films' tallies again from their reviews, while people write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.errors import Conflict
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_transaction
from movies.counts.building import rebuild, state
from movies.documents import HISTOGRAM_BINS
from movies.tallies import (
    CountedTally,
    TallyDrift,
    all_film_ids,
    correct_tallies,
    find_drift,
    histogram_bin,
    update_ranks,
)

from .queries import SHOWN_FILTER

FILMS_AT_ONCE = 100
SECONDS_AT_ONCE = 30.0
NAMED = 10
TRIES = 20


@dataclass(frozen=True, slots=True)
class Recount:
    """How many films were counted, how many of them had drifted, the first of these, and ranks."""

    films: int = 0
    drifted: int = 0
    named: tuple[TallyDrift, ...] = ()
    ranked: int = 0

    @property
    def changed_nothing(self) -> bool:
        """Tell whether all was as it should be."""
        return not self.drifted and not self.ranked


def recount(advance: Callable[[int], None]) -> Recount:
    """Count all tallies from the reviews, mend those that drifted, and compute the ranks.

    Counts of the browse page that this, or what went before it, made old are made ready again.
    `advance` is told how many films are done. Killed in the middle, it can be run again.
    """
    films = drifted = ranked = 0
    named: list[TallyDrift] = []
    for ids in in_batches(all_film_ids(), FILMS_AT_ONCE):
        found = mend_tallies(ids)
        films, drifted = films + len(ids), drifted + len(found)
        named += found[: NAMED - len(named)]
        ranked += update_ranks(ids)
        advance(len(ids))
    if state().is_old:
        rebuild()
    return Recount(films, drifted, tuple(named), ranked)


def mend_tallies(movie_ids: Sequence[ObjectId]) -> list[TallyDrift]:
    """Set the tallies of these films to what their reviews come to; give those that differed."""

    # Tallies and reviews are read in one snapshot, and a tally is set only while it is still the
    # one that was read. That suffices: a review and its film's tally change in one transaction, so
    # while somebody writes, the difference between the two stays, and equal tallies mean equal
    # counts. To write in the transaction would be as right, but a process killed there would lock
    # its films for everybody until the server gives up on it, a minute later.
    def read(session: ClientSession) -> list[TallyDrift]:
        return find_drift(counted(movie_ids, session), session=session)

    seen: dict[ObjectId, TallyDrift] = {}
    for _ in range(TRIES):
        found = in_transaction(read, SECONDS_AT_ONCE)
        seen = {drift.stored["_id"]: drift for drift in found} | seen
        if correct_tallies(found) == len(found):
            return list(seen.values())
    raise Conflict("Films change faster than they can be counted: run recount again.")


def counted(movie_ids: Sequence[ObjectId], session: ClientSession) -> dict[ObjectId, CountedTally]:
    """Count the visible reviews of these films (index `rated_for_movie`), none left out."""
    counts = dict.fromkeys(movie_ids, CountedTally())
    for row in mongo.reviews().aggregate(_pipeline(movie_ids), allowDiskUse=True, session=session):
        movie_id = row["_id"]["movie"]
        counts[movie_id] = _with(counts[movie_id], row["_id"].get("rating"), row["reviews"])
    return counts


def _pipeline(movie_ids: Sequence[ObjectId]) -> list[dict[str, Any]]:
    """Group by film and rating: at most 101 small rows a film, however many reviews it has."""
    whole = {"$in": [{"$type": "$rating"}, ["int", "long"]]}
    in_range = {"$and": [{"$gte": ["$rating", 1]}, {"$lte": ["$rating", 100]}]}
    rating = {"$cond": [{"$and": [whole, in_range]}, "$rating", None]}
    return [
        {"$match": {"movie_id": {"$in": list(movie_ids)}, **SHOWN_FILTER}},
        {"$group": {"_id": {"movie": "$movie_id", "rating": rating}, "reviews": {"$sum": 1}}},
    ]


def _with(count: CountedTally, rating: int | None, reviews: int) -> CountedTally:
    if rating is None:
        return CountedTally(count.reviews + reviews, count.sum, count.ratings, count.histogram)
    bins = (
        n + reviews * (at == histogram_bin(rating))
        for at, n in zip(range(HISTOGRAM_BINS), count.histogram, strict=True)
    )
    total, ratings = count.sum + rating * reviews, count.ratings + reviews
    return CountedTally(count.reviews + reviews, total, ratings, tuple(bins))
