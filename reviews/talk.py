"""Which films are talked about: kept with the films for this week, read from reviews for longer."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now
from movies.tallies import start_of_week
from movies.weekly_talk import correct_talk, most_reviewed_in_week

from .queries import NEWEST_FIRST, VISIBLE_FILTER

MAX_TALKED_ABOUT, ENOUGH = 56, 7
# How many days before Monday the reviews of a quiet site are read from, and how many at most.
LONGER_PERIODS, MAX_READ = (30, 365), 5000
BATCH_SIZE, SECONDS = 100, 30.0
Doc = dict[str, Any]


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
    rows = mongo.reviews().aggregate(pipeline, session=session)
    counted = {row["_id"]: row for row in rows}
    return correct_talk(week, movie_ids, counted, session=session)


def recount_talk_of(movie_ids: Sequence[ObjectId]) -> list[str]:
    """Count this week's reviews of some films in transactions of their own."""
    batches = in_batches(movie_ids, BATCH_SIZE)
    return [
        drift for ids in batches for drift in in_transaction(partial(recount_talk, ids), SECONDS)
    ]
