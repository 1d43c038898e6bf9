"""Words with a field before them: `director:"sam raimi" year:1980..1992 -genre:comedy`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .film_keys import FACTS, ROLES, token
from .folding import LONGEST

PATTERN = re.compile(r"(?<!\S)(-?)(\w+):(\"[^\"]*\"|\S+)")
RANGE = re.compile(r"(?:(\d{1,5})?(\.\.|-)(\d{1,5})?|(\d{1,5})(s?)|([<>])(=?)(\d{1,5}))")
NAMES = {
    **{name: name for name in (*ROLES, *FACTS)},
    **{"cast": "actor", "star": "actor", "with": "actor", "by": "director", "lang": "language"},
    **{"certificate": "rated", "length": "runtime", "minutes": "runtime"},
}
NUMBERS = {"year": "year", "runtime": "runtime", "rating": "ranks.rating"}
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Field:
    """A fielded word as typed, what it filters by, and whether it excludes."""

    typed: str
    name: str
    value: str
    excludes: bool
    match: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Give it as a chip says it."""
        return f"{'not ' if self.excludes else ''}{self.name}: {self.value}"

    def filter(self) -> dict[str, Any]:
        """Give the filter; its operators are ours, and the user's words are only values."""
        return {"$nor": [dict(self.match)]} if self.excludes else dict(self.match)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query taken apart: plain words, fielded ones, and those that were not understood."""

    text: str
    fields: tuple[Field, ...] = ()
    unread: tuple[str, ...] = ()


def parse(query: str) -> Parsed:
    """Take a query apart; a field that nobody knows is left among the words, and is told."""
    fields: list[Field] = []
    unread: list[str] = []

    def take(found: re.Match[str]) -> str:
        field = _field(found) if len(fields) < MOST_FIELDS else None
        if field is None:
            unread.append(found[0])
            return f"{found[2]} {found[3]}"
        fields.append(field)
        return " "

    text = " ".join(PATTERN.sub(take, query[:LONGEST]).split())
    return Parsed(text, tuple(fields), tuple(unread))


def without(query: str, typed: str) -> str:
    """Give a query without one of its fielded words."""
    ends = "" if typed.endswith('"') else r"(?!\S)"  # text may be glued to a closing quote
    whole = re.compile(rf"(?<!\S){re.escape(typed)}{ends}")
    return " ".join(whole.sub(" ", query, count=1).split())


def _field(found: re.Match[str]) -> Field | None:
    minus, name, value = found[1], found[2].casefold(), found[3].strip('"').strip()
    name = NAMES.get(name, name)
    match = _match(name, value) if name in NAMES.values() or name in NUMBERS else None
    return Field(found[0], name, value, bool(minus), match) if match else None


def _match(name: str, value: str) -> dict[str, Any] | None:
    if path := NUMBERS.get(name):
        bounds = bounds_of(value)
        return {path: bounds} if bounds else None
    word = token(name, value)
    return None if word.endswith(":") else {"search.words": word}


def bounds_of(value: str) -> dict[str, int]:
    """Read `1980..1992`, `1980..`, `..1992`, `<100`, `>=100`, `1980` or `1980s`; or nothing."""
    found = RANGE.fullmatch(value)
    if not found:
        return {}
    low, _, high, alone, decade, sign, equal, limit = found.groups()
    if sign:
        return {{"<": "$lt", ">": "$gt"}[sign] + ("e" if equal else ""): int(limit)}
    if alone:
        return {"$gte": int(alone), "$lte": int(alone) + (9 if decade else 0)}
    ends = {"$gte": low, "$lte": high}
    if low and high and int(low) > int(high):
        return {}
    return {operator: int(end) for operator, end in ends.items() if end}
