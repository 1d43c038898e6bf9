"""Writing about films: their tallies, within the transaction of a review, and their views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.timeouts import long_timeout

from .catalogue_fields import ranks_pipeline
from .counts.changes import changing_many, note_change
from .counts.facts import FACTS
from .documents import HISTOGRAM_BINS
from .errors import MovieNotFound

BATCH_SIZE = 1000
TALLY_PATHS = (
    *("num_mflix_comments", "rating.sum", "rating.count"),
    *(f"rating.histogram.{n}" for n in range(HISTOGRAM_BINS)),
)


@dataclass(frozen=True, slots=True)
class TallyChange:
    """What one write does to a film's tally: reviews more or fewer, a rating gone, one come."""

    reviews: int = 0
    gone: int | None = None
    come: int | None = None

    def increments(self) -> dict[str, int]:
        """Give the `$inc` of this change."""
        inc: dict[str, int] = {"num_mflix_comments": self.reviews}
        for rating, sign in ((self.gone, -1), (self.come, 1)):
            if rating is not None:
                for path, by in (
                    ("sum", rating),
                    ("count", 1),
                    (f"histogram.{histogram_bin(rating)}", 1),
                ):
                    inc[f"rating.{path}"] = inc.get(f"rating.{path}", 0) + sign * by
        return {path: by for path, by in inc.items() if by}


def histogram_bin(rating: int) -> int:
    """Give the tenth of the histogram that a rating of 1 to 100 falls into: 1-10 is 0."""
    return (rating - 1) // (100 // HISTOGRAM_BINS)


def change_tally(movie_id: ObjectId, change: TallyChange, *, session: ClientSession) -> None:
    """Apply a change to a film's tally and ranks inside a review's transaction.

    Raises MovieNotFound when a new review's film is gone, which undoes the review.
    """
    increments = change.increments()
    if (
        increments
        and not increment_tally(movie_id, increments, session=session)
        and change.reviews > 0
    ):
        raise MovieNotFound


def increment_tally(
    movie_id: ObjectId, increments: Mapping[str, int], *, session: ClientSession
) -> bool:
    """Within a transaction: add to a film's tally, rank it, note it; False where it is gone."""
    movies = mongo.movies()
    movies.update_one(
        {"_id": movie_id, "rating.histogram": {"$exists": False}},
        {"$set": {"rating": {"sum": 0, "count": 0, "histogram": [0] * HISTOGRAM_BINS}}},
        session=session,
    )
    film = {"_id": movie_id}
    was = movies.find_one_and_update(film, {"$inc": increments}, FACTS, session=session)
    if was is None:
        return False
    now = movies.find_one_and_update(
        film, ranks_pipeline(), FACTS, return_document=ReturnDocument.AFTER, session=session
    )
    if was != now:
        note_change(movie_id, was, now, session=session)
    return True


def ensure_film_exists(movie_id: ObjectId, *, session: ClientSession) -> None:
    """Within a transaction: raise MovieNotFound when a film is gone."""
    if mongo.movies().find_one({"_id": movie_id}, {"_id": 1}, session=session) is None:
        raise MovieNotFound


def record_view(movie_id: ObjectId, day: datetime) -> None:
    """Count a view of a film on a day, without waiting for an answer."""
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    mongo.page_views().update_one(
        {"movie_id": movie_id, "day": midnight}, {"$inc": {"views": 1}}, upsert=True
    )


def add_tallies(rows: Mapping[ObjectId, Sequence[int]]) -> None:
    """Add many reviews at once: a row is reviews, sum and number of ratings, then the histogram."""
    updates = _bulk_increments(rows)
    with changing_many():
        for start in range(0, len(updates), BATCH_SIZE):
            with long_timeout():
                mongo.movies().bulk_write(updates[start : start + BATCH_SIZE], ordered=False)
        with long_timeout():
            mongo.movies().update_many({"_id": {"$in": list(rows)}}, ranks_pipeline())


def change_tallies(rows: Mapping[ObjectId, Sequence[int]], *, session: ClientSession) -> None:
    """Within a transaction: add to the tallies of some films, rows as of `add_tallies`.

    It notes no change of its own: around the transaction belongs `changing_many`.
    """
    if rows:
        mongo.movies().bulk_write(_bulk_increments(rows), ordered=False, session=session)
        chosen = {"_id": {"$in": list(rows)}}
        mongo.movies().update_many(chosen, ranks_pipeline(), session=session)


def _bulk_increments(rows: Mapping[ObjectId, Sequence[int]]) -> list[UpdateOne]:
    return [
        UpdateOne({"_id": movie_id}, {"$inc": dict(zip(TALLY_PATHS, row, strict=True))})
        for movie_id, row in rows.items()
    ]
