"""Facets of the browse page: how many films each value of a filter would leave."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .documents import CERTIFICATES
from .facet_index.bitmaps import BARS, Counts
from .facet_index.counting import count_by_index, count_by_mongodb
from .search.query import resolve
from .selection import GROUPS, Selection

MAX_SHOWN = 40
LABELS = {
    "genre": _("Genre"),
    "country": _("Country"),
    "language": _("Language"),
    "rated": _("Certificate"),
}
MAX_ROUNDED = 10_000
MAX_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a filter, with how many films it would leave, or at least so many."""

    value: str
    count: int
    count_text: str
    is_selected: bool
    is_excluded: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter with its values, most common first; chosen ones always among them."""

    name: str
    label: str
    choices: tuple[FacetChoice, ...]


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """A bar of a histogram: from `low` to `high`, both included; `height` is 0 to 32."""

    low: int
    high: int | None
    count: int
    height: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """All counts of a browse page; `films` is how many there are without any filter."""

    total: int
    total_text: str
    films: int
    groups: tuple[FacetGroup, ...]
    years: tuple[HistogramBar, ...]
    runtimes: tuple[HistogramBar, ...]


def format_count(count: int, *, is_minimum: bool) -> str:
    """Return 1,234; for a minimum 1,200+, and 10,000+ for all that is above."""
    if not is_minimum:
        return f"{count:,}"
    digits = 10 ** max(0, len(str(count)) - 2)
    return f"{min(MAX_ROUNDED, count // digits * digits):,}+"


def facets_for(selection: Selection) -> Facets:
    """Count a selection, and every group's values as if that group itself had no filter.

    From the facet index, in one command; else by MongoDB, in one command more.
    """
    selection = resolve(selection)
    counts = count_by_index(selection) or count_by_mongodb(selection)
    return Facets(
        total=counts.total,
        total_text=format_count(counts.total, is_minimum=counts.is_minimum),
        films=counts.films,
        groups=tuple(_group(name, counts, selection) for name in GROUPS),
        years=_histogram("year", counts, selection),
        runtimes=_histogram("runtime", counts, selection),
    )


def genres_and_certificates() -> tuple[list[str], list[str]]:
    """Return the genres, most common first, and the usual certificates before others here."""
    groups = {group.name: group.choices for group in facets_for(Selection()).groups}
    others = {choice.value for choice in groups["rated"]} - set(CERTIFICATES)
    return [choice.value for choice in groups["genre"]], [*CERTIFICATES, *sorted(others)]


def _group(name: str, counts: Counts, selection: Selection) -> FacetGroup:
    selected, excluded = selection.wanted(name), selection.unwanted(name)
    by_value = {value: n for (group, value), n in counts.by_value.items() if group == name}
    shown = sorted(by_value, key=lambda value: (-by_value[value], value))[:MAX_SHOWN]
    choices = tuple(
        FacetChoice(
            value=value,
            count=(count := by_value.get(value, 0)),
            count_text=format_count(count, is_minimum=(name, value) in counts.minimums),
            is_selected=value in selected,
            is_excluded=value in excluded,
        )
        for value in dict.fromkeys((*shown, *selected, *excluded))
    )
    return FacetGroup(name, str(LABELS[name]), choices)


def _histogram(name: str, counts: Counts, selection: Selection) -> tuple[HistogramBar, ...]:
    """Return the bars from the first to the last that has films."""
    lows = BARS[name]
    films = [counts.by_value[name, str(low)] for low in lows]
    filled = [at for at, count in enumerate(films) if count]
    if not filled:
        return ()
    first, last = selection.bounds(name)
    highs = (*(low - 1 for low in lows[1:]), None)
    bars = list(zip(lows, highs, films, strict=True))[filled[0] : filled[-1] + 1]
    return tuple(
        HistogramBar(
            low,
            high,
            count,
            height=-(-MAX_HEIGHT * count // max(films)),
            is_selected=(first is None or high is None or high >= first)
            and (last is None or low <= last),
        )
        for low, high, count in bars
    )
