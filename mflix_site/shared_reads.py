"""What is read for everybody alike, kept in each process for as long as visitors' pages are."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.conf import settings

from .mongo.command_log import current_log

P = ParamSpec("P")
R = TypeVar("R")
MAX_KEPT = 1024
kept: dict[Hashable, tuple[float, Any]] = {}  # by function and arguments


def max_age() -> float:
    """Return how many seconds old a shared read may be: 0 while a page's commands are recorded."""
    return 0 if current_log.get() is not None else settings.PAGE_CACHE_SECONDS


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
            if len(kept) >= MAX_KEPT:
                kept.clear()
            kept[key] = now, result
        return result

    return read
