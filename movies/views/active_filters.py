"""The active filters of the browse page, each with the address without it; and how it searched."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from mflix_site.web.rating_scales import format_rating
from movies.search.query import ResolvedSelection, remove_field
from movies.selection import GROUPS, Selection

RANGES = {
    "year": ("from {low}", "until {high}", "{low}–{high}"),
    "runtime": ("{low} min or more", "{high} min or less", "{low}–{high} min"),
}


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One active filter, and the address of page 1 without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Parameter:
    """What to remove from the query string: whole parameters, or one value of them."""

    label: str
    names: tuple[str, ...]
    value: str | None = None


def active_filters(
    selection: ResolvedSelection, query: QueryDict, scale: int = 100
) -> list[ActiveFilter]:
    """Return every active filter; ratings are formatted in `scale`: of 5, 10 or 100."""
    parameters = _parameters(selection, scale)
    others = [ActiveFilter(p.label, _url_without(query, p)) for p in parameters]
    return [*_query_filters(selection, query), *others]


def url_with_query(query: QueryDict, words: str, **more: str) -> str:
    """Return the address of the same filters with other words, on page 1."""
    params = query.copy()
    for name in ("q", "page", "exact"):
        params.pop(name, None)
    for name, value in {"q": words, **more}.items():
        if value:
            params[name] = value
    return f"?{params.urlencode()}"


def _query_filters(selection: ResolvedSelection, query: QueryDict) -> Iterator[ActiveFilter]:
    """Yield one filter for the plain words of a search, and one for each field in them."""
    if selection.query is None:
        return
    parsed = selection.query.parsed
    if parsed.text or not parsed.fields:
        fields = " ".join(field.typed for field in parsed.fields)
        yield ActiveFilter(f"“{parsed.text or selection.q}”", url_with_query(query, fields))
    for field in parsed.fields:
        url = url_with_query(query, remove_field(selection.q, field.typed))
        yield ActiveFilter(field.label, url)


def _parameters(selection: Selection, scale: int) -> Iterator[_Parameter]:
    if selection.q and selection.exact:
        yield _Parameter("just as typed", ("exact",))
    if selection.person:
        yield _Parameter(selection.person, ("person",))
    for group in GROUPS:
        yield from (_Parameter(v, (group,), v) for v in selection.wanted(group))
        yield from (_Parameter(f"not {v}", (f"not_{group}",), v) for v in selection.unwanted(group))
    yield from _range_parameters(selection)
    if selection.rating_min is not None:
        yield _Parameter(_minimum_rating_label(selection.rating_min, scale), ("rating_min",))
    if selection.seen is not None:
        yield _Parameter("not what I reviewed", ("hide_reviewed",))


def _range_parameters(selection: Selection) -> Iterator[_Parameter]:
    for name in RANGES:
        if selection.bounds(name) != (None, None):
            yield _Parameter(_range_label(selection, name), (f"{name}_min", f"{name}_max"))


def _range_label(selection: Selection, name: str) -> str:
    low, high = selection.bounds(name)
    from_low, until_high, both = RANGES[name]
    label = from_low if high is None else until_high if low is None else both
    return label.format(low=low, high=high)


def _minimum_rating_label(rating: int, scale: int) -> str:
    """Return the label of a minimum rating; one between two steps of the scale stays of 100."""
    scale = 100 if rating % 10 else scale
    return f"rated {format_rating(rating, scale)} or more of {scale}"


def _url_without(query: QueryDict, parameter: _Parameter) -> str:
    params = query.copy()
    for name in parameter.names:
        kept = [v for v in params.getlist(name) if parameter.value not in (None, v)]
        params.setlist(name, kept)
    params.pop("page", None)
    return f"?{params.urlencode()}"


@dataclass(frozen=True, slots=True)
class SearchExplanation:
    """What was typed, what was searched for instead, and what was not understood as a filter.

    `corrected` and the addresses are empty when the words were taken as typed; `year` is a word
    that was taken as a year, and `dropped` are words that were left out.
    """

    typed: str
    unrecognized: tuple[str, ...]
    corrected: str = ""
    corrected_url: str = ""
    as_typed_url: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchingPerson:
    """A person whose name matches the words, and how many films they have here."""

    name: str
    films: int
    url: str


def explain_search(selection: ResolvedSelection, query: QueryDict) -> SearchExplanation | None:
    """Return how a search was interpreted; None where nothing was searched for."""
    if selection.query is None:
        return None
    parsed, result = selection.query.parsed, selection.query.result
    if not result.corrected:
        return SearchExplanation(parsed.text, parsed.unrecognized)
    fields = [field.typed for field in parsed.fields]
    if result.year:
        fields.append(f"year:{result.year}")
    return SearchExplanation(
        typed=parsed.text,
        unrecognized=parsed.unrecognized,
        corrected=result.corrected,
        corrected_url=url_with_query(query, " ".join([result.corrected, *fields])),
        as_typed_url=url_with_query(query, selection.q, exact="1"),
        year=result.year,
        dropped=result.dropped,
    )


def matching_people(selection: ResolvedSelection) -> list[MatchingPerson]:
    """Return the people whom a search names, the best match first."""
    people = selection.query.result.people if selection.query else ()
    return [MatchingPerson(p.name, p.films, reverse("person", args=[p.name])) for p in people]
