"""What a query says: words, a year, and filters, typed as fields or in plain words.

Fields are `year:1980..1992` or `-genre:horror`; plain words are "80s horror" or "-horror".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from . import keys
from .keys import FACET, FACETS, MAX_LENGTH, ROLES, STOP_WORDS, WORDS, canonicalize, normalize

MAX_WORDS = 12
# A field, with or without a minus, or a minus before a value or quoted words.
FIELD = re.compile(
    r'(?<!\S)(?:(-?)(\w+):|(-)(?=[^\W\d]|"\w|(?:1[89]|20)\d\ds?(?!\S)|\d0s(?!\S)))("[^"]*"|\S+)'
)
NAMES = {
    "cast": "actor", "star": "actor", "with": "actor", "by": "director", "lang": "language",
    "certificate": "rated", "length": "runtime", "minutes": "runtime",
}  # fmt: skip
NUMBERS = {"year": "year", "runtime": "runtime", "rating": "ranks.rating"}
NUMBER = r"\d{1,5}(?:\.\d)?"
RANGE = re.compile(
    rf"(?P<low>{NUMBER})?(?:\.\.|-)(?P<high>{NUMBER})?"
    rf"|(?P<only>{NUMBER})(?P<decade>s?)|(?P<sign>[<>]=?)(?P<limit>{NUMBER})"
)
BOUNDS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
YEAR = re.compile(r"(?:1[89]|20)\d\d")
DECADES = {name: 1920 + 10 * n for n, name in enumerate(WORDS["numbers"]["decades"].split())}
NEW_DECADES = ("00", "10")  # of this century; others are of the last one
YEAR_BOUNDS = {
    "before": "..{before}", "until": "..{year}", "since": "{year}..", "after": "{after}..",
}  # fmt: skip
YEARS = re.compile(
    rf"(?:(?P<bound>{'|'.join(YEAR_BOUNDS)}) (?P<edge>{YEAR.pattern})"
    rf"|(?P<year>{YEAR.pattern})(?: (?:(?:to|and|until) )?(?P<last>{YEAR.pattern}))?"
    rf"|(?:nineteen )?(?P<name>{'|'.join(DECADES)})"
    r"|(?P<century>1[89]|20)?(?P<decade>\d0)s)(?!\S)"
)
NOISE_WORDS = frozenset(("film", "films", "movie", "movies"))
FILLERS = frozenset(WORDS["filler"].split())
MAX_FIELDS, MAX_PHRASE, MAX_TERMS, MIN_FORGIVEN = 10, 3, 8, 5
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of a query; the year and noise words that were set aside, if any.

    `compact` are the words run together, so that a space too many or too few is no mistake;
    `canonical` is the same of the words in one spelling: no articles, numerals as digits.
    """

    text: str
    words: tuple[str, ...]
    compact: str
    canonical: str
    terms: tuple[str, ...]  # the first words, cut to the stored length
    edits: int  # how many are tolerated at first
    year: int | None = None
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Sequence[str], text: str = "") -> "SearchText":
        compact, canonical = "".join(words), "".join(canonicalize(words))
        looked_up = keys.split_unspaced(words)[:MAX_WORDS]
        terms = tuple(word[: keys.MAX_WORD_LENGTH] for word in looked_up)
        edits = int(len(compact) >= keys.MIN_LENGTHS[1] - 1)
        return cls(text or " ".join(words), tuple(words), compact, canonical, terms, edits)

    @property
    def forms(self) -> tuple[str, str]:
        return self.compact, self.canonical

    def without_noise(self) -> "SearchText":
        """Set aside the last year and the noise words; a text without them is returned itself."""
        years = [at for at, word in enumerate(self.words) if YEAR.fullmatch(word)]
        noise = tuple(dict.fromkeys(w for w in self.words if w in NOISE_WORDS))
        for at in (*years[-1:], None):
            rest = [w for n, w in enumerate(self.words) if n != at and w not in NOISE_WORDS]
            if rest and len(rest) < len(self.words):
                year = None if at is None else int(self.words[at])
                return replace(SearchText.of(rest), year=year, dropped=noise)
        return self

    def without_year(self) -> "SearchText":
        """Drop the year that was set aside."""
        year = (str(self.year),) if self.year else ()
        return replace(self, year=None, dropped=(*self.dropped, *year))


def tokenize(text: str) -> SearchText:
    """Return the normalized words of a text; letters past the 200th are dropped."""
    text = text[:MAX_LENGTH]
    return SearchText.of(normalize(text).split(), text.strip())


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
        low, dots, high = self.value.partition("..")
        if ":" in self.typed or self.excludes:
            return self.label
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
            return f"{match[2] or ''} {match[4]}"
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
    name, value = (match[2] or "").casefold(), match[4].strip('"').strip()
    name = NAMES.get(name, name)
    filter_: Row = {}
    if match[3] and (words := normalize(value).split()):
        filter_ = {"search.words": {"$all": words}}
    elif name in NUMBERS and (bounds := parse_range(value, scale if name == "rating" else 100)):
        filter_ = {NUMBERS[name]: bounds}
    elif name in ROLES | FACETS and not (word := keys.field_word(name, value)).endswith(":"):
        filter_ = {"search.words": word}
    excludes = bool(match[1] or match[3])
    return FieldFilter(match[0], name, value, excludes, filter_) if filter_ else None


def parse_range(value: str, scale: int = 100) -> dict[str, int]:
    """Return bounds for `1980..1992`, `1980..`, `..1992`, `<100`, `>=100`, `1980` or `1980s`.

    With a scale, for ratings out of so many as ratings out of 100; larger ones are so already.
    """
    match = RANGE.fullmatch(value)
    if not match:
        return {}
    typed = {name: float(n) for name, n in match.groupdict().items() if n and n[0].isdigit()}
    factor = 100 / scale if max(typed.values(), default=0) <= scale else 1
    ends = {name: round(number * factor) for name, number in typed.items()}
    if sign := match["sign"]:
        return {BOUNDS[sign]: ends["limit"]}
    if "only" in ends:
        around = round(factor / 4) if factor > 1 else 0  # a rating is shown rounded
        last = ends["only"] + (9 if match["decade"] else around)
        return {"$gte": ends["only"] - around, "$lte": last}
    if len(ends) == 2 and ends["low"] > ends["high"]:
        return {}
    return {op: ends[end] for op, end in (("$gte", "low"), ("$lte", "high")) if end in ends}


def facet_keys(text: SearchText) -> list[str]:
    """Return the keys of the values that a text may name, or nearly so."""
    wanted: list[str] = []
    for start in range(len(text.terms)):
        for end in _ends_of_phrases(text.terms, start):
            phrase = "".join(text.terms[start:end])
            wanted.append(keys.exact_key(FACET, phrase))
            ends = (text.terms[start], text.terms[end - 1])
            if len(phrase) >= MIN_FORGIVEN and STOP_WORDS.isdisjoint(ends):
                wanted += keys.candidate_keys(phrase, FACET, 1)
    return wanted


def _ends_of_phrases(terms: Sequence[str], start: int) -> Sequence[int]:
    """Return where words from here on that may name a value end, the longest phrase first."""
    return range(min(len(terms), start + MAX_PHRASE), start, -1) if len(terms) <= MAX_TERMS else ()


def plain_filters(
    text: SearchText, rows: Iterable[Row]
) -> tuple[tuple[FieldFilter, ...], tuple[str, ...]]:
    """Return the filters that a text names in plain words, and its other words.

    The rows are the dictionary's entries of the keys above, and others.
    """
    terms, values = text.terms, [row for row in rows if row["kind"] == FACET]
    if terms[-1] in STOP_WORDS:
        return (), ()  # a title half typed: "crime of the"
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
    return tuple(filters), tuple(word for word in others if word not in FILLERS)


def _value(terms: Sequence[str], at: int, rows: Sequence[Row]) -> tuple[FieldFilter, int] | None:
    for end in _ends_of_phrases(terms, at) if rows else ():
        phrase = "".join(terms[at:end])
        for edits in (0, 1) if len(phrase) >= MIN_FORGIVEN else (0,):
            if named := [row for row in rows if _is_called(row, phrase, edits)]:
                return _filter_of(" ".join(terms[at:end]), named), end
    return None


def _is_called(row: Row, phrase: str, edits: int) -> bool:
    return any(keys.edit_distance(phrase, name, edits) <= edits for name in row["starts"])


def _filter_of(typed: str, rows: Sequence[Row]) -> FieldFilter:
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
        value = f"{DECADES[match['name']]}s"
    else:
        century = match["century"] or ("20" if match["decade"] in NEW_DECADES else "19")
        value = f"{century}{match['decade']}s"
    filter_ = FieldFilter(typed, "year", value, False, {"year": parse_range(value)})
    return filter_, at + len(typed.split())
