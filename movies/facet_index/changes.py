"""The films that changed since the facet index was built: as they were then, and as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..selection import BARS, GROUPS, Selection
from .bitmaps import BitmapIndex

CHANGE = "change:"  # what the ids of such documents of `facet_counts` begin with
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedFilms:
    """Some of the films: their ids, an index of what they were, and one of what they are.

    `ids_now` has the id, as text, of each film that is there still, by its number in `now`.
    """

    ids: frozenset[bytes]
    was: BitmapIndex
    now: BitmapIndex
    ids_now: tuple[str, ...]

    @classmethod
    def of(cls, docs: Iterable[Doc]) -> "ChangedFilms":
        films = {film_id(doc): doc for doc in docs}
        there = {film: doc["now"] for film, doc in films.items() if doc["now"]}
        return cls(
            frozenset(map(bytes.fromhex, films)),
            BitmapIndex.of(doc["was"] for doc in films.values() if doc["was"]),
            BitmapIndex.of(there.values()),
            tuple(there),
        )

    @property
    def sides(self) -> tuple[tuple[BitmapIndex, int], tuple[BitmapIndex, int]]:
        """Return both indexes, with what each film of theirs adds to a count of the build."""
        return (self.was, -1), (self.now, 1)

    def matching(self, selection: Selection) -> list[str]:
        """Return the ids of the films that match now."""
        return [self.ids_now[number] for number in self.now.matching(selection)]


class Changes:
    """All of them, indexed when that is needed first: each page needs it until the next change."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.times: dict[str, int] = {film_id(doc): doc["times"] for doc in docs}
        # What tells these changes apart from others since the same build.
        self.version = frozenset(self.times.items())  # which keeps its hash

    @cached_property
    def all(self) -> ChangedFilms:
        return ChangedFilms.of(self.docs)

    @cached_property
    def edited(self) -> ChangedFilms:
        """Return those of which more than the tally changed."""
        return ChangedFilms.of(doc for doc in self.docs if "edited" in doc)

    @cached_property
    def with_other_values(self) -> ChangedFilms:
        """Return those that have come, have gone or have another value of a group or bar."""
        return ChangedFilms.of(filter(_has_other_values, self.docs))


def film_id(change: Mapping[str, Any]) -> str:
    return str(change["_id"]).removeprefix(CHANGE)


def _has_other_values(change: Mapping[str, Any]) -> bool:
    was, now = change["was"], change["now"]
    if not was or not now:
        return True
    return any(was.get(name) != now.get(name) for name in (*GROUPS.values(), *BARS))
