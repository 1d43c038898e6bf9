"""People by their names, and words by their spelling: what `search_terms` knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import segments
from .asking import Stages
from .dictionary import PERSON, WORD
from .film_keys import exact, longest_beginning, nearly
from .mistakes import mistakes
from .titles import AT_THE_END

MOST_CANDIDATES = 1500
FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody of the films; `away` counts the mistakes between the query and the name."""

    name: str
    films: int
    away: int = 0


def known(whole: str, words: Sequence[str], edits: int) -> Stages:
    """Ask for people of nearly this name, and for what is known of the words (`keys`)."""
    return _with_keys([*nearly(PERSON, whole, edits), *(exact(WORD, word) for word in words)])


def _with_keys(wanted: Iterable[str]) -> Stages:
    match = {"keys": {"$in": list(dict.fromkeys(wanted))}}
    return [{"$match": match}, {"$limit": MOST_CANDIDATES}, {"$project": FIELDS}]


def people_near(rows: Rows, whole: str, edits: int) -> list[PersonHit]:
    """Give those people whose whole name is near enough: the nearest first, then the busiest."""
    people = [
        PersonHit(row["name"], row["films"], away)
        for row in rows
        if row["kind"] == PERSON and (away := mistakes(whole, row["starts"][0], edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.away, -p.films, p.name))


def films_of_words(rows: Rows) -> dict[str, int]:
    """Give in how many films each known word is."""
    return {_word(row): row["films"] for row in rows if row["kind"] == WORD}


def _word(row: Mapping[str, Any]) -> str:
    return str(row["_id"]).partition(":")[2]


def beginning(text: str, size: int) -> Stages:
    """Ask for people of whose name a word begins so, those with most films first (`begins`)."""
    begin = longest_beginning(text)
    if not begin:
        return []
    match: dict[str, Any] = {"begins": begin}
    if begin != text:
        match["starts"] = {"$elemMatch": {"$gte": text, "$lt": text + AT_THE_END}}
    order = {"films": -1, "_id": 1}
    return [{"$match": match}, {"$sort": order}, {"$limit": size}, {"$project": FIELDS}]


def people(rows: Rows) -> list[PersonHit]:
    """Give people in the order of the rows."""
    return [PersonHit(row["name"], row["films"]) for row in rows]


def similar(words: Iterable[str]) -> Stages:
    """Ask for words that these may be misspellings of (`keys`)."""
    return _with_keys(
        key
        for word in words
        for edits in segments.FORGIVES
        for key in (*segments.probes(word, WORD, edits), *_swaps(word))
    )


def _swaps(word: str) -> list[str]:
    return [exact(WORD, other) for other in segments.mended(word, 1)]


def put_right(words: Sequence[str], rows: Rows) -> dict[str, str]:
    """Give for each word the nearest known one, the more common of two; or leave it out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for row in rows:
        meant, films = _word(row), row["films"]
        for word in words:
            away = mistakes(word, meant, segments.forgiven(meant))
            if away <= segments.forgiven(meant):
                rank = (away, word[0] != meant[0], -films, meant)
                best[word] = min(best.get(word, rank), rank)
    return {word: rank[-1] for word, rank in best.items()}
