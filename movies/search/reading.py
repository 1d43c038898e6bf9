"""A whole query read: its fielded words as filters, and what its plain words mean."""

from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId

from . import names
from .asking import TERMS, ask
from .fielded import Field, Parsed, parse
from .film_keys import ROLES, token
from .finding import Found, look_up
from .folding import compact, folded
from .names import PersonHit
from .titles import words_filter

# Names of more letters than these may have two mistakes.
LONG = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query was read as: filters to be met, and films that answer to its words."""

    parsed: Parsed
    found: Found

    @property
    def ids(self) -> list[ObjectId]:
        """Give the ids of the films that are ranked, the best first."""
        return self.found.ids

    @property
    def instead(self) -> str:
        """Give what was searched for when the words were taken otherwise, or empty."""
        return self.found.instead

    def names(self, field: str) -> bool:
        """Tell whether a fielded word is about this."""
        return any(word.name == field for word in self.parsed.fields)

    def field_filters(self) -> list[dict[str, Any]]:
        """Give the filters of the fielded words."""
        return [field.filter() for field in self.parsed.fields]

    def text_filter(self) -> dict[str, Any] | None:
        """Give the filter of the plain words; None where there are only fielded ones."""
        if not self.parsed.text and self.parsed.fields:
            return None
        ranked = {"_id": {"$in": self.ids}}
        if not self.found.words:
            return ranked
        return {"$or": [ranked, self.further_filter()]}

    def further_filter(self) -> dict[str, Any]:
        """Give the filter of films that have all the words somewhere."""
        return words_filter(self.found.words, self.found.year)


def read(query: str, *, forgiving: bool = True) -> Reading:
    """Read a query; what is misspelt is forgiven, in names of fielded words too."""
    parsed = parse(query)
    if forgiving:
        parsed = replace(parsed, fields=_people_put_right(parsed.fields))
    return Reading(parsed, look_up(parsed.text, forgiving=forgiving) if parsed.text else Found())


def _people_put_right(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Take the names in fielded words for the people of the catalogue that are called so."""
    return tuple(_meant(field) if field.name in ROLES else field for field in fields)


def _meant(field: Field) -> Field:
    words = folded(field.value).split()
    people = _people_called(words)
    if not people:
        return field
    match = {"search.words": token(field.name, people[0].name)}
    return replace(field, value=people[0].name, match=match)


def _people_called(words: list[str]) -> list[PersonHit]:
    """Give people of this name, else whose name begins so, else two mistakes away."""
    whole = compact(words)
    rows = ask(
        {
            "near": (TERMS, names.known(whole, (), 1)),
            "far": (TERMS, names.known(whole, (), 2) if len(whole) > LONG else []),
            "begin": (TERMS, names.beginning(whole, 1)),
            "similar": (TERMS, names.similar(words)),
        }
    )
    near = names.people_near([*rows["near"], *rows["far"]], whole, 2)
    exact = [person for person in near if not person.away]
    return exact or names.people(rows["begin"]) or near or _put_right(words, rows["similar"])


def _put_right(words: list[str], similar: list[dict[str, Any]]) -> list[PersonHit]:
    better = names.put_right(words, similar)
    whole = compact([better.get(word, word) for word in words])
    return names.people(ask({"begin": (TERMS, names.beginning(whole, 1))})["begin"])
