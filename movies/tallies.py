"""Tallies of films: how many reviews and ratings each has, kept with it.

What changes films, here or elsewhere, says so to the facet index: one by one, or all at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession

from accounts.totals import FILMS, add_to_total, invalidate_totals
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import long_timeout

from .derived_fields import ranks_pipeline
from .documents import CARD_FIELDS, HISTOGRAM_BINS, MovieCard, imdb_rating
from .errors import MovieNotFound
from .facet_index.changes import CHANGE
from .facet_index.loading import HEAD, META, TOTALS
from .selection import FACET_FIELDS, ORDERS

BATCH_SIZE, MAX_LOCKED = 1000, 100
RANKS_PIPELINE = ranks_pipeline()
TALLY_PATHS = (
    *("num_mflix_comments", "rating.sum", "rating.count"),
    *(f"rating.histogram.{n}" for n in range(HISTOGRAM_BINS)),
)
# What a film's counts and its place in an order depend on.
CHANGED_FIELDS = FACET_FIELDS | {order[0][0]: 1 for order in ORDERS.values()}
# And what its rating before a change follows from.
FIELDS_AFTER = {**CHANGED_FIELDS, "rating.sum": 1, "rating.count": 1, "imdb.rating": 1}
# A film's row: number of reviews, sum and number of ratings, then the histogram.
TallyRows = Mapping[ObjectId, Sequence[int]]
Facts = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class TallyChange:
    """The effect of one write on a film's tally: a review added or removed, a rating replaced."""

    reviews: int = 0
    removed_rating: int | None = None
    added_rating: int | None = None
    date: datetime | None = None  # of the review

    def increments(self) -> dict[str, int]:
        row = [self.reviews] + [0] * (len(TALLY_PATHS) - 1)
        for rating, sign in ((self.removed_rating, -1), (self.added_rating, 1)):
            _add_rating(row, rating, sign)
        return {path: n for path, n in zip(TALLY_PATHS, row, strict=True) if n}


def histogram_bin(rating: int) -> int:
    """Return the bin that a rating of 1 to 100 falls into: 1 to 10 is 0."""
    return (rating - 1) // (100 // HISTOGRAM_BINS)


def add_to_tally(row: list[int], rating: int | None, by: int) -> None:
    """Add a review `by` times to a row that has the values of TALLY_PATHS."""
    row[0] += by
    _add_rating(row, rating, by)


def _add_rating(row: list[int], rating: int | None, by: int) -> None:
    if rating is not None:
        row[1] += by * rating
        row[2] += by
        row[3 + histogram_bin(rating)] += by


def change_tally(movie_id: ObjectId, change: TallyChange, *, session: ClientSession) -> None:
    """Apply a change to a film's tally and ranks inside a review's transaction.

    Raise MovieNotFound when a new review's film is gone, which aborts the transaction.
    """
    increments = change.increments()
    stages = [talk_stage(change.reviews, change.date)] if change.reviews and change.date else []
    exists = not increments or increment_tally(movie_id, increments, stages, session=session)
    if not exists and change.reviews > 0:
        raise MovieNotFound


def start_of_week(moment: datetime) -> datetime:
    """Return the midnight at which the week of a moment began."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def talk_stage(by: int, date: datetime) -> dict[str, Any]:
    """Return the stage of an update that adds or removes a review of this date.

    A review of a later week begins a new count; one of an earlier week does not count.
    """
    week = start_of_week(date)
    is_same = {"$eq": ["$talk.week", week]}
    reviews = {"$max": [0, {"$add": ["$talk.reviews", by]}]}
    last = {"$max": ["$talk.last", date]} if by > 0 else "$talk.last"
    talk: dict[str, Any] = {
        "$cond": [is_same, {"week": week, "reviews": reviews, "last": last}, "$talk"]
    }
    if by > 0:
        is_later = {"$lt": [{"$ifNull": ["$talk.week", None]}, week]}
        talk = {"$cond": [is_later, {"week": week, "reviews": by, "last": date}, talk]}
    return {"$set": {"talk": talk}}


def lock_film(movie_id: ObjectId, *, session: ClientSession) -> MovieCard:
    """Within a transaction: keep a film from being deleted until it ends, and return its card.

    For what belongs to a film without changing its tally: reading it would not conflict. Raise
    MovieNotFound.
    """
    film, update = {"_id": movie_id}, {"$set": {"locked_by": ObjectId()}}
    doc = mongo.movies().find_one_and_update(film, update, CARD_FIELDS, session=session)
    if doc is None:
        raise MovieNotFound
    return MovieCard.from_doc(doc)


def lock_films(movie_ids: Iterable[ObjectId], *, session: ClientSession) -> set[ObjectId]:
    """Lock several films as `lock_film` does; return those that exist (index `_id_`).

    Of more than `MAX_LOCKED` none is locked: their ratings would have to wait. What is deleted
    meanwhile, `recount` removes from lists.
    """
    ids = set(movie_ids)
    films, update = {"_id": {"$in": list(ids)}}, {"$set": {"locked_by": ObjectId()}}
    if not ids:
        return ids
    if len(ids) <= MAX_LOCKED:
        locked = mongo.movies().update_many(films, update, session=session)
        if locked.matched_count == len(ids):
            return ids
    return {doc["_id"] for doc in mongo.movies().find(films, {"_id": 1}, session=session)}


def increment_tally(
    movie_id: ObjectId,
    increments: Mapping[str, int],
    stages: Sequence[Mapping[str, Any]] = (),
    *,
    session: ClientSession,
) -> bool:
    """Within a transaction, add to a film's tally and update its ranks; False if it is gone.

    The same update has the further `stages`.
    """
    update = tally_update(increments, stages)
    film, after = {"_id": movie_id}, ReturnDocument.AFTER
    now = mongo.movies().find_one_and_update(
        film, update, FIELDS_AFTER, return_document=after, session=session
    )
    if now is None:
        return False
    tally, imdb = now.pop("rating"), now.pop("imdb", None)
    total, count = (tally[name] - increments.get(f"rating.{name}", 0) for name in ("sum", "count"))
    rating = round(total / count) if count > 0 else imdb and imdb_rating({"imdb": imdb})
    was = {**now, "ranks": {"rating": rating}}
    record_film_change(movie_id, was, now, is_edit=False, session=session)
    return True


def tally_update(
    increments: Mapping[str, int], stages: Sequence[Mapping[str, Any]] = ()
) -> list[Mapping[str, Any]]:
    """Return the update of a film that adds to its tally and computes its ranks again."""
    return [_tally_stage(increments), *RANKS_PIPELINE, *stages]


def _tally_stage(increments: Mapping[str, int]) -> dict[str, Any]:
    """Return the stage of an update that adds to a tally, also where a film has none yet."""
    bins = [increments.get(path, 0) for path in TALLY_PATHS[-HISTOGRAM_BINS:]]
    films_bin = {"$ifNull": [{"$arrayElemAt": ["$rating.histogram", "$$bin"]}, 0]}
    added = {"$add": [films_bin, {"$arrayElemAt": [bins, "$$bin"]}]}
    histogram = {"$map": {"input": {"$range": [0, HISTOGRAM_BINS]}, "as": "bin", "in": added}}
    sums = {
        path: {"$add": [{"$ifNull": [f"${path}", 0]}, increments.get(path, 0)]}
        for path in TALLY_PATHS[:-HISTOGRAM_BINS]
    }
    return {"$set": {**sums, "rating.histogram": histogram}}


def add_tallies(rows: TallyRows) -> None:
    """Add the tallies of many reviews to their films, in batches."""
    with bulk_change():
        for updates in in_batches(_increments(rows), BATCH_SIZE):
            with long_timeout():
                mongo.movies().bulk_write(updates, ordered=False)
        with long_timeout():
            mongo.movies().update_many({"_id": {"$in": list(rows)}}, RANKS_PIPELINE)


def change_tallies(rows: TallyRows, *, session: ClientSession) -> None:
    """Within a transaction, add to the tallies of some films.

    The caller wraps the transaction in `bulk_change`, for no change is recorded here.
    """
    if rows:
        mongo.movies().bulk_write(_increments(rows), ordered=False, session=session)
        films = {"_id": {"$in": list(rows)}}
        mongo.movies().update_many(films, RANKS_PIPELINE, session=session)


def _increments(rows: TallyRows) -> list[UpdateOne]:
    return [
        UpdateOne({"_id": movie_id}, {"$inc": dict(zip(TALLY_PATHS, row, strict=True))})
        for movie_id, row in rows.items()
    ]


def record_film_change(
    movie_id: ObjectId, was: Facts, now: Facts, *, is_edit: bool = True, session: ClientSession
) -> None:
    """Record, in the transaction that changes a film, its `CHANGED_FIELDS` before and after.

    None for `was` is a new film, for `now` a deleted one. What a film was before its first change
    stays until the facet index is rebuilt. What is no edit has changed the tally only.
    """
    current = {"now": now, "edited": True} if is_edit else {"now": now}
    mongo.facet_counts().update_one(
        {"_id": f"{CHANGE}{movie_id}"},
        {"$setOnInsert": {"was": was}, "$set": current, "$inc": {"times": 1}},
        upsert=True,
        session=session,
    )
    if by := (now is not None) - (was is not None):
        add_to_total(FILMS, by, session=session)


@contextmanager
def bulk_change() -> Iterator[None]:
    """Invalidate the facet index before and after a block that changes many films.

    The second time, so that an index that was built within the block is not used.
    """
    invalidate_facets()
    try:
        yield
    finally:
        invalidate_facets()


def invalidate_facets() -> None:
    """Delete what pages read first, people's summaries and the total of films.

    Pages compute until they are made again.
    """
    mongo.facet_counts().update_one({"_id": META}, {"$inc": {"generation": 1}}, upsert=True)
    mongo.facet_counts().delete_many({"_id": {"$in": [HEAD, TOTALS]}})
    invalidate_totals(FILMS)
    mongo.people().delete_many({})
