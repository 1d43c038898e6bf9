"""Titles that somebody pastes, and the films that they mean."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bson import ObjectId

from movies.documents import MovieCard
from movies.queries import find_namesakes, get_page
from movies.selection import Selection

BULLET = re.compile(r"^(?:[-*•–]\s+|\d{1,4}[.)]\s+)")
TITLE_AND_YEAR = re.compile(r"(.*[^\s,;])[\s,;]*[\s,;(\[]((?:18|19|20)\d\d)[)\]]?")
MAX_CHOICES = 5


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
        choices = list(get_page(Selection(q=text), 1, MAX_CHOICES, total=MAX_CHOICES).items)
    likely = choices[0].id if len(choices) == 1 else ""
    return PastedTitle(line, choices=tuple(choices[:MAX_CHOICES]), likely=likely)
