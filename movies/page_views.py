"""How often films' pages were viewed, counted by film and day.

Each process collects views, and writes them together after `PAGE_CACHE_SECONDS`.
"""

import atexit
from collections import Counter
from contextlib import suppress
from datetime import datetime
from threading import Lock, Timer
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.mongo.collections import MAJORITY

BATCH_SIZE = 400
MAX_DAYS = 20_000
_collected: Counter[tuple[ObjectId, datetime]] = Counter()
_lock = Lock()


def record_view(movie_id: ObjectId, moment: datetime, times: int = 1) -> None:
    """Count views of a film on a day; they are written a moment later."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    with _lock:
        is_first = not _collected
        _collected[movie_id, day] += times
    if not settings.PAGE_CACHE_SECONDS:
        write_views()
    elif is_first:
        timer = Timer(settings.PAGE_CACHE_SECONDS, write_views)
        timer.daemon = True
        timer.start()


@atexit.register
def write_views() -> None:
    """Write the views that were collected, without waiting for an answer."""
    with _lock:
        counts = dict(_collected)
        _collected.clear()
    with suppress(Unavailable):
        for batch in in_batches(counts.items(), BATCH_SIZE):
            mongo.page_views().bulk_write([_update(*key, n) for key, n in batch], ordered=False)


def _update(movie_id: ObjectId, day: datetime, times: int) -> UpdateOne:
    return UpdateOne({"movie_id": movie_id, "day": day}, {"$inc": {"views": times}}, upsert=True)


def total_views(movie_id: ObjectId) -> int:
    """Return how often a film's page was viewed (index `movie_and_day`)."""
    days: list[dict[str, Any]] = [{"$match": {"movie_id": movie_id}}, {"$limit": MAX_DAYS}]
    total = {"$group": {"_id": None, "views": {"$sum": "$views"}}}
    return sum(row["views"] for row in mongo.page_views().list_of([*days, total]))


def move_views(from_id: ObjectId, to_id: ObjectId | None, session: ClientSession) -> int:
    """Within a transaction, move a batch of days to another film, or delete it without one.

    Return how many days were moved.
    """
    views = mongo.page_views(MAJORITY)
    docs = list(views.find({"movie_id": from_id}, session=session).limit(BATCH_SIZE))
    if docs and to_id is not None:
        updates = [_update(to_id, doc["day"], doc["views"]) for doc in docs]
        views.bulk_write(updates, ordered=False, session=session)
    views.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}}, session=session)
    return len(docs)
