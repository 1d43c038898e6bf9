"""What is switched on, as chips that each switch one thing off."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from mflix_site.web.rating_scales import format_rating
from movies.search.query import parse, remove_field
from movies.selection import GROUPS, Selection

Part = tuple[str, tuple[str, ...], str | None]
RANGES = {
    "year": ("from {low}", "until {high}", "{low}–{high}"),
    "runtime": ("{low} min or more", "{high} min or less", "{low}–{high} min"),
}


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One filter that is on, and the address without it."""

    label: str
    url: str


def active_filters(selection: Selection, query: QueryDict, scale: int = 100) -> list[ActiveFilter]:
    """Give a chip for every filter that is on; each link drops it and goes back to page 1.

    Ratings are said in `scale`: of 5, 10 or 100.
    """
    parts = _choice_filters(selection, scale)
    rest = [ActiveFilter(label, _url_without(query, names, value)) for label, names, value in parts]
    return [*_query_filters(selection, query), *rest]


def _query_filters(selection: Selection, query: QueryDict) -> Iterator[ActiveFilter]:
    """One chip for the plain words of a search, and one for each fielded word."""
    if not selection.q:
        return
    parsed = selection.reading.parsed if selection.reading else parse(selection.q)
    if parsed.text or not parsed.fields:
        fielded = " ".join(field.typed for field in parsed.fields)
        yield ActiveFilter(f"“{parsed.text or selection.q}”", url_with_query(query, fielded))
    for field in parsed.fields:
        yield ActiveFilter(
            field.label, url_with_query(query, remove_field(selection.q, field.typed))
        )


def url_with_query(query: QueryDict, words: str, **more: str) -> str:
    """Give the address of the same filters with other words, on page 1."""
    rest = query.copy()
    for name in ("q", "page", "exact"):
        rest.pop(name, None)
    for name, value in {"q": words, **more}.items():
        if value:
            rest[name] = value
    return f"?{rest.urlencode()}"


def _choice_filters(selection: Selection, scale: int) -> Iterator[Part]:
    if selection.q and selection.exact:
        yield "just as typed", ("exact",), None
    if selection.person:
        yield selection.person, ("person",), None
    for group in GROUPS:
        yield from ((value, (group,), value) for value in selection.wanted(group))
        yield from (
            (f"not {value}", (f"not_{group}",), value) for value in selection.unwanted(group)
        )
    yield from _range_filters(selection)
    if selection.rating_min is not None:
        yield _minimum_rating(selection.rating_min, scale), ("rating_min",), None
    if selection.seen is not None:
        yield "not what I reviewed", ("hide_reviewed",), None


def _range_filters(selection: Selection) -> Iterator[Part]:
    for name, (open_end, open_start, both) in RANGES.items():
        low, high = selection.bounds(name)
        if low is not None or high is not None:
            words = both if None not in (low, high) else open_end if high is None else open_start
            yield words.format(low=low, high=high), (f"{name}_min", f"{name}_max"), None


def _minimum_rating(rating: int, scale: int) -> str:
    """Say a least rating; one that lies between two steps of the scale stays of a hundred."""
    scale = 100 if rating % 10 else scale
    return f"rated {format_rating(rating, scale)} or more of {scale}"


def _url_without(query: QueryDict, names: tuple[str, ...], value: str | None) -> str:
    rest = query.copy()
    for name in (*names, "page"):
        kept = [
            v for v in rest.getlist(name) if value is not None and name != "page" and v != value
        ]
        rest.setlist(name, kept)
    return f"?{rest.urlencode()}"
