"""Caches of a process, bounded in bytes: of markup, and of films that were read.

The key of a value is everything that it was computed from, so nothing has to be invalidated. Markup
that differs in a few places is cached with placeholders, which are filled in: an outline.
"""

import math
import re
import secrets
import sys
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.conf import settings
from markupsafe import Markup

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")
# Of an entry: its place in a table, its key and the objects that a value is made of.
BYTES_OF_AN_ENTRY = 400
SALT = secrets.token_hex(8)


class BoundedCache(Generic[V]):
    """Values by key in two generations: when the newer one is full, it replaces the older.

    A value that is used moves to the newer one. Reading needs no lock.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.clear()

    def clear(self) -> None:
        """Drop everything."""
        self.newer: dict[Hashable, tuple[V, int]] = {}
        self.older: dict[Hashable, tuple[V, int]] = {}
        self.size = 0

    def get(self, key: Hashable) -> V | None:
        """Return the value of a key, or None."""
        entry = self.newer.get(key)
        if entry is None:
            entry = self.older.get(key)
            if entry is None:
                return None
            self._put(key, entry)
        return entry[0]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Cache a value of so many bytes, unless it needs more than half of the room."""
        size += BYTES_OF_AN_ENTRY
        if size <= self.max_bytes // 2:
            self._put(key, (value, size))

    def get_or_set(self, key: Hashable, default: Callable[[], V]) -> V:
        """Return the value of a key; if there is none, compute and cache it."""
        value = self.get(key)
        if value is None:
            self.put(key, value := default(), sys.getsizeof(value))
        return value

    def _put(self, key: Hashable, entry: tuple[V, int]) -> None:
        if self.size + entry[1] > self.max_bytes // 2:
            self.older, self.newer, self.size = self.newer, {}, 0
        self.newer[key] = entry
        self.size += entry[1]


class CachedRead(Generic[V]):
    """A value read from each database, for so many seconds, or as long as pages are cached."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.by_database: dict[str, tuple[float, V]] = {}

    def get(self) -> V | None:
        """Return what was read, unless it is too old or caching is off."""
        read_at, value = self.by_database.get(settings.MONGODB_DB, (-math.inf, None))
        seconds = settings.PAGE_CACHE_SECONDS and (self.seconds or settings.PAGE_CACHE_SECONDS)
        return value if time.monotonic() - read_at < seconds else None

    def put(self, value: V) -> V:
        self.by_database[settings.MONGODB_DB] = time.monotonic(), value
        return value


def cached(
    max_bytes: int, size_of: Callable[..., int] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache the results of a function by its positional arguments; `size_of` takes them too."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        values: BoundedCache[R] = BoundedCache(max_bytes)

        @wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            value = values.get(args)
            if value is None:
                value = function(*args, **kwargs)
                values.put(args, value, size_of(*args) if size_of else sys.getsizeof(value))
            return value

        cast(Any, read).cache_clear = values.clear
        return read

    return decorate


def size_when_decoded(raw: bytes) -> int:
    """Return about how many bytes a BSON document takes together with its decoded form."""
    return 6 * len(raw)


def placeholder(name: str) -> Markup:
    """Return a placeholder in cached markup, which a value replaces.

    Nobody can write it into a page: it differs each time that the site starts.
    """
    return Markup(f"{{{name}-{SALT}}}")  # noqa: S704 -- letters and digits


def fill(markup: str, placeholders: Iterable[str], values: Iterable[str]) -> Markup:
    """Return cached markup with values, which are escaped already, instead of placeholders."""
    filled = str(markup)
    for one, value in zip(placeholders, values, strict=True):
        filled = filled.replace(one, value)
    return Markup(filled)  # noqa: S704 -- all of it is markup


@dataclass(frozen=True, slots=True)
class Outline:
    """Cached markup with many placeholders, in pieces: every second one names a value."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, markup: str, **stand_ins: str) -> "Outline":
        """Read markup; a stand-in is the text of a value where no placeholder can be."""
        for name, text in stand_ins.items():
            markup = markup.replace(text, placeholder(name))
        return cls(tuple(re.split(rf"{{(\w+)-{SALT}}}", markup)))

    def filled(self, values: Mapping[str, str]) -> Markup:
        """Return the markup with these values, which are escaped already."""
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return Markup("".join(pieces))  # noqa: S704 -- all of it is markup
