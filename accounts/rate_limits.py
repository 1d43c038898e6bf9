"""How often somebody may do a thing: one counter a key and window, counted by one atomic update."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from pymongo import ReturnDocument

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate

from .errors import TooOften


def check_rate_limit(action: str, key: object) -> None:
    """Count one more of `action` for `key`; raise TooOften past the limit of settings.LIMITS.

    The window's end is the counter's `expires_at`, and the answer's `retry_after`.
    """
    times, seconds = settings.LIMITS[action]
    count, left = _counted(action, key, seconds)
    if count > times:
        raise TooOften(retry_after=left)


def is_rate_limited(action: str, key: object) -> bool:
    """Tell whether `key` has used up `action`'s limit, without counting."""
    times, seconds = settings.LIMITS[action]
    row = mongo.throttle().find_one({"_id": _name(action, key, seconds)[0]}, {"count": 1})
    return bool(row and row["count"] >= times)


def _name(action: str, key: object, seconds: int) -> tuple[str, int]:
    moment = int(now().timestamp())
    return f"{action}:{key}:{moment // seconds}", seconds - moment % seconds


def _counted(action: str, key: object, seconds: int) -> tuple[int, int]:
    name, left = _name(action, key, seconds)
    update = {
        "$inc": {"count": 1},
        "$setOnInsert": {"expires_at": now() + timedelta(seconds=left + 60)},
    }
    for attempt in (1, 2):  # two first comers may both try to insert: the second then finds it
        try:
            row: Any = mongo.throttle().find_one_and_update(
                {"_id": name}, update, upsert=True, return_document=ReturnDocument.AFTER
            )
            return row["count"], left
        except Duplicate:
            if attempt == 2:
                raise
    raise AssertionError
