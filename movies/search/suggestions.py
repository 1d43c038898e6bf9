"""Suggestions while typing: films and people, in one command a letter."""

from dataclasses import dataclass

from bson import ObjectId

from ..documents import read_text, read_year
from .candidates import films_with_words, people_with_prefix, run_queries, titles_with_prefix
from .keys import SHORT_PREFIX, SHORT_PREFIX_LENGTHS
from .normalization import tokenize

MAX_SUGGESTIONS, MAX_PEOPLE, MIN_LETTERS = 8, 3, 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film, or with no id a person, whose name begins as typed."""

    title: str
    year: int | None = None
    movie_id: ObjectId | None = None


def suggest(query: str) -> list[Suggestion]:
    """Return films, then people, that begin so, from the second letter on.

    Few letters suggest popular films (index `words`), more of them the shortest titles
    (`title_begins`); people come from `begins`.
    """
    prefix = tokenize(query).compact
    if len(prefix) < MIN_LETTERS:
        return []
    films_query = titles_with_prefix(prefix, MAX_SUGGESTIONS)
    if len(prefix) in SHORT_PREFIX_LENGTHS:
        films_query = films_with_words([SHORT_PREFIX + prefix], MAX_SUGGESTIONS)
    people_query = people_with_prefix(prefix, MAX_SUGGESTIONS)
    rows = run_queries({"films": films_query, "people": people_query})
    people = [Suggestion(row["name"]) for row in rows["people"]]
    room = MAX_SUGGESTIONS - min(MAX_PEOPLE, len(people))
    films = [
        Suggestion(
            read_text(row.get("title")) or "Untitled", read_year(row.get("year")), row["_id"]
        )
        for row in rows["films"][:room]
    ]
    return [*films, *people[: MAX_SUGGESTIONS - len(films)]]
