"""What else belongs to a film: its counted views, which follow it or go with it."""

from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import KEPT

BATCH_SIZE = 400
MAX_DAYS = 20_000


def total_views(movie_id: ObjectId) -> int:
    """Give how often a film's page was looked at (index `movie_and_day`)."""
    looked_at: list[dict[str, Any]] = [
        {"$match": {"movie_id": movie_id}},
        {"$limit": MAX_DAYS},
        {"$group": {"_id": None, "views": {"$sum": "$views"}}},
    ]
    rows = mongo.page_views().list_of(looked_at)
    return int(rows[0]["views"]) if rows else 0


def move_views(from_id: ObjectId, to_id: ObjectId | None, session: ClientSession) -> int:
    """Within a transaction: add some days' views to another film's, or drop them; how many days."""
    views = mongo.page_views(KEPT)
    docs = list(views.find({"movie_id": from_id}, session=session).limit(BATCH_SIZE))
    if docs and to_id is not None:
        adding = [
            UpdateOne(
                {"movie_id": to_id, "day": doc["day"]},
                {"$inc": {"views": doc["views"]}},
                upsert=True,
            )
            for doc in docs
        ]
        views.bulk_write(adding, ordered=False, session=session)
    views.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}}, session=session)
    return len(docs)
