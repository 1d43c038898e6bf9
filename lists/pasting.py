"""Titles that somebody pastes, and the films that they mean."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bson import ObjectId

from movies.documents import MovieCard
from movies.queries import find_namesakes, get_page
from movies.search.candidates import FilmMatch
from movies.search.engine import resolve
from movies.search.keys import normalize
from movies.search.parsing import SearchText, tokenize
from movies.selection import SearchResult, Selection

BULLET = re.compile(r"^(?:[-*•–]\s+|\d{1,4}[.)]\s+)")
TITLE_AND_YEAR = re.compile(r"(.*[^\s,;])[\s,;]*[\s,;(\[]((?:18|19|20)\d\d)[)\]]?")
MAX_CHOICES, MAX_FOUND = 5, 20


@dataclass(frozen=True, slots=True)
class PastedTitle:
    """A line, the film that it surely means, or films to choose from; perhaps in the list already.

    A film is sure where title and year are exactly those of one film; `likely` is the id of the
    only one of the title, or of the only one that a search allowing for typos finds.
    """

    line: str
    sure: MovieCard | None = None
    choices: tuple[MovieCard, ...] = ()
    likely: str = ""
    is_in_list: bool = False


def resolve_titles(lines: Sequence[str], present: Container[ObjectId]) -> list[PastedTitle]:
    """Return the film that each line means, by the indexes of the search."""
    return [_resolve(line, present) for line in dict.fromkeys(lines)]


def _resolve(line: str, present: Container[ObjectId]) -> PastedTitle:
    text = BULLET.sub("", line) or line
    parts = TITLE_AND_YEAR.fullmatch(text)
    if parts:
        year = int(parts[2])
        same = [card for card in find_namesakes(parts[1], year) if card.year == year]
        if len(same) == 1:
            return PastedTitle(line, same[0], is_in_list=ObjectId(same[0].id) in present)
    choices = find_namesakes(text, None) or (find_namesakes(parts[1], None) if parts else [])
    if not choices:
        choices = _similar(text)
    likely = choices[0].id if len(choices) == 1 else ""
    return PastedTitle(line, choices=tuple(choices[:MAX_CHOICES]), likely=likely)


def _similar(text: str) -> list[MovieCard]:
    """Return films whose titles are like a text; a search also finds what a plot or a name says."""
    selection = resolve(Selection(q=text))
    result, meant = selection.query.result if selection.query else SearchResult(), tokenize(text)
    near = {str(film.id) for film in result.films if _is_similar(film, meant, result)}
    found = get_page(selection, 1, MAX_FOUND, total=MAX_FOUND).items if near else ()
    return [card for card in found if card.id in near]


def _is_similar(film: FilmMatch, text: SearchText, result: SearchResult) -> bool:
    """Return whether a title differs by typos, has all words that count, or has no others."""
    words, typed = set(normalize(film.title).split()), set(normalize(text.text).split())
    has_all = words.issuperset(result.required_words) and not result.dropped
    is_alike = film.distance or film.has_alias(text) or film.compact.startswith(text.compact)
    return bool(is_alike or has_all or words <= typed)
