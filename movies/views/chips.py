"""What is switched on, as chips that each switch one thing off."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from movies.selection import GROUPS, Selection

Part = tuple[str, tuple[str, ...], str | None]
RANGES = {
    "year": ("from {low}", "until {high}", "{low}–{high}"),
    "runtime": ("{low} min or more", "{high} min or less", "{low}–{high} min"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the address without it."""

    label: str
    url: str


def chips_for(selection: Selection, query: QueryDict) -> list[Chip]:
    """Give a chip for every filter that is on; each link drops it and goes back to page 1."""
    return [Chip(label, _without(query, names, value)) for label, names, value in _parts(selection)]


def _parts(selection: Selection) -> Iterator[Part]:
    if selection.q:
        yield f"“{selection.q}”", ("q",), None
    if selection.person:
        yield selection.person, ("person",), None
    for group in GROUPS:
        yield from ((value, (group,), value) for value in selection.wanted(group))
        yield from (
            (f"not {value}", (f"not_{group}",), value) for value in selection.unwanted(group)
        )
    yield from _ranges(selection)
    if selection.seen is not None:
        yield "not what I reviewed", ("hide_reviewed",), None


def _ranges(selection: Selection) -> Iterator[Part]:
    for name, (open_end, open_start, both) in RANGES.items():
        low, high = selection.bounds(name)
        if low is not None or high is not None:
            words = both if None not in (low, high) else open_end if high is None else open_start
            yield words.format(low=low, high=high), (f"{name}_min", f"{name}_max"), None
    if selection.rating_min is not None:
        yield f"rated {selection.rating_min} or more of 100", ("rating_min",), None


def _without(query: QueryDict, names: tuple[str, ...], value: str | None) -> str:
    rest = query.copy()
    for name in (*names, "page"):
        kept = [
            v for v in rest.getlist(name) if value is not None and name != "page" and v != value
        ]
        rest.setlist(name, kept)
    return f"?{rest.urlencode()}"
