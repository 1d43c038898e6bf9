"""Counts of a selection over tables of bits: what fits, and what each choice would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from ..selection import GROUPS, Selection
from .bits import Table
from .facts import BARS

Key = tuple[str, str]


@dataclass(slots=True)
class Counts:
    """How many films fit, and how many each choice has as if its own group had no filter.

    `least` names the choices, or with an empty value the groups, that have at least so many.
    """

    total: int
    films: int
    choices: Counter[Key] = field(default_factory=Counter)
    more: bool = False
    least: set[Key] = field(default_factory=set)

    def change_by(self, other: "Counts", sign: int) -> None:
        """Add the counts of other films, or with sign -1 take them away."""
        self.total += sign * other.total
        self.films += sign * other.films
        for key, count in other.choices.items():
            self.choices[key] += sign * count


def counts_of(table: Table, selection: Selection, keys: Iterable[Key] | None = None) -> Counts:
    """Count a selection over a table: all of its choices, or those asked for."""
    parts = table.fitting(selection)
    fits = all_but(parts, "", table.all)
    counts = Counts(fits.bit_count(), table.films)
    others = {group: all_but(parts, group, table.all) for group in (*GROUPS, *BARS)}
    for key in table.values if keys is None else dict.fromkeys(keys):
        bits = table.values.get(key, 0)
        counts.choices[key] = (bits & others[key[0]]).bit_count()
    counts.choices.update(_rare_counts(table, others))
    return counts


def _rare_counts(table: Table, others: Mapping[str, int]) -> dict[Key, int]:
    size = table.films // 8 + 1
    fits = {group: others[group].to_bytes(size, "little") for group in {g for g, _ in table.rare}}
    return {
        key: sum(fits[key[0]][at >> 3] >> (at & 7) & 1 for at in ordinals)
        for key, ordinals in table.rare.items()
        if key not in table.values
    }


def all_but(parts: Mapping[str, int], group: str, everything: int) -> int:
    """Give the films that fit every filter but one group's."""
    return reduce(and_, (bits for name, bits in parts.items() if name != group), everything)
