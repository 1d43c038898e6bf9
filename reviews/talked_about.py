"""Which films are talked about: kept with the films for this week, read from reviews for longer.

And the films that were reviewed last, each with its newest reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.transactions import in_transaction
from mflix_site.shared_reads import shared_read
from mflix_site.text import now
from movies.bulk import existing_ids
from movies.film_documents import film_documents
from movies.tallies import start_of_week
from movies.weekly_reviews import correct_talk, most_reviewed_in_week

from .documents import Doc, Review
from .queries import NEWEST_FIRST, VISIBLE_FILTER

MAX_TALKED_ABOUT, ENOUGH = 56, 7
# How many days before Monday the reviews of a quiet site are read from, and how many at most.
LONGER_PERIODS, MAX_READ = (30, 365), 5000
BATCH_SIZE, SECONDS = 100, 30.0
# How many films were reviewed last, and how many of the newest reviews are read to find them.
FILMS, MAX_NEWEST_READ = 20, 1000
WITH_WORDS: Mapping[str, Any] = {**VISIBLE_FILTER, "text": {"$ne": ""}}


def find_talked_about() -> Doc:
    """Return the ids of the films with most reviews since Monday, or longer on a quiet site.

    `days` is how long before Monday the period began. Served by the index `talk` alone, or by
    `newest` for at most MAX_READ reviews: it costs the same however many there are.
    """
    week, days = start_of_week(now()), 0
    ids = most_reviewed_in_week(week, MAX_TALKED_ABOUT)
    if len(ids) >= ENOUGH:
        return {"days": days, "movie_ids": ids}
    for days in LONGER_PERIODS:
        pipeline: list[Doc] = [
            {"$match": {**VISIBLE_FILTER, "date": {"$gte": week - timedelta(days=days)}}},
            {"$sort": dict(NEWEST_FIRST)},
            {"$limit": MAX_READ},
            {"$group": {"_id": "$movie_id", "reviews": {"$sum": 1}, "last": {"$max": "$date"}}},
            {"$sort": {"reviews": -1, "last": -1, "_id": 1}},
            {"$limit": MAX_TALKED_ABOUT},
        ]
        ids = [row["_id"] for row in mongo.reviews().aggregate(pipeline)]
        if len(ids) >= ENOUGH:
            break
    return {"days": days, "movie_ids": ids}


def recount_talk(movie_ids: Sequence[ObjectId], session: ClientSession) -> list[str]:
    """Within a transaction, count this week's reviews of some films, and return what differed.

    Served by the index `newest_for_movie`.
    """
    week = start_of_week(now())
    dates = {"$gte": week, "$lt": week + timedelta(days=7)}
    pipeline: list[Doc] = [
        {"$match": {"movie_id": {"$in": list(movie_ids)}, **VISIBLE_FILTER, "date": dates}},
        {"$group": {"_id": "$movie_id", "reviews": {"$sum": 1}, "last": {"$max": "$date"}}},
    ]
    counted = {row["_id"]: row for row in mongo.reviews().aggregate(pipeline, session=session)}
    return correct_talk(week, movie_ids, counted, session=session)


def recount_talk_of(movie_ids: Sequence[ObjectId]) -> list[str]:
    """Count this week's reviews of some films in transactions of their own."""
    batches = in_batches(movie_ids, BATCH_SIZE)
    return [
        drift for ids in batches for drift in in_transaction(partial(recount_talk, ids), SECONDS)
    ]


@dataclass(frozen=True, slots=True)
class FilmDiscussion:
    """A film's document, and its newest visible reviews that have words."""

    film: Mapping[str, Any]
    reviews: Sequence[Review]


@shared_read
def last_discussed(reviews_a_film: int) -> Sequence[FilmDiscussion]:
    """Return the films with the newest reviews (indexes `newest` and `newest_for_movie`)."""
    newest = mongo.reviews().find(WITH_WORDS, {"movie_id": 1, "_id": 0}, limit=MAX_NEWEST_READ)
    ids = dict.fromkeys(doc["movie_id"] for doc in newest.sort(NEWEST_FIRST))
    present = existing_ids(ids)  # comments of old databases may be about films that are not there
    films = film_documents([movie_id for movie_id in ids if movie_id in present][:FILMS])
    if not films:
        return []
    parts: list[list[Doc]] = [
        [
            {"$match": {"movie_id": film["_id"], **WITH_WORDS}},
            {"$sort": dict(NEWEST_FIRST)},
            {"$limit": reviews_a_film},
        ]
        for film in films
    ]
    by_film: dict[str, list[Review]] = {}
    for review in map(Review.from_doc, mongo.reviews().list_of(*parts)):
        by_film.setdefault(review.movie_id, []).append(review)
    return [FilmDiscussion(film, by_film.get(str(film["_id"]), ())) for film in films]
