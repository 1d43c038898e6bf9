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
from .titles import words_filter


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
        return words_filter(self.found.words)


def read(query: str, *, forgiving: bool = True) -> Reading:
    """Read a query; what is misspelt is forgiven, in names of fielded words too."""
    parsed = parse(query)
    if forgiving:
        parsed = replace(parsed, fields=_people_put_right(parsed.fields))
    return Reading(parsed, look_up(parsed.text, forgiving=forgiving) if parsed.text else Found())


def _people_put_right(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Take the names in fielded words for the people of the catalogue that are called so."""
    asked: dict[str, Any] = {}
    for at, field in enumerate(fields):
        if field.name in ROLES:
            whole = compact(folded(field.value).split())
            asked[f"near{at}"] = (TERMS, names.known(whole, (), 1))
            asked[f"far{at}"] = (TERMS, names.known(whole, (), 2) if len(whole) > 5 else [])
            asked[f"begin{at}"] = (TERMS, names.beginning(whole, 1))
    rows = ask(asked)
    return tuple(
        _meant(field, rows[f"near{at}"] + rows[f"far{at}"], rows[f"begin{at}"])
        if field.name in ROLES
        else field
        for at, field in enumerate(fields)
    )


def _meant(field: Field, near: list[dict[str, Any]], begin: list[dict[str, Any]]) -> Field:
    whole = compact(folded(field.value).split())
    people = names.people_near(near, whole, 2)
    exact = [person for person in people if not person.away]
    found = exact or names.people(begin) or people
    if not found:
        return field
    name = found[0].name
    return replace(field, value=name, match={"search.words": token(field.name, name)})
