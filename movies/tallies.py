"""Tallies of films: how many reviews and ratings each has, kept with it and checked by a count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.collections import long_timeout
from mflix_site.mongo.waiting import all_documents

from .derived_fields import ranks_pipeline
from .documents import CARD_FIELDS, HISTOGRAM_BINS, MovieCard, imdb_rating, read_text
from .errors import MovieNotFound
from .facet_index.changes import CHANGED_FIELDS, bulk_change, invalidate, record_change

BATCH_SIZE = 1000
RANKS_PIPELINE = ranks_pipeline()
TALLY_PATHS = (
    *("num_mflix_comments", "rating.sum", "rating.count"),
    *(f"rating.histogram.{n}" for n in range(HISTOGRAM_BINS)),
)
# What counts and orders depend on, and what the rating before a change follows from.
FIELDS_AFTER = {**CHANGED_FIELDS, "rating.sum": 1, "rating.count": 1, "imdb.rating": 1}
# A film's row: number of reviews, sum and number of ratings, then the histogram.
TallyRows = Mapping[ObjectId, Sequence[int]]


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


@dataclass(frozen=True, slots=True)
class CountedTally:
    """A film's tally, counted from its reviews."""

    reviews: int = 0
    sum: int = 0
    ratings: int = 0
    histogram: tuple[int, ...] = (0,) * HISTOGRAM_BINS

    def fields(self) -> dict[str, Any]:
        rating = {"sum": self.sum, "count": self.ratings, "histogram": list(self.histogram)}
        return {"num_mflix_comments": self.reviews, "rating": rating}

    def is_stored_in(self, doc: Mapping[str, Any]) -> bool:
        return all(doc.get(name) == value for name, value in self.fields().items())


@dataclass(frozen=True, slots=True)
class TallyDrift:
    """A film whose stored tally differed from its reviews at one moment."""

    stored: Mapping[str, Any]
    counted: CountedTally

    def __str__(self) -> str:
        title = read_text(self.stored.get("title")) or "Untitled"
        before, after = describe_tally(self.stored), describe_tally(self.counted.fields())
        return f"{title} ({before}, now {after})"

    def correction(self) -> UpdateOne:
        """Return the update that sets the tally if it is still the one that was read."""
        fields = self.counted.fields()
        as_read = {name: self.stored.get(name, {"$exists": False}) for name in fields}
        return UpdateOne({"_id": self.stored["_id"], **as_read}, {"$set": fields})


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


def monday(moment: datetime) -> datetime:
    """Return the midnight at which the week of a moment began."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def talk_stage(by: int, date: datetime) -> dict[str, Any]:
    """Return the stage of an update that adds or removes a review of this date.

    A review of a later week begins a new count; one of an earlier week does not count.
    """
    week = monday(date)
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
    update = [_tally_stage(increments), *RANKS_PIPELINE, *stages]
    film, after = {"_id": movie_id}, ReturnDocument.AFTER
    now = mongo.movies().find_one_and_update(
        film, update, FIELDS_AFTER, return_document=after, session=session
    )
    if now is None:
        return False
    tally, imdb = now.pop("rating"), imdb_rating({"imdb": now.pop("imdb", None)})
    total, count = (tally[name] - increments.get(f"rating.{name}", 0) for name in ("sum", "count"))
    was = {**now, "ranks": {"rating": round(total / count) if count > 0 else imdb}}
    record_change(movie_id, was, now, is_edit=False, session=session)
    return True


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


def all_film_ids() -> Iterator[ObjectId]:
    """Yield the ids of all films in their order (index `_id_`)."""
    yield from (doc["_id"] for doc in all_documents(mongo.movies(), {"_id": 1}))


def find_drift(
    counts: Mapping[ObjectId, CountedTally], *, session: ClientSession
) -> list[TallyDrift]:
    """Return the films whose tally differs from the count in the same session's snapshot."""
    fields = {"title": 1, "rating": 1, "num_mflix_comments": 1}
    docs = mongo.movies().find({"_id": {"$in": list(counts)}}, fields, session=session)
    checked = [TallyDrift(doc, counts[doc["_id"]]) for doc in docs]
    return [drift for drift in checked if not drift.counted.is_stored_in(drift.stored)]


def correct_tallies(drifts: Sequence[TallyDrift]) -> int:
    """Correct the tallies that have not changed since; return how many were."""
    updates = [drift.correction() for drift in drifts]
    return mongo.movies().bulk_write(updates, ordered=False).matched_count if updates else 0


def describe_tally(doc: Mapping[str, Any]) -> str:
    """Return a document's tally as text: "12 reviews, 4 ratings of 260 in all"."""
    rating = doc.get("rating")
    if not isinstance(rating, Mapping):
        return "not counted"
    reviews, count, total = doc.get("num_mflix_comments"), rating.get("count"), rating.get("sum")
    return f"{reviews} reviews, {count} ratings of {total} in all"


def update_ranks(movie_ids: Sequence[ObjectId]) -> int:
    """Recompute the ranks of some films; return how many changed.

    The update reads each document itself, so that a concurrent review is not lost.
    """
    films = {"_id": {"$in": list(movie_ids)}}
    changed = mongo.movies().update_many(films, RANKS_PIPELINE).modified_count
    if changed:
        invalidate()
    return changed
