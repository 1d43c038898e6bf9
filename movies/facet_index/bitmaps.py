"""A bitmap index of films: which films have a facet value, and their numbers as bit slices."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import and_, or_
from typing import Any

from pyroaring import BitMap

from mflix_site.caching import BoundedCache

from ..selection import BARS, GROUPS, RANGES, Key, Selection, facet_number, facet_values

NO_FILMS = BitMap()
# How much of an index is cached for the films of ranges that were asked for lately.
BYTES_OF_RANGES = 4_000_000


@dataclass(slots=True)
class Counts:
    """How many films match, and how many each value has as if its own group had no filter.

    With `is_minimum`, `total` is the least that it can be; `minimums` names such values.
    """

    total: int
    films: int
    by_value: Counter[Key] = field(default_factory=Counter)
    is_minimum: bool = False
    minimums: set[Key] = field(default_factory=set)

    def add(self, other: "Counts", sign: int = 1) -> None:
        """Add the counts of other films, or with sign -1 subtract them."""
        self.total += sign * other.total
        self.films += sign * other.films
        for key, count in other.by_value.items():
            self.by_value[key] += sign * count


@dataclass(frozen=True, slots=True)
class BitmapIndex:
    """Bitmaps of film ordinals by facet value, and bit slices of the films' numbers.

    The first slice of a number holds the films that have one; the others are its binary digits,
    the lowest first. Numbers are doubled, and odd where there was a fraction: every bound is exact.
    """

    films: BitMap
    values: Mapping[Key, BitMap]
    slices: Mapping[str, Sequence[BitMap]]
    ranges: BoundedCache[BitMap] = field(default_factory=partial(BoundedCache, BYTES_OF_RANGES))

    @classmethod
    def of(cls, docs: Iterable[Mapping[str, Any]]) -> "BitmapIndex":
        """Index films, which are numbered in this order."""
        values: defaultdict[Key, BitMap] = defaultdict(BitMap)
        slices: dict[str, list[BitMap]] = {name: [] for name in RANGES}
        films = 0
        for doc in docs:
            for key in facet_values(doc):
                values[key].add(films)
            for name in RANGES:
                if (number := facet_number(doc, name)) is not None:
                    _add_number(slices[name], films, number)
            films += 1
        return cls(BitMap(range(films)), values, slices)

    def count(self, selection: Selection, keys: Iterable[Key] | None = None) -> Counts:
        """Count the films of a selection, and those of all values or of those asked for."""
        filters, within = self._filters(selection), self._within(selection)
        matching = self._intersection([*filters.values(), *within])
        others = dict.fromkeys((*GROUPS, *BARS), matching)
        for name in filters:
            rest = [bitmap for other, bitmap in filters.items() if other != name]
            others[name] = self._intersection([*rest, *within])
        counts = Counts(len(matching), len(self.films))
        values = self.values
        if keys is not None:
            values = {key: values.get(key, NO_FILMS) for key in keys}
        by_value = {
            key: films.intersection_cardinality(others[key[0]]) for key, films in values.items()
        }
        counts.by_value = Counter(by_value)
        return counts

    def matching(self, selection: Selection) -> BitMap:
        """Return the films of a selection."""
        return self._intersection([*self._filters(selection).values(), *self._within(selection)])

    def _intersection(self, bitmaps: Sequence[BitMap]) -> BitMap:
        return reduce(and_, bitmaps) if bitmaps else self.films

    def _within(self, selection: Selection) -> list[BitMap]:
        return list(map(self.matching, selection.within))

    def _filters(self, selection: Selection) -> dict[str, BitMap]:
        """Return, for each group and range that is filtered, the films that match that filter."""
        filters: dict[str, BitMap] = {}
        for group in GROUPS:
            if wanted := selection.wanted(group):
                filters[group] = self._with_any(group, wanted)
            if unwanted := selection.unwanted(group):
                filters[group] = filters.get(group, self.films) - self._with_any(group, unwanted)
        for name in RANGES:
            low, high = selection.bounds(name)
            if low is not None or high is not None:
                filters[name] = self._in_range(name, low, high)
        return filters

    def _in_range(self, name: str, low: int | None, high: int | None) -> BitMap:
        films = self.ranges.get((name, low, high))
        if films is None:
            films = _between(self.slices.get(name, ()), low, high)
            self.ranges.put((name, low, high), films, len(self.films) // 8)
        return films

    def _with_any(self, group: str, values: Iterable[str]) -> BitMap:
        return reduce(or_, (self.values.get((group, v), NO_FILMS) for v in values), NO_FILMS)


def _add_number(slices: list[BitMap], position: int, number: float) -> None:
    # Encode as 2*(n+1), +1 for a fraction, then a presence bit, so that a number below
    # zero has a code too, and matches no bound.
    integer = int(number // 1)
    encoded = (2 * (integer + 1) + (number != integer)) << 1 | 1
    slices += [BitMap() for _ in range(encoded.bit_length() - len(slices))]
    for bit, slice_ in enumerate(slices):
        if encoded >> bit & 1:
            slice_.add(position)


def _between(slices: Sequence[BitMap], low: int | None, high: int | None) -> BitMap:
    """Return the films whose number lies between two integers, both included."""
    if not slices:
        return NO_FILMS
    films = slices[0]
    if low is not None:
        films = films & _at_least(slices, 2 * (low + 1))
    if high is not None:
        films = films - _at_least(slices, 2 * (high + 1) + 1)
    return films


def _at_least(slices: Sequence[BitMap], bound: int) -> BitMap:
    digits = slices[1:]
    if bound >> len(digits):
        return NO_FILMS
    above, equal = NO_FILMS, slices[0]
    for bit, digit in reversed(list(enumerate(digits))):
        if bound >> bit & 1:
            equal = equal & digit
        else:
            above = above | (equal & digit)
            equal = equal - digit
    return above | equal
