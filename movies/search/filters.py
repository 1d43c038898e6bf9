"""Filters in a query: typed as fields (`year:1980..1992`), or in plain words ("80s horror")."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from rapidfuzz.distance import OSA

from . import keys
from .keys import FACET, FACETS, MAX_LENGTH, ROLES, SearchText, field_word
from .spelling import WORDS

FIELD = re.compile(r"(?<!\S)(-?)(\w+):(\"[^\"]*\"|\S+)")
NAMES = {
    "cast": "actor", "star": "actor", "with": "actor", "by": "director", "lang": "language",
    "certificate": "rated", "length": "runtime", "minutes": "runtime",
}  # fmt: skip
NUMBERS = {"year": "year", "runtime": "runtime", "rating": "ranks.rating"}
NUMBER = r"(\d{1,5}(?:\.\d)?)"
YEAR = keys.YEAR.pattern
RANGE = re.compile(rf"(?:{NUMBER}?(\.\.|-){NUMBER}?|{NUMBER}(s?)|([<>])(=?){NUMBER})")
DECADE_WORDS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000,
}  # fmt: skip
# "00s" and "10s" are of this century; the century of others is the last one.
NEW_DECADES = ("00", "10")
YEAR_BOUNDS = {
    "before": "..{before}", "until": "..{year}", "since": "{year}..", "after": "{after}..",
}  # fmt: skip
YEARS = re.compile(
    rf"(?:(?P<bound>{'|'.join(YEAR_BOUNDS)}) (?P<edge>{YEAR})"
    rf"|(?P<year>{YEAR})(?: (?:(?:to|and|until) )?(?P<last>{YEAR}))?"
    rf"|(?:nineteen )?(?P<name>{'|'.join(DECADE_WORDS)})"
    r"|(?P<century>1[89]|20)?(?P<decade>\d0)s)(?!\S)"
)
FILLERS = frozenset(WORDS["filler"].split())
MAX_FIELDS, MAX_PHRASE, MAX_TERMS, MIN_FORGIVEN = 10, 3, 8, 5


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
    def short_label(self) -> str:
        """Return the label of a filter in plain words as the filters beside the films have it."""
        if ":" in self.typed:
            return self.label
        low, dots, high = self.value.partition("..")
        if self.name != "year" or not dots:
            return self.value
        if low and high:
            return f"{low}–{high}"
        bound = gettext("%(low)s or later") if low else gettext("%(high)s or earlier")
        return bound % {"low": low, "high": high}

    @property
    def syntax(self) -> str:
        """Return how the filter is typed as a field; of several fields, the first."""
        if self.name:
            return f'{self.name}:"{self.value}"'
        words: list[str] = self.match["search.words"]["$in"]
        return words[-1]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The plain words of a query, its field filters, and those that were not understood."""

    text: str
    fields: tuple[FieldFilter, ...] = ()
    unrecognized: tuple[str, ...] = ()


def parse(query: str, scale: int = 100) -> ParsedQuery:
    """Split a query into words and field filters; an unknown field stays among the words.

    Ratings are out of `scale`.
    """
    fields: list[FieldFilter] = []
    unrecognized: list[str] = []

    def replacement(match: re.Match[str]) -> str:
        field = _field_filter(match, scale) if len(fields) < MAX_FIELDS else None
        if field is None:
            unrecognized.append(match[0])
            return f"{match[2]} {match[3]}"
        fields.append(field)
        return " "

    text = " ".join(FIELD.sub(replacement, query[:MAX_LENGTH]).split())
    return ParsedQuery(text, tuple(fields), tuple(unrecognized))


def remove_field(query: str, typed: str) -> str:
    """Return a query without one of its field filters, or without those plain words."""
    end = "" if typed.endswith('"') else r"(?!\S)"  # text may be glued to a closing quote
    pattern = rf"(?<!\S){re.escape(typed)}{end}"
    if ":" not in typed:  # these words are normalized: "sci fi" may have been "Sci-Fi"
        letters = r"\W*".join(map(re.escape, typed.replace(" ", "")))
        pattern = rf"(?<!\w)'?{letters}(?!\w)"
    return " ".join(re.sub(pattern, " ", query, count=1, flags=re.IGNORECASE).split())


def _field_filter(match: re.Match[str], scale: int) -> FieldFilter | None:
    minus, name, value = match[1], match[2].casefold(), match[3].strip('"').strip()
    name = NAMES.get(name, name)
    filter_: dict[str, Any] = {}
    scale = scale if name == "rating" else 100
    if name in NUMBERS and (bounds := parse_range(value, scale)):
        filter_ = {NUMBERS[name]: bounds}
    elif name in ROLES | FACETS and not (word := field_word(name, value)).endswith(":"):
        filter_ = {"search.words": word}
    return FieldFilter(match[0], name, value, bool(minus), filter_) if filter_ else None


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


def facet_keys(text: SearchText) -> list[str]:
    """Return the keys of the values that a text may name, or nearly so."""
    wanted: list[str] = []
    for start in range(len(text.terms)):
        for end in _ends_of_phrases(text.terms, start):
            phrase = "".join(text.terms[start:end])
            wanted.append(keys.exact_key(FACET, phrase))
            if len(phrase) >= MIN_FORGIVEN:
                wanted += keys.candidate_keys(phrase, FACET, 1)
    return wanted


def _ends_of_phrases(terms: Sequence[str], start: int) -> Sequence[int]:
    """Return where words from here on that may name a value end, the longest phrase first."""
    return range(min(len(terms), start + MAX_PHRASE), start, -1) if len(terms) <= MAX_TERMS else ()


def plain_filters(
    text: SearchText, rows: Iterable[Mapping[str, Any]]
) -> tuple[tuple[FieldFilter, ...], tuple[str, ...]]:
    """Return the filters that a text names in plain words, and its other words.

    The rows are the dictionary's entries of the keys above, and others.
    """
    terms, values = text.terms, [row for row in rows if row["kind"] == FACET]
    filters: list[FieldFilter] = []
    others: list[str] = []
    at = 0
    while at < len(terms):
        if named := _years(terms, at) or _value(terms, at, values):
            filter_, at = named
            filters.append(filter_)
        else:
            others.append(terms[at])
            at += 1
    if terms and terms[-1] in keys.STOP_WORDS:
        return (), ()  # a title half typed: "crime of the"
    return tuple(filters), tuple(word for word in others if word not in FILLERS)


def _value(
    terms: Sequence[str], at: int, rows: Sequence[Mapping[str, Any]]
) -> tuple[FieldFilter, int] | None:
    for end in _ends_of_phrases(terms, at) if rows else ():
        phrase = "".join(terms[at:end])
        for edits in (0, 1) if len(phrase) >= MIN_FORGIVEN else (0,):
            named = [row for row in rows if _distance(phrase, row["starts"], edits) <= edits]
            if named:
                return _filter_of(" ".join(terms[at:end]), named), end
    return None


def _distance(phrase: str, names: Iterable[str], edits: int) -> int:
    return min((int(OSA.distance(phrase, name, score_cutoff=edits)) for name in names), default=9)


def _filter_of(typed: str, rows: Sequence[Mapping[str, Any]]) -> FieldFilter:
    words = [row["_id"].partition(":")[2] for row in rows]
    fields = {word.partition(":")[0] for word in words}
    most = max(rows, key=lambda row: (row["films"], row["_id"]))
    name, value = (fields.pop(), most["name"]) if len(fields) == 1 else ("", typed.capitalize())
    return FieldFilter(typed, name, value, False, {"search.words": {"$in": sorted(words)}})


def _years(terms: Sequence[str], at: int) -> tuple[FieldFilter, int] | None:
    """Return the filter of a year, a decade or a range of years, and where its words end."""
    match = YEARS.match(" ".join(terms[at : at + MAX_PHRASE]))
    if not match:
        return None
    typed, value = match[0], match["year"]
    if match["bound"]:
        year = int(match["edge"])
        value = YEAR_BOUNDS[match["bound"]].format(year=year, before=year - 1, after=year + 1)
    elif match["last"] and int(match["last"]) > int(value):
        value = f"{value}..{match['last']}"
    elif value:
        typed = value
    elif match["name"]:
        value = f"{DECADE_WORDS[match['name']]}s"
    else:
        century = match["century"] or ("20" if match["decade"] in NEW_DECADES else "19")
        value = f"{century}{match['decade']}s"
    filter_ = FieldFilter(typed, "year", value, False, {"year": parse_range(value)})
    return filter_, at + len(typed.split())
