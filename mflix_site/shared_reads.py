"""What is read for everybody alike, kept in each process for as long as visitors' pages are."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.conf import settings

from .mongo.command_log import current_log

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
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


class SharedValues(Generic[K, V]):
    """Values that were read by key lately, such as films: no older than a shared read may be.

    Or no older than `seconds`, if a key changes with its value. There are two generations, each of
    half that age or of `most` values.
    """

    def __init__(self, most: int, seconds: float = 0.0) -> None:
        self.most, self.seconds = most, seconds
        self.clear()

    def clear(self) -> None:
        """Drop everything."""
        # Values, since when they were read, and the same of those before.
        self.generations: tuple[dict[K, V], float, dict[K, V], float] = ({}, 0.0, {}, 0.0)

    def get(self, keys: Sequence[K], read: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """Return the values of those keys that have one; only what is not kept is read."""
        newer, older = self._current()
        values = {key: value for key in keys if (value := newer.get(key) or older.get(key))}
        if len(values) < len(keys) and (missing := [key for key in keys if key not in values]):
            values.update(found := read(missing))
            newer.update(found)
        return values

    def find(self, key: K) -> V | None:
        """Return the value that is kept for a key, or None."""
        newer, older = self._current()
        return newer.get(key) or older.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value that has just been read."""
        self._current()[0][key] = value

    def _current(self) -> tuple[dict[K, V], dict[K, V]]:
        now, seconds = time.monotonic(), max_age() and (self.seconds or max_age())
        if not seconds:
            return {}, {}
        newer, since, older, older_since = self.generations
        if now - since >= seconds / 2 or len(newer) >= self.most:
            newer, since, older, older_since = {}, now, newer, since
            self.generations = newer, since, older, older_since
        return newer, older if now - older_since < seconds else {}
