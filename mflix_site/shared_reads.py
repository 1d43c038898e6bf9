"""Caches of what is the same for everybody, for as long as visitors' pages are cached."""

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
MAX_CACHED = 256
cached: dict[Hashable, tuple[float, Any]] = {}  # by function and arguments, the oldest first


def max_age() -> float:
    """Return how many seconds old a shared read may be: 0 while a page's commands are recorded."""
    return 0 if current_log.get() is not None else settings.PAGE_CACHE_SECONDS


def _store(key: Hashable, now: float, result: Any, oldest: float) -> None:
    """Cache a result, and drop those that are older than the oldest, or too many."""
    cached.pop(key, None)
    while (first := next(iter(cached), None)) is not None:
        read_at, _ = cached.get(first, (now, None))
        if read_at >= oldest and len(cached) < MAX_CACHED:
            break
        cached.pop(first, None)
    cached[key] = now, result


def shared_read(function: Callable[P, R]) -> Callable[P, R]:
    """Cache the results of a function by its arguments; nothing personal may be among them."""

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        now, seconds = time.monotonic(), max_age()
        key = (function, args, tuple(kwargs.items()))
        stored = cached.get(key) if seconds else None
        if stored and now - stored[0] < seconds:
            return cast(R, stored[1])
        result = function(*args, **kwargs)
        if seconds:
            _store(key, now, result, oldest=now - seconds)
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
        """Return the values of those keys that have one; only what is not cached is read."""
        newer, older = self._current()
        values = {key: value for key in keys if (value := newer.get(key) or older.get(key))}
        if len(values) < len(keys) and (missing := [key for key in keys if key not in values]):
            values.update(found := read(missing))
            newer.update(found)
        return values

    def find(self, key: K) -> V | None:
        """Return the cached value of a key, or None."""
        newer, older = self._current()
        return newer.get(key) or older.get(key)

    def put(self, key: K, value: V) -> None:
        """Cache a value that has just been read."""
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
