"""Suggestions while typing: films and people whose names begin as typed."""

from dataclasses import dataclass

from bson import ObjectId

from ..documents import read_year, title_or_untitled
from . import candidates, keys
from .candidates import run_queries
from .parsing import tokenize

MAX_SUGGESTIONS, MAX_SUGGESTED_PEOPLE, MIN_LETTERS = 8, 3, 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film, or with no id a person, whose name begins as typed."""

    title: str
    year: int | None = None
    movie_id: ObjectId | None = None


def find_suggestions(query: str) -> list[Suggestion]:
    """Return films, then people, that begin so, from the second letter on; in one command.

    Few letters suggest popular films (index `words`), more of them the shortest titles
    (`title_begins`); people come from `begins`.
    """
    prefix = tokenize(query).compact
    if len(prefix) < MIN_LETTERS:
        return []
    films = candidates.titles_with_prefix_query(prefix, MAX_SUGGESTIONS)
    if len(prefix) in keys.SHORT_PREFIX_LENGTHS:
        films = candidates.films_with_words_query([keys.SHORT_PREFIX + prefix], MAX_SUGGESTIONS)
    people = candidates.people_with_prefix_query(prefix, MAX_SUGGESTIONS)
    rows = run_queries({"films": films, "people": people})
    names = [Suggestion(row["name"]) for row in rows["people"]]
    room = MAX_SUGGESTIONS - min(MAX_SUGGESTED_PEOPLE, len(names))
    titles = [
        Suggestion(title_or_untitled(d), read_year(d.get("year")), d["_id"])
        for d in rows["films"][:room]
    ]
    return [*titles, *names[: MAX_SUGGESTIONS - len(titles)]]
