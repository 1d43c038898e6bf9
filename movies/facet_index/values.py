"""What the counts of a film depend on: its facet values, its numbers, and the bars they are in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..documents import get_path
from ..selection import GROUPS, RANGES

FACET_FIELDS = dict.fromkeys((*GROUPS.values(), *RANGES.values()), 1)
# Where the bars of a histogram begin; the last has no end.
BARS: Mapping[str, tuple[int, ...]] = {
    "year": (0, *range(1890, 2040, 10)),
    "runtime": (0, 30, 45, 60, 75, 90, 105, 120, 135, 150, 180),
}
MAX_NUMBER = 2**19
Key = tuple[str, str]  # a group and a value of it, or a histogram and where a bar begins


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


def facet_values(doc: Mapping[str, Any]) -> Iterator[Key]:
    """Yield a film's values as group and value, each once, and the bars that it is in."""
    for group, path in GROUPS.items():
        value = doc.get(path)
        values = value if isinstance(value, list) else [value]
        yield from ((group, v) for v in dict.fromkeys(filter(_is_text, values)))
    for name, bars in BARS.items():
        number = range_number(doc, name)
        if number is not None and number >= 0:
            yield name, str(next(low for low in reversed(bars) if low <= number))


def range_number(doc: Mapping[str, Any], name: str) -> float | None:
    """Return a film's number for a range, as MongoDB would compare it; None where it has none."""
    value = get_path(doc, RANGES[name])
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return max(-1, min(value, MAX_NUMBER))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
