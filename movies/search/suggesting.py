"""Films and people while somebody types: one command a letter."""

from dataclasses import dataclass

from bson import ObjectId

from ..documents import read_text, read_year
from . import names, titles
from .asking import FILMS, TERMS, Stages, ask
from .film_keys import BEGINS, FIRST_LETTERS
from .finding import typed_as

MOST, MOST_PEOPLE, LEAST = 8, 3, 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film, or with no id a person, whose name begins as typed."""

    title: str
    year: int | None = None
    movie_id: ObjectId | None = None


def beginning(text: str) -> list[Suggestion]:
    """Give films, then people, that begin so, from the second letter on (`title_begins`, `begins`).

    A few letters suggest popular films (`words`); more of them the shortest titles.
    """
    typed = typed_as(text)
    if len(typed.raw) < LEAST:
        return []
    rows = ask(
        {
            "films": (FILMS, _films(typed.raw)),
            "people": (TERMS, names.beginning(typed.raw, MOST)),
        }
    )
    people = [Suggestion(row["name"]) for row in rows["people"]]
    films = [
        Suggestion(
            read_text(row.get("title")) or "Untitled", read_year(row.get("year")), row["_id"]
        )
        for row in rows["films"]
    ]
    films = films[: MOST - min(MOST_PEOPLE, len(people))]
    return [*films, *people[: MOST - len(films)]]


def _films(form: str) -> Stages:
    if len(form) in FIRST_LETTERS:
        return titles.having_words([BEGINS + form], MOST)
    return titles.beginning(form, MOST)
