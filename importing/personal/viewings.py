"""Keys of viewings: the same at every import, and alike for a diary entry and its review."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from mflix_site.text import Phrase as _
from mflix_site.text import fold_text

from .documents import Row


def with_keys(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows with their keys; an entry that is there twice is skipped the second time.

    The key is the address of the entry or the id of the play, else the film, the day and which
    viewing of that day it is.
    """
    viewings = _Viewings()
    for row in rows:
        if row.kind not in ("entry", "review") or row.skip_reason:
            yield row
            continue
        key = viewings.key_of_entry(row) if row.kind == "review" else ""
        key = key or viewings.new_key(row)
        repeated = "" if key else _("This entry appears twice.")
        yield replace(row, key=key, skip_reason=repeated)


class _Viewings:
    """The keys so far; `_entries` are those of entries that no review has joined."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._entries: set[str] = set()
        self._by_day: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers: Counter[str] = Counter()

    def key_of_entry(self, review: Row) -> str:
        """Return the key of a review's entry: by its address, else of that film and day."""
        key = _address(review)
        of_day = self._by_day.get(_film_and_day(review), []) if review.day else []
        while key not in self._entries and of_day:
            key = of_day.pop(0)
        if key not in self._entries:
            return ""
        self._entries.discard(key)
        return key

    def new_key(self, row: Row) -> str:
        """Return the key of a viewing; "" if its address was there before."""
        film_and_day = _film_and_day(row)
        key = _address(row)
        if not key:
            self._numbers[film_and_day] += 1
            key = f"{film_and_day}:{self._numbers[film_and_day]}"
        if key in self._keys:
            return ""
        self._keys.add(key)
        if row.kind == "entry":
            self._entries.add(key)
            self._by_day[film_and_day].append(key)
        return key


def _address(row: Row) -> str:
    # In the format for importing, addresses are those of films.
    if row.uri and row.source == "letterboxd":
        return f"{row.source}:{row.uri}"
    return f"{row.source}:{row.play_id}" if row.play_id else ""


def _film_and_day(row: Row) -> str:
    film = str(row.imdb_id or f"{fold_text(row.title)}|{row.year or ''}")
    digest = blake2b(f"{film}|{row.day or ''}".encode("utf-8", "replace"), digest_size=12)
    return f"{row.source}:{digest.hexdigest()}"
