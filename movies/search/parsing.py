"""What a query says: words, a year, and filters, typed as fields or in plain words.

Fields are `year:1980..1992` or `-genre:horror`; plain words are "80s horror" or "-horror".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from . import keys
from .facet_names import VALUES_CALLED
from .keys import FACET, FACETS, MAX_LENGTH, ROLES, STOP_WORDS, WORDS, canonicalize, normalize

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
    rf"(?P<low>{NUMBER})?(?:\.\.|[-–+])(?P<high>{NUMBER})?"
    rf"|(?P<only>{NUMBER})(?P<decade>(?<=\d{{3}}0)s)?|(?P<sign>[<>]=?)(?P<limit>{NUMBER})"
)
BOUNDS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
SIGN_WORDS = {"<": "before", "<=": "until", ">": "after", ">=": "since"}
YEAR = re.compile(r"(?:1[89]|20)\d\d")
SIGNED_YEAR = re.compile(rf"(?<!\S)(?:([<>]=?) ?({YEAR.pattern})|({YEAR.pattern})\+)(?!\S)")
SPACE_AFTER_NAME = re.compile(
    rf"(?<!\S)(-?(?:{'|'.join((*ROLES, *FACETS, *NUMBERS))}):) +(?!(?:the|an?)\b)(?=\S)", re.I
)
DECADES = {name: 1920 + 10 * n for n, name in enumerate(WORDS["numbers"]["decades"].split())}
# By word: the range that it means, which end of the year or decade bounds it, and an offset.
YEAR_BOUNDS = {
    "before": ("..{}", 0, -1), "until": ("..{}", 1, 0), "since": ("{}..", 0, 0),
    "pre": ("..{}", 0, -1), "earlier": ("..{}", 1, 0), "later": ("{}..", 0, 0),
    "after": ("{}..", 1, 1), "post": ("{}..", 1, 1),
}  # fmt: skip
SPAN = rf"(?:{YEAR.pattern}|(?:nineteen )?(?:{'|'.join(DECADES)})|(?:1[89]|20)?\d0s)"
YEARS = re.compile(
    rf"(?:(?P<bound>before|pre|until|since|after|post) |between )?(?:the )?(?P<first>{SPAN})(?: (?:"
    rf"or (?P<side>earlier|later)|(?:(?:to|and|or|until) )?(?P<last>{SPAN}|(?<=\d{{4}} )\d\d)))?"
    r"(?!\S)"
)
# A match of YEARS begins with one of these words, or with digits.
YEAR_WORDS = {*YEAR_BOUNDS, *DECADES, "between", "nineteen", "the"}
NOISE_WORDS = frozenset(("film", "films", "movie", "movies"))
FILLERS = frozenset(WORDS["filler"].split())
MAX_FIELDS, MAX_WORDS, MAX_PHRASE, MAX_TERMS, MIN_FORGIVEN, MAX_YEAR_WORDS = 10, 12, 3, 8, 5, 5
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
    """Return the normalized words of a text; characters past the 200th are dropped."""
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
        name = "certificate" if self.name == "rated" else self.name
        label = f"{name}: {self.value}" if name else self.value
        return gettext("not %(value)s") % {"value": label} if self.excludes else label

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
    """Split a query into words and fields, ratings out of `scale`; unknown fields are words."""
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


def spell_out(query: str) -> str:
    """Return a query with ">1950" and "1950+" in words, and no space after a field's name."""
    if not {*"<>+"}.isdisjoint(query):
        query = SIGNED_YEAR.sub(lambda m: f"{SIGN_WORDS[m[1] or '>=']} {m[2] or m[3]}", query)
    return SPACE_AFTER_NAME.sub(r"\1", query) if ": " in query else query


def remove_field(query: str, typed: str) -> str:
    """Return a query without one of its field filters, or without those plain words."""
    end = "" if typed.endswith('"') else r"(?!\S)"  # text may be glued to a closing quote
    pattern = rf"(?<!\S){re.escape(typed)}{end}"
    if ":" not in typed:  # these words are normalized: "sci fi" may have been "Sci-Fi"
        letters = r"\W*".join(map(re.escape, typed.replace(" ", "")))
        pattern = rf"(?<!\w)'?{letters}(?!\w)"
    return " ".join(re.sub(pattern, " ", spell_out(query), count=1, flags=re.I).split())


def _field_filter(match: re.Match[str], scale: int) -> FieldFilter | None:
    name, value = (match[2] or "").casefold(), match[4].strip('"').strip()
    name, words = NAMES.get(name, name), normalize(value).split()
    filter_: Row = {}
    if match[3] and words:
        filter_ = {"search.words": {"$all": words}}
    elif name in NUMBERS and (bounds := parse_range(value, scale if name == "rating" else 100)):
        filter_ = {NUMBERS[name]: bounds}
    elif words and name == "year" and (named := _years(words, 0)) and named[1] == len(words):
        filter_, value = named[0].match, named[0].value
    elif name in ROLES | FACETS and not (word := keys.field_word(name, value)).endswith(":"):
        same = VALUES_CALLED.get(word)
        filter_ = {"search.words": {"$in": [word, *same]} if same else word}
    excludes = bool(match[1] or match[3])
    return FieldFilter(match[0], name, value, excludes, filter_) if filter_ else None


def parse_range(value: str, scale: int = 100) -> dict[str, int]:
    """Return bounds for `1980..1992`, `1980-`, `..1992`, `<100`, `>=100`, `1980`, `1980s`, `4½`.

    With a scale, for ratings out of so many as ratings out of 100; larger ones are so already.
    """
    match = RANGE.fullmatch(value.replace("½", ".5"))
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
    values = iter(sorted(ends.values()))
    return {op: next(values) for op, end in (("$gte", "low"), ("$lte", "high")) if end in ends}


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
    """Return the filters that plain words name, by entries of the dictionary, and other words."""
    terms, values = text.terms, [row for row in rows if row["kind"] == FACET]
    if terms[-1] in STOP_WORDS:
        return (), ()  # a title half typed: "crime of the"
    filters: list[FieldFilter] = []
    others: list[str] = []
    at = 0
    while at < len(terms):
        if named := _years(terms, at) or _value(terms, at, values):
            at = named[1]
            filters.append(named[0])
        else:
            others.append(terms[at])
            at += 1
    return tuple(filters), tuple(word for word in others if word not in FILLERS)


def _value(terms: Sequence[str], at: int, rows: Sequence[Row]) -> tuple[FieldFilter, int] | None:
    for end in _ends_of_phrases(terms, at) if rows else ():
        typed, phrase = " ".join(terms[at:end]), "".join(terms[at:end])
        if named := [row for row in rows if phrase in row["starts"]]:
            return _filter_of(typed, typed, named), end
        names = ((n, row) for row in rows for n in row["starts"] if len(phrase) >= MIN_FORGIVEN)
        near = [(n, row) for n, row in names if keys.edit_distance(phrase, n, 1) <= 1]
        if near:
            rows_by_id = {row["_id"]: row for _, row in near}
            return _filter_of(typed, near[0][0], list(rows_by_id.values())), end
    return None


def _filter_of(typed: str, called: str, rows: Sequence[Row]) -> FieldFilter:
    words = [row["_id"].partition(":")[2] for row in rows]
    name, *others = {word.partition(":")[0] for word in words}
    most = max(rows, key=lambda row: (row["films"], row["_id"]))["name"]
    name, value = ("", called.capitalize()) if others else (name, most)
    return FieldFilter(typed, name, value, False, {"search.words": {"$in": sorted(words)}})


def _years(terms: Sequence[str], at: int) -> tuple[FieldFilter, int] | None:
    """Return the filter of years, decades or a range of them, and where its words end."""
    may_be = terms[at][0].isdecimal() or terms[at] in YEAR_WORDS
    match = YEARS.match(" ".join(terms[at : at + MAX_YEAR_WORDS])) if may_be else None
    if not match:
        return None
    first, last = match["first"], match["last"]
    typed, (low, high), word = match[0], _span(first), match["bound"] or match["side"]
    value = first if low == high else f"{low}s"
    if last:
        end = _span(last if len(last) > 2 else first[:2] + last)[1]
        typed = typed if end > high and not word else typed[: match.end("first")]
        value = f"{low}..{end}" if end > high else value
    if word:
        form, side, by = YEAR_BOUNDS[word]
        value = form.format((low, high)[side] + by)
    filter_ = FieldFilter(typed, "year", value, False, {"year": parse_range(value)})
    return filter_, at + len(typed.split())


def _span(text: str) -> tuple[int, int]:
    """Return the first and the last year of "1984", "1980s", "80s" or "eighties"."""
    word = text.split()[-1]
    digits = word.removesuffix("s")
    if not digits.isdecimal():
        return DECADES[word], DECADES[word] + 9
    year = int(digits if len(digits) > 2 else ("20" if digits < "20" else "19") + digits)
    return year, year + 9 * word.endswith("s")
