"""What the browse page says of a selection: its active filters, and how its words were read."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from mflix_site.web.rating_scales import format_rating
from movies.search.query import ResolvedSelection, remove_field
from movies.selection import GROUPS, Selection

RANGE_LABELS = {
    "year": ("from {low}", "until {high}", "{low}–{high}"),
    "runtime": ("{low} min or more", "{high} min or less", "{low}–{high} min"),
}


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One active filter, and the address of page 1 without it."""

    label: str
    url: str


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
        corrected_url=_url_with_words(query, " ".join([result.corrected, *fields])),
        as_typed_url=_url_with_words(query, selection.q, exact="1"),
        year=result.year,
        dropped=result.dropped,
    )


def active_filters(
    selection: ResolvedSelection, query: QueryDict, scale: int = 100
) -> list[ActiveFilter]:
    """Return every active filter; ratings are formatted in `scale`: of 5, 10 or 100."""
    return [
        *_word_filters(selection, query),
        *_group_filters(selection, query),
        *_range_filters(selection, query, scale),
    ]


def _word_filters(selection: ResolvedSelection, query: QueryDict) -> Iterator[ActiveFilter]:
    """Yield one filter for the plain words of a search, and one for each field in them."""
    if selection.query:
        parsed = selection.query.parsed
        if parsed.text or not parsed.fields:
            fields = " ".join(field.typed for field in parsed.fields)
            yield ActiveFilter(f"“{parsed.text or selection.q}”", _url_with_words(query, fields))
        for field in parsed.fields:
            words = remove_field(selection.q, field.typed)
            yield ActiveFilter(field.label, _url_with_words(query, words))
        if selection.exact:
            yield _parameter_filter(query, "just as typed", "exact")
    if selection.person:
        yield _parameter_filter(query, selection.person, "person")


def _group_filters(selection: Selection, query: QueryDict) -> Iterator[ActiveFilter]:
    for group in GROUPS:
        for value in selection.wanted(group):
            yield _parameter_filter(query, value, group, value=value)
        for value in selection.unwanted(group):
            yield _parameter_filter(query, f"not {value}", f"not_{group}", value=value)


def _range_filters(selection: Selection, query: QueryDict, scale: int) -> Iterator[ActiveFilter]:
    for name, (from_low, until_high, both) in RANGE_LABELS.items():
        low, high = selection.bounds(name)
        if low is not None or high is not None:
            label = from_low if high is None else until_high if low is None else both
            names = (f"{name}_min", f"{name}_max")
            yield _parameter_filter(query, label.format(low=low, high=high), *names)
    if (rating := selection.rating_min) is not None:
        scale = 100 if rating % 10 else scale  # between two steps of the scale it stays of 100
        label = f"rated {format_rating(rating, scale)} or more of {scale}"
        yield _parameter_filter(query, label, "rating_min")
    if selection.seen is not None:
        yield _parameter_filter(query, "not what I reviewed", "hide_reviewed")


def _parameter_filter(
    query: QueryDict, label: str, *names: str, value: str | None = None
) -> ActiveFilter:
    """Return the filter that parameters set: whole ones, or one value of them."""
    params = query.copy()
    for name in names:
        params.setlist(name, [v for v in params.getlist(name) if value not in (None, v)])
    params.pop("page", None)
    return ActiveFilter(label, f"?{params.urlencode()}")


def _url_with_words(query: QueryDict, words: str, **more: str) -> str:
    """Return the address of the same filters with other words, on page 1."""
    params = query.copy()
    for name in ("q", "page", "exact"):
        params.pop(name, None)
    for name, value in {"q": words, **more}.items():
        if value:
            params[name] = value
    return f"?{params.urlencode()}"
