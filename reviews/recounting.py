"""Recounting what is derived, first the films' tallies, also while reviews are being written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.errors import Conflict
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_transaction
from movies.facet_index.building import facet_index_state, rebuild_facet_index
from movies.people_summaries import repair_summaries
from movies.similar_films import repair_similar
from movies.tallies import TALLY_PATHS, TallyRows, add_to_tally
from movies.tally_check import TallyDrift, all_film_ids, correct_tallies, find_drift, update_ranks

from .queries import VALID_RATING, VISIBLE_FILTER
from .site_summary import refresh_site_summary, repair_totals
from .talked_about import recount_talk_of

BATCH_SIZE, TRANSACTION_SECONDS = 100, 30.0
MAX_LISTED, MAX_TRIES = 10, 20


@dataclass(slots=True)
class Drifts:
    """How many stored values of one kind were wrong, and the first of them in words."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, drifts: Sequence[object]) -> None:
        self.count += len(drifts)
        self.first += map(str, drifts[: MAX_LISTED - len(self.first)])


@dataclass(slots=True)
class Recount:
    """What was counted, had drifted, and was corrected."""

    films: int = 0
    ranked: int = 0
    people: int = 0
    tallies: Drifts = field(default_factory=Drifts)
    similar: Drifts = field(default_factory=Drifts)
    summaries: Drifts = field(default_factory=Drifts)
    totals: Drifts = field(default_factory=Drifts)
    talk: Drifts = field(default_factory=Drifts)

    @property
    def changed_nothing(self) -> bool:
        drifts = (self.tallies, self.similar, self.summaries, self.totals, self.talk)
        return not self.ranked and not any(drift.count for drift in drifts)


def recount(advance: Callable[[int], None]) -> Recount:
    """Recount all that is derived, correct what drifted, and compute the ranks. Idempotent.

    Facet counts that became stale are rebuilt, and the site's figures computed. `advance` is called
    with the number of films done.
    """
    result = Recount()
    for ids in in_batches(all_film_ids(), BATCH_SIZE):
        result.films += len(ids)
        result.tallies.add(recount_batch(ids))
        result.ranked += update_ranks(ids)
        result.similar.add(repair_similar(ids))
        result.talk.add(recount_talk_of(ids))
        advance(len(ids))
    result.people, wrong_summaries = repair_summaries()
    result.summaries.add(wrong_summaries)
    result.totals.add(repair_totals())
    if facet_index_state().is_stale:
        rebuild_facet_index()
    refresh_site_summary()
    return result


def recount_batch(movie_ids: Sequence[ObjectId]) -> list[TallyDrift]:
    """Correct the tallies of these films from their reviews; return those that differed."""

    # Tallies and reviews are read in one snapshot, and a tally is set only if it is still the one
    # that was read. This is enough: a review and its film's tally change in one transaction, so
    # concurrent writes do not change the difference between the two. Writing in the transaction
    # would be correct too, but a process killed there would lock its films for a minute.
    def read(session: ClientSession) -> list[TallyDrift]:
        return find_drift(count_tallies(movie_ids, session), session=session)

    first_read: dict[ObjectId, TallyDrift] = {}
    for _ in range(MAX_TRIES):
        drifts = in_transaction(read, TRANSACTION_SECONDS)
        first_read = {drift.film["_id"]: drift for drift in drifts} | first_read
        if correct_tallies(drifts) == len(drifts):
            return list(first_read.values())
    raise Conflict("Films are changing faster than they can be counted: run recount again.")


def count_tallies(movie_ids: Sequence[ObjectId], session: ClientSession) -> TallyRows:
    """Return the tallies of these films, counted from their reviews (index `rated_for_movie`)."""
    # Grouped by film and rating: at most 101 small rows a film, however many reviews it has.
    pipeline = [
        {"$match": {"movie_id": {"$in": list(movie_ids)}, **VISIBLE_FILTER}},
        {"$group": {"_id": {"movie": "$movie_id", "rating": VALID_RATING}, "reviews": {"$sum": 1}}},
    ]
    rows = {movie_id: [0] * len(TALLY_PATHS) for movie_id in movie_ids}
    for row in mongo.reviews().aggregate(pipeline, allowDiskUse=True, session=session):
        add_to_tally(rows[row["_id"]["movie"]], row["_id"].get("rating"), row["reviews"])
    return rows
