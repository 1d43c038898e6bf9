"""Sets of films as bits: the film of ordinal n is bit n of a whole number of any size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..selection import GROUPS, RANGES, Selection
from .facts import choices_of, number_of

Slices = Sequence[int]
Values = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Table:
    """Which of some films have which choice, and their numbers in slices of one bit each.

    The first slice of a number says which films have one; the others are its digits, from the
    lowest on. Numbers are doubled, and odd where there was a fraction: so every bound is exact.
    `rare` has the ordinals of the films instead of bits, for choices that few have.
    """

    films: int
    values: Values
    slices: Mapping[str, Slices]
    rare: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, docs: Sequence[Mapping[str, Any]]) -> "Table":
        """Make a table of a few films."""
        filling = Filling(len(docs))
        for doc in docs:
            filling.add(doc)
        return filling.table()

    def fitting(self, selection: Selection) -> dict[str, int]:
        """Give, for every group and range that is filtered, the films that fit that filter."""
        parts: dict[str, int] = {}
        for group in GROUPS:
            if wanted := selection.wanted(group):
                parts[group] = self._any(group, wanted)
            if unwanted := selection.unwanted(group):
                parts[group] = parts.get(group, self.all) & ~self._any(group, unwanted)
        for name in RANGES:
            low, high = selection.bounds(name)
            if low is not None or high is not None:
                parts[name] = between(self.slices.get(name, ()), low, high)
        return parts

    @property
    def all(self) -> int:
        """Give all films."""
        return (1 << self.films) - 1

    def _any(self, group: str, wanted: Iterable[str]) -> int:
        films = 0
        for value in wanted:
            films |= self.values.get((group, value), 0)
        return films


class Filling:
    """A table in the making: films are added one after the other."""

    def __init__(self, room: int) -> None:
        self._bytes, self._next = (room + 7) // 8, 0
        self._values: dict[tuple[str, str], bytearray] = {}
        self._slices: dict[str, list[bytearray]] = {name: [] for name in RANGES}

    def add(self, doc: Mapping[str, Any]) -> None:
        """Add a film; its ordinal is how many came before it."""
        at, bit = self._next >> 3, 1 << (self._next & 7)
        self._next += 1
        for key in choices_of(doc):
            if key not in self._values:
                self._values[key] = bytearray(self._bytes)
            self._values[key][at] |= bit
        for name, slices in self._slices.items():
            if (number := number_of(doc, name)) is not None:
                self._add_digits(slices, (_doubled(number) << 1) | 1, at, bit)

    def _add_digits(self, slices: list[bytearray], digits: int, at: int, bit: int) -> None:
        slices += [bytearray(self._bytes) for _ in range(digits.bit_length() - len(slices))]
        for place in range(digits.bit_length()):
            if digits >> place & 1:
                slices[place][at] |= bit

    def table(self) -> Table:
        """Give the table of the films that were added."""
        values = {key: int.from_bytes(bits, "little") for key, bits in self._values.items()}
        slices = {
            name: [int.from_bytes(bits, "little") for bits in found]
            for name, found in self._slices.items()
        }
        return Table(self._next, values, slices)


def _doubled(number: float) -> int:
    # One more than twice, so that a number below zero is still one, and fits no bound.
    whole = int(number // 1)
    return 2 * (whole + 1) + (number != whole)


def between(slices: Slices, low: int | None, high: int | None) -> int:
    """Give the films whose number lies between two whole ones, both included."""
    films = slices[0] if slices else 0
    if low is not None:
        films &= _at_least(slices, 2 * (low + 1))
    if high is not None:
        films &= ~_at_least(slices, 2 * (high + 1) + 1)
    return films


def _at_least(slices: Slices, bound: int) -> int:
    digits = slices[1:]
    if bound >> len(digits):
        return 0
    above, same = 0, slices[0] if slices else 0
    for place in range(len(digits) - 1, -1, -1):
        if bound >> place & 1:
            same &= digits[place]
        else:
            above |= same & digits[place]
            same &= ~digits[place]
    return above | same
