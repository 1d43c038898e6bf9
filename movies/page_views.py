"""How often films' pages were viewed, counted by film and day."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import MAJORITY

BATCH_SIZE = 400
MAX_DAYS = 20_000


def record_view(movie_id: ObjectId, moment: datetime, times: int = 1) -> None:
    """Count views of a film on a day, without waiting for an answer."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    mongo.page_views().update_one(
        {"movie_id": movie_id, "day": day}, {"$inc": {"views": times}}, upsert=True
    )


def total_views(movie_id: ObjectId) -> int:
    """Return how often a film's page was viewed (index `movie_and_day`)."""
    days: list[dict[str, Any]] = [{"$match": {"movie_id": movie_id}}, {"$limit": MAX_DAYS}]
    total = {"$group": {"_id": None, "views": {"$sum": "$views"}}}
    return sum(row["views"] for row in mongo.page_views().list_of([*days, total]))


def move_views(from_id: ObjectId, to_id: ObjectId | None, session: ClientSession) -> int:
    """Within a transaction, move a batch of days to another film, or delete it without one.

    Returns how many days were moved.
    """
    views = mongo.page_views(MAJORITY)
    docs = list(views.find({"movie_id": from_id}, session=session).limit(BATCH_SIZE))
    if docs and to_id is not None:
        days = [({"movie_id": to_id, "day": doc["day"]}, doc["views"]) for doc in docs]
        updates = [UpdateOne(day, {"$inc": {"views": n}}, upsert=True) for day, n in days]
        views.bulk_write(updates, ordered=False, session=session)
    views.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}}, session=session)
    return len(docs)
