"""How many films each choice of a filter would leave, counted over the whole result."""

from dataclasses import dataclass

from .counts.exact import exact_counts
from .counts.facts import BARS
from .counts.reading import kept_counts
from .counts.tallying import Counts
from .queries import catalogue_size
from .resolved_selection import resolve
from .selection import GROUPS, Selection

MOST = 40
LABELS = {"genre": "Genre", "country": "Country", "language": "Language", "rated": "Certificate"}
MANY = 10_000
TALLEST = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: what it submits, what it says, how many films it has, is it on.

    `out` says that its films are left out, `more` that there may be more films than counted.
    """

    value: str
    label: str
    count: int
    on: bool
    out: bool = False
    more: bool = False

    @property
    def said(self) -> str:
        """Give the count as a page says it."""
        return said(self.count, more=self.more)


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter with its choices, most common first; chosen ones always among them."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: from `low` up to where the next begins; `height` is 0 to 32."""

    low: int
    high: int | None
    count: int
    height: int
    on: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """All counts of a browse page; with `more`, `total` is the least that it can be."""

    total: int
    more: bool
    films: int
    groups: tuple[FacetGroup, ...]
    years: tuple[Bar, ...]
    runtimes: tuple[Bar, ...]

    @property
    def said(self) -> str:
        """Give the total as a page says it."""
        return said(self.total, more=self.more)


def said(count: int, *, more: bool) -> str:
    """Say a count: 1,234; where there may be more, 1,200+, and 10,000+ for all that is above."""
    if not more:
        return f"{count:,}"
    digits = 10 ** max(0, len(str(count)) - 2)
    return f"{min(MANY, count // digits * digits):,}+"


def facets_for(selection: Selection) -> Facets:
    """Count a selection, and every group's choices as if that group itself had no filter.

    From bits that are kept ready, in one command; else by MongoDB, in one command more.
    """
    selection, films = resolve(selection), catalogue_size()
    counts = kept_counts(selection, films) or exact_counts(selection, films)
    return Facets(
        total=counts.total,
        more=counts.more,
        films=films,
        groups=tuple(_group(name, counts, selection) for name in GROUPS),
        years=_bars("year", counts, selection),
        runtimes=_bars("runtime", counts, selection),
    )


def _group(name: str, counts: Counts, selection: Selection) -> FacetGroup:
    on, out = selection.wanted(name), selection.unwanted(name)
    known = {value: n for (group, value), n in counts.choices.items() if group == name}
    ranked = sorted(known, key=lambda value: (-known[value], value))
    shown = ranked[:MOST]
    shown += [value for value in dict.fromkeys((*on, *out)) if value not in shown]
    least = {value for group, value in counts.least if group == name}
    return FacetGroup(
        name,
        LABELS[name],
        tuple(Choice(v, v, known.get(v, 0), v in on, v in out, v in least) for v in shown),
    )


def _bars(name: str, counts: Counts, selection: Selection) -> tuple[Bar, ...]:
    lows = BARS[name]
    found = [counts.choices.get((name, str(low)), 0) for low in lows]
    filled = [at for at, count in enumerate(found) if count]
    if not filled:
        return ()
    highest = max(found)
    low, high = selection.bounds(name)
    ends = (*(n - 1 for n in lows[1:]), None)
    return tuple(
        Bar(
            lows[at],
            ends[at],
            found[at],
            _height(found[at], highest),
            _touches(lows[at], ends[at], low, high),
        )
        for at in range(filled[0], filled[-1] + 1)
    )


def _height(count: int, highest: int) -> int:
    return -(-TALLEST * count // highest)


def _touches(start: int, end: int | None, low: int | None, high: int | None) -> bool:
    return (low is None or end is None or end >= low) and (high is None or start <= high)
