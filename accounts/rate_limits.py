"""Rate limits: a counter for each key and time window, incremented by one atomic update."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from pymongo import ReturnDocument

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.text import now

from .errors import TooOften


def check_rate_limit(action: str, key: object) -> None:
    """Count one more `action` for `key`; raise TooOften beyond the limit in settings.LIMITS.

    The error's `retry_after` is the number of seconds until the window ends.
    """
    limit, seconds = settings.LIMITS[action]
    counter_id, remaining = _current_window(action, key, seconds)
    if _increment(counter_id, remaining) > limit:
        raise TooOften(retry_after=remaining)


def is_rate_limited(action: str, key: object) -> bool:
    """Return whether the limit of `action` is used up for `key`, without counting."""
    limit, seconds = settings.LIMITS[action]
    counter_id, _ = _current_window(action, key, seconds)
    row = mongo.throttle().find_one({"_id": counter_id}, {"count": 1})
    return bool(row and row["count"] >= limit)


def _current_window(action: str, key: object, seconds: int) -> tuple[str, int]:
    """Return the id of the window's counter, and how many seconds are left of the window."""
    moment = int(now().timestamp())
    return f"{action}:{key}:{moment // seconds}", seconds - moment % seconds


def _increment(counter_id: str, remaining: int) -> int:
    expires_at = now() + timedelta(seconds=remaining + 60)
    update = {"$inc": {"count": 1}, "$setOnInsert": {"expires_at": expires_at}}
    for attempt in (1, 2):  # of two concurrent upserts one may fail, and then finds the counter
        try:
            row: Any = mongo.throttle().find_one_and_update(
                {"_id": counter_id}, update, upsert=True, return_document=ReturnDocument.AFTER
            )
        except Duplicate:
            if attempt == 2:
                raise
        else:
            return int(row["count"])
    raise AssertionError
