"""What is read for everybody alike, kept in each process for as long as visitors' pages are."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.conf import settings

from .mongo.command_log import current_log

P = ParamSpec("P")
R = TypeVar("R")
MAX_KEPT = 256
kept: dict[Hashable, tuple[float, Any]] = {}  # by function and arguments, the oldest first


def max_age() -> float:
    """Return how many seconds old a shared read may be: 0 while a page's commands are recorded."""
    return 0 if current_log.get() is not None else settings.PAGE_CACHE_SECONDS


def _keep(key: Hashable, now: float, result: Any, oldest: float) -> None:
    """Keep a result, and drop those that are older than the oldest, or too many."""
    kept.pop(key, None)
    while (first := next(iter(kept), None)) is not None:
        read_at, _ = kept.get(first, (now, None))
        if read_at >= oldest and len(kept) < MAX_KEPT:
            break
        kept.pop(first, None)
    kept[key] = now, result


def shared_read(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the results of a function by its arguments; nothing personal may be among them."""

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        now, seconds = time.monotonic(), max_age()
        key = (function, args, tuple(kwargs.items()))
        stored = kept.get(key) if seconds else None
        if stored and now - stored[0] < seconds:
            return cast(R, stored[1])
        result = function(*args, **kwargs)
        if seconds:
            _keep(key, now, result, oldest=now - seconds)
        return result

    return read
