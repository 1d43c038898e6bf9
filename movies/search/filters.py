"""Filters in a query: typed as fields (`year:1980..1992`), or in plain words ("80s horror")."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from rapidfuzz.distance import OSA

from . import keys
from .keys import FACET, SearchText

NUMBER = r"(\d{1,5}(?:\.\d)?)"
RANGE = re.compile(rf"(?:{NUMBER}?(\.\.|-){NUMBER}?|{NUMBER}(s?)|([<>])(=?){NUMBER})")
DECADE = re.compile(r"(1[89]|20)?(\d0)s")
DECADE_WORDS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000,
}  # fmt: skip
# "00s" and "10s" are of this century; the century of others is the last one.
NEW_DECADES = ("00", "10")
YEAR_BOUNDS = {
    "before": "..{before}", "until": "..{year}", "since": "{year}..", "after": "{after}..",
}  # fmt: skip
# Words around filters, as in "films from the 80s in French".
FILLER = (
    "a and are best by from good great in made my of old on or some the to with early late "
    "movie movies film films cinema picture pictures flick flicks language country year years "
    "century genre rated any all top "
)
FILLERS = frozenset(FILLER.split())
MAX_PHRASE, MAX_TERMS, MIN_FORGIVEN = 3, 8, 5


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A filter as typed, and what it matches: operators are ours, words only values."""

    typed: str
    name: str
    value: str
    excludes: bool
    match: Mapping[str, Any]

    @property
    def label(self) -> str:
        label = f"{self.name}: {self.value}" if self.name else self.value
        return gettext("not %(value)s") % {"value": label} if self.excludes else label

    @property
    def syntax(self) -> str:
        """Return how the filter is typed as a field; of several fields, the first."""
        if self.name:
            return f'{self.name}:"{self.value}"'
        words: list[str] = self.match["search.words"]["$in"]
        return words[-1]


def parse_range(value: str, scale: int = 100) -> dict[str, int]:
    """Return bounds for `1980..1992`, `1980..`, `..1992`, `<100`, `>=100`, `1980` or `1980s`.

    With a scale, for ratings out of so many as ratings out of 100; larger ones are so already.
    """
    match = RANGE.fullmatch(value)
    if not match:
        return {}
    largest = max((float(number) for number in _numbers(match) if number), default=0)
    factor = 100 / scale if largest <= scale else 1
    low, high, single, limit = (round(float(n) * factor) if n else None for n in _numbers(match))
    if match[6] and limit is not None:
        return {{"<": "$lt", ">": "$gt"}[match[6]] + ("e" if match[7] else ""): limit}
    if single is not None:
        around = round(factor / 4) if factor > 1 else 0  # a rating is shown rounded
        return {"$gte": single - around, "$lte": single + (9 if match[5] else around)}
    if low is not None and high is not None and low > high:
        return {}
    return {op: end for op, end in (("$gte", low), ("$lte", high)) if end is not None}


def _numbers(match: re.Match[str]) -> tuple[str | None, ...]:
    return match[1], match[3], match[4], match[8]


def phrases(text: SearchText) -> list[tuple[int, int]]:
    """Return where words beside each other may name a value, the longest first at each place."""
    number = len(text.terms)
    if number > MAX_TERMS:
        return []
    ends = ((at, min(number, at + MAX_PHRASE)) for at in range(number))
    return [(at, end) for at, last in ends for end in range(last, at, -1)]


def facet_keys(text: SearchText) -> list[str]:
    """Return the keys of the values that a text may name, or nearly so."""
    wanted: list[str] = []
    for start, end in phrases(text):
        phrase = "".join(text.terms[start:end])
        wanted.append(keys.exact_key(FACET, phrase))
        if len(phrase) >= MIN_FORGIVEN:
            wanted += keys.candidate_keys(phrase, FACET, 1)
    return wanted


def plain_filters(
    text: SearchText, rows: Iterable[Mapping[str, Any]]
) -> tuple[tuple[FieldFilter, ...], tuple[str, ...]]:
    """Return the filters that a text names in plain words, and its other words.

    The rows are the dictionary's entries of the keys above.
    """
    terms, values = text.terms, list(rows)
    filters: list[FieldFilter] = []
    others: list[str] = []
    at = 0
    while at < len(terms):
        named = _years(terms, at) or _value(terms, at, phrases(text), values)
        if named:
            filter_, at = named
            filters.append(filter_)
            continue
        others.append(terms[at])
        at += 1
    if terms and terms[-1] in keys.STOP_WORDS:
        return (), ()  # a title half typed: "crime of the"
    return tuple(filters), tuple(word for word in others if word not in FILLERS)


def _value(
    terms: Sequence[str], at: int, places: Sequence[tuple[int, int]], rows: list[Mapping[str, Any]]
) -> tuple[FieldFilter, int] | None:
    for end in (end for start, end in places if start == at):
        phrase = "".join(terms[at:end])
        for edits in (0, 1) if len(phrase) >= MIN_FORGIVEN else (0,):
            named = [row for row in rows if _distance(phrase, row["starts"], edits) <= edits]
            if named:
                return _filter_of(" ".join(terms[at:end]), named), end
    return None


def _distance(phrase: str, names: Iterable[str], edits: int) -> int:
    return min((int(OSA.distance(phrase, name, score_cutoff=edits)) for name in names), default=9)


def _filter_of(typed: str, rows: list[Mapping[str, Any]]) -> FieldFilter:
    words = [row["_id"].partition(":")[2] for row in rows]
    fields = {word.partition(":")[0] for word in words}
    most = max(rows, key=lambda row: (row["films"], row["_id"]))
    name, value = (fields.pop(), most["name"]) if len(fields) == 1 else ("", typed.capitalize())
    return FieldFilter(typed, name, value, False, {"search.words": {"$in": sorted(words)}})


def _years(terms: Sequence[str], at: int) -> tuple[FieldFilter, int] | None:
    for end, value in _year_values(terms, at):
        typed = " ".join(terms[at:end])
        return FieldFilter(typed, "year", value, False, {"year": parse_range(value)}), end
    return None


def _year_values(terms: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Yield where a year, a decade or a range of years ends, and its value."""
    word, after = terms[at], terms[at + 1] if at + 1 < len(terms) else ""
    if word in YEAR_BOUNDS and keys.YEAR.fullmatch(after):
        year = int(after)
        yield at + 2, YEAR_BOUNDS[word].format(year=year, before=year - 1, after=year + 1)
    if word == "nineteen" and after in DECADE_WORDS:
        yield at + 2, f"{DECADE_WORDS[after]}s"
    if keys.YEAR.fullmatch(word):
        last = terms[at + 2] if after in ("to", "and", "until") and at + 2 < len(terms) else after
        if keys.YEAR.fullmatch(last) and int(last) > int(word):
            yield at + 2 + (last is not after), f"{word}..{last}"
        yield at + 1, word
    if decade := DECADE.fullmatch(word):
        century = decade[1] or ("20" if decade[2] in NEW_DECADES else "19")
        yield at + 1, f"{century}{decade[2]}s"
    if word in DECADE_WORDS:
        yield at + 1, f"{DECADE_WORDS[word]}s"
