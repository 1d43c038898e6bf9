"""How often something may be done: log-ins, sign-ups, posts, requests of the API.

The limits are `settings.LIMITS`; each window is counted in a document of `throttle`.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from pymongo import ReturnDocument

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.text import now

from .errors import TooOften


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A limit, the seconds of its window, how many times are left, and seconds until its end."""

    limit: int
    window: int
    left: int
    reset: int


def check_rate_limit(action: str, key: object) -> RateLimit:
    """Count one more `action` for `key`; raise TooOften beyond the limit in settings.LIMITS."""
    limit, counter_id, remaining = _current_window(action, key)
    expires_at = now() + timedelta(seconds=remaining + 60)
    update = {"$inc": {"count": 1}, "$setOnInsert": {"expires_at": expires_at}}
    upsert = partial(mongo.throttle().find_one_and_update, {"_id": counter_id}, update, upsert=True)
    try:
        row: Any = upsert(return_document=ReturnDocument.AFTER)
    except Duplicate:  # of two concurrent upserts one may fail: the counter is there now
        row = upsert(return_document=ReturnDocument.AFTER)
    if row["count"] > limit:
        raise TooOften(retry_after=remaining)
    return RateLimit(limit, settings.LIMITS[action][1], limit - row["count"], remaining)


def is_rate_limited(action: str, key: object) -> bool:
    limit, counter_id, _ = _current_window(action, key)
    row = mongo.throttle().find_one({"_id": counter_id}, {"count": 1})
    return bool(row and row["count"] >= limit)


def require_below_limit(action: str, key: object) -> None:
    """Raise TooOften if a limit is reached, without counting."""
    if is_rate_limited(action, key):
        raise TooOften(retry_after=_current_window(action, key)[2])


def _current_window(action: str, key: object) -> tuple[int, str, int]:
    limit, seconds = settings.LIMITS[action]
    moment = int(now().timestamp())
    return limit, f"{action}:{key}:{moment // seconds}", seconds - moment % seconds
