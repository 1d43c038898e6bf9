"""What of a film its counts depend on: its choices, its numbers, and the bars they fall in."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..documents import get_path
from ..selection import GROUPS, RANGES

FACTS = dict.fromkeys((*GROUPS.values(), *RANGES.values()), 1)
# Where the bars of a histogram begin; the last has no end.
BARS: Mapping[str, tuple[int, ...]] = {
    "year": (0, *range(1890, 2040, 10)),
    "runtime": (0, 30, 45, 60, 75, 90, 105, 120, 135, 150, 180),
}
HIGHEST = 2**19


def choices_of(doc: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give a film's choices as group and value, each once, and the bars that it falls in."""
    for group, path in GROUPS.items():
        value = doc.get(path)
        values = value if isinstance(value, list) else [value]
        yield from ((group, v) for v in dict.fromkeys(filter(_is_text, values)))
    for name in BARS:
        number = number_of(doc, name)
        if number is not None and number >= 0:
            yield name, str(next(low for low in reversed(BARS[name]) if low <= number))


def number_of(doc: Mapping[str, Any], name: str) -> float | None:
    """Give a film's number for a range, as MongoDB would compare it; None where it has none."""
    value = get_path(doc, RANGES[name])
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return max(-1, min(value, HIGHEST))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
