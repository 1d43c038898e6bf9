"""A bitmap index of films: which films have a facet value, and their numbers as bit slices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from pyroaring import BitMap

from ..selection import GROUPS, RANGES, Selection
from .values import BARS, Counts, Key, facet_values, range_number

NO_FILMS = BitMap()


@dataclass(frozen=True, slots=True)
class BitmapIndex:
    """Bitmaps of film ordinals by facet value, and bit slices of the films' numbers.

    The first slice of a number holds the films that have one; the others are its binary digits,
    the lowest first. Numbers are doubled, and odd where there was a fraction: every bound is exact.
    """

    films: BitMap
    values: Mapping[Key, BitMap]
    slices: Mapping[str, Sequence[BitMap]]

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
                _add_number(slices[name], films, range_number(doc, name))
            films += 1
        return cls(BitMap(range(films)), values, slices)

    def count(self, selection: Selection, keys: Iterable[Key] | None = None) -> Counts:
        """Count the films of a selection, and those of all values or of those asked for."""
        filters = self._filters(selection)
        matching = reduce(and_, filters.values(), self.films)
        others = dict.fromkeys((*GROUPS, *BARS), matching)
        for name in filters:
            rest = (bitmap for other, bitmap in filters.items() if other != name)
            others[name] = reduce(and_, rest, self.films)
        counts = Counts(len(matching), len(self.films))
        for key in self.values if keys is None else dict.fromkeys(keys):
            bitmap = self.values.get(key, NO_FILMS)
            counts.by_value[key] = bitmap.intersection_cardinality(others[key[0]])
        return counts

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
                filters[name] = _between(self.slices.get(name, ()), low, high)
        return filters

    def _with_any(self, group: str, values: Iterable[str]) -> BitMap:
        return reduce(or_, (self.values.get((group, v), NO_FILMS) for v in values), NO_FILMS)


def _add_number(slices: list[BitMap], film: int, number: float | None) -> None:
    if number is None:
        return
    # One more than twice, so that a number below zero is still one, and matches no bound.
    whole = int(number // 1)
    doubled = 2 * (whole + 1) + (number != whole)
    digits = doubled << 1 | 1
    slices += [BitMap() for _ in range(digits.bit_length() - len(slices))]
    for place in range(digits.bit_length()):
        if digits >> place & 1:
            slices[place].add(film)


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
    for place in range(len(digits) - 1, -1, -1):
        if bound >> place & 1:
            equal = equal & digits[place]
        else:
            above = above | (equal & digits[place])
            equal = equal - digits[place]
    return above | equal
