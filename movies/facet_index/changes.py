"""The films that changed since the facet index was built: as they were then, and as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from ..selection import BARS, GROUPS, Selection
from .bitmaps import BitmapIndex

CHANGE = "change:"  # prefix of the ids of changes in `facet_counts`
_versions = count()
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedFilms:
    """Changed films, indexed with their old and with their new values.

    `ids_now[n]` is the id, as text, of film number n of `now`; deleted films are only in `was`.
    """

    ids: frozenset[bytes]
    was: BitmapIndex
    now: BitmapIndex
    ids_now: tuple[str, ...]

    @classmethod
    def of(cls, docs: Iterable[Doc]) -> "ChangedFilms":
        films = {film_id(doc): doc for doc in docs}
        remaining = {film: doc["now"] for film, doc in films.items() if doc["now"]}
        return cls(
            frozenset(map(bytes.fromhex, films)),
            BitmapIndex.of(doc["was"] for doc in films.values() if doc["was"]),
            BitmapIndex.of(remaining.values()),
            tuple(remaining),
        )

    @property
    def signed_indexes(self) -> tuple[tuple[BitmapIndex, int], tuple[BitmapIndex, int]]:
        """Return both indexes with the sign of their counts."""
        return (self.was, -1), (self.now, 1)

    def matching(self, selection: Selection) -> list[str]:
        """Return the ids of the films that match now."""
        return [self.ids_now[number] for number in self.now.matching(selection)]


class Changes:
    """All changes since the build; they are indexed on first use, once until the next change.

    `version` tells them apart from earlier changes, `times` how often each film has changed.
    """

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs, self.version = docs, next(_versions)
        self.times: dict[str, int] = {film_id(doc): doc["times"] for doc in docs}

    @cached_property
    def all_films(self) -> ChangedFilms:
        return ChangedFilms.of(self.docs)

    @cached_property
    def edited(self) -> ChangedFilms:
        """Return the films of which more than the tally changed."""
        return ChangedFilms.of(doc for doc in self.docs if "edited" in doc)

    @cached_property
    def with_other_values(self) -> ChangedFilms:
        """Return added and deleted films, and those with another value of a group or bar."""
        return ChangedFilms.of(filter(_has_other_values, self.docs))


def film_id(change: Mapping[str, Any]) -> str:
    return str(change["_id"]).removeprefix(CHANGE)


def _has_other_values(change: Mapping[str, Any]) -> bool:
    was, now = change["was"], change["now"]
    if not was or not now:
        return True
    return any(was.get(name) != now.get(name) for name in (*GROUPS.values(), *BARS))
