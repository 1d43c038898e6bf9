"""What is asked of a query, and what one command told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import names, titles
from .asking import FILMS, TERMS, Stages
from .folding import canonical
from .names import PersonHit
from .segments import FORGIVES
from .titles import Hit, Typed

# How many films are ranked by title; further ones come by their words, popular ones first.
BEST, ENOUGH, PEOPLE = 30, 10, 6
Questions = dict[str, tuple[str, Stages]]
Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one command told of a query: films `away` by mistakes, and by words; people; words."""

    people_near: tuple[PersonHit, ...]
    people_begin: tuple[PersonHit, ...]
    known: Mapping[str, int]
    near: tuple[tuple[int, Hit], ...] = ()
    begin: tuple[Hit, ...] = ()
    have: tuple[Hit, ...] = ()

    @property
    def exact(self) -> list[Hit]:
        """Give the films that are called so."""
        return [hit for away, hit in self.near if not away]

    @property
    def by_title(self) -> bool:
        """Tell whether a film's title answers to the words just as typed."""
        return bool(self.exact or self.begin or self.have)

    @property
    def as_typed(self) -> bool:
        """Tell whether a film or a person answers to the words just as typed."""
        named = any(not person.away for person in self.people_near)
        return bool(self.by_title or self.people_begin or named)


def mistakes_in(typed: Typed) -> int:
    """Give how many mistakes are looked for at first: one, where the text is long enough."""
    return int(len(typed.raw) >= FORGIVES[1] - 1)


def questions(typed: Typed, edits: int, mark: str = "") -> Questions:
    """Give what to ask of a query; the names of the questions begin with the mark."""
    return {
        **title_questions(typed, edits, mark),
        mark + "known": (TERMS, names.known(typed.raw, typed.few, edits)),
        mark + "people": (TERMS, names.beginning(typed.raw, PEOPLE)),
    }


def title_questions(typed: Typed, edits: int, mark: str) -> Questions:
    """Give what to ask of titles."""
    loosely = typed.canonical if typed.canonical != typed.raw else ""
    return {
        mark + "called": (FILMS, titles.called(typed, edits)),
        mark + "begin": (FILMS, titles.beginning(typed.raw, BEST, typed.year)),
        mark + "begin_loosely": (FILMS, titles.beginning(loosely, ENOUGH, typed.year)),
        mark + "have": (FILMS, titles.having(canonical(typed.few), ENOUGH, typed.year)),
    }


def answers(rows: Rows, typed: Typed, edits: int, mark: str = "") -> Answers:
    """Read what the questions of the same query and mark were answered."""
    named = Answers(
        people_near=tuple(names.people_near(rows[mark + "known"], typed.raw, edits)),
        people_begin=tuple(names.people(rows[mark + "people"])),
        known=names.films_of_words(rows[mark + "known"]),
    )
    return with_titles(named, rows, typed, edits, mark)


def with_titles(named: Answers, rows: Rows, typed: Typed, edits: int, mark: str) -> Answers:
    """Give answers about people and words with those about titles."""
    begin = [*rows[mark + "begin"], *rows[mark + "begin_loosely"]]
    return replace(
        named,
        near=tuple(titles.ranked(rows[mark + "called"], typed, edits)),
        begin=tuple(map(Hit.from_row, begin)),
        have=tuple(map(Hit.from_row, rows[mark + "have"])),
    )
