"""Candidates for a query: the films, people and words that its pipelines read, ranked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from rapidfuzz.distance import OSA

from ..documents import read_year
from . import keys
from .normalization import SearchText
from .pipelines import Row, Rows


@dataclass(frozen=True, slots=True)
class FilmMatch:
    """A film that a query may mean."""

    id: ObjectId
    title: str
    compact: str
    canonical: str
    popularity: float
    year: int | None = None

    @classmethod
    def from_row(cls, row: Row) -> "FilmMatch":
        """Read a film's document, cut to `FILM_FIELDS`."""
        search, ranks = row["search"], row.get("ranks") or {}
        title = str(row.get("title") or "")
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        return cls(row["_id"], title, search["title"], search["canonical"], popularity, year)


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person of the films, with the edit distance between the query and the name."""

    name: str
    films: int
    distance: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may answer a query: titles with their edit distance, prefixes, words; people; terms."""

    similar: Sequence[tuple[int, FilmMatch]]
    with_prefix: Sequence[FilmMatch]
    with_words: Sequence[FilmMatch]
    similar_people: Sequence[PersonMatch]
    people_with_prefix: Sequence[PersonMatch]
    known_words: Mapping[str, int]

    @property
    def exact(self) -> list[FilmMatch]:
        return [film for distance, film in self.similar if not distance]

    @property
    def has_title(self) -> bool:
        """Whether a film's title matches the words just as typed."""
        return bool(self.exact or self.with_prefix or self.with_words)

    @property
    def has_match(self) -> bool:
        """Whether a film or a person matches the words just as typed."""
        exact_person = any(not person.distance for person in self.similar_people)
        return bool(self.has_title or self.people_with_prefix or exact_person)


def candidates_from(rows: Rows, text: SearchText, prefix: str = "") -> Candidates:
    """Rank what the queries of the same text and prefix read."""
    terms = rows[prefix + "terms"]
    return Candidates(
        similar=rank_titles(rows[prefix + "similar"], text, text.edits),
        with_prefix=films_from(rows, prefix + "prefix", prefix + "canonical"),
        with_words=films_from(rows, prefix + "words"),
        similar_people=rank_people(terms, text.compact, text.edits),
        people_with_prefix=people_from(rows[prefix + "people"]),
        known_words=films_per_word(terms),
    )


def films_from(rows: Rows, *names: str) -> list[FilmMatch]:
    return [FilmMatch.from_row(row) for name in names for row in rows[name]]


def people_from(rows: Iterable[Row]) -> list[PersonMatch]:
    return [PersonMatch(row["name"], row["films"]) for row in rows]


def films_per_word(rows: Iterable[Row]) -> dict[str, int]:
    return {_word(row): row["films"] for row in rows if row["kind"] == keys.WORD}


def _word(row: Row) -> str:
    return str(row["_id"]).partition(":")[2]


def rank_titles(rows: Iterable[Row], text: SearchText, edits: int) -> list[tuple[int, FilmMatch]]:
    """Return the candidates that are at most so many edits away, each with its distance."""
    near = [
        (distance, FilmMatch.from_row(row))
        for row in rows
        if (distance := _distance(row["search"], text, edits)) <= edits
    ]
    return sorted(near, key=lambda match: _rank(match[0], match[1], text))


def _distance(stored: Mapping[str, str], text: SearchText, edits: int) -> int:
    """Return the edit distance in the form of the title in which it is less."""
    compact, canonical = stored["title"], stored["canonical"]
    distance = OSA.distance(text.canonical, canonical, score_cutoff=edits)
    if distance and (text.compact != text.canonical or compact != canonical):
        distance = min(distance, OSA.distance(text.compact, compact, score_cutoff=edits))
    return distance


def _rank(distance: int, film: FilmMatch, text: SearchText) -> tuple[Any, ...]:
    """Order by distance, by year, then a title just as typed, the same first letter, popularity."""
    years_apart = abs((film.year or 0) - text.year) if text.year else 0
    same_initial = text.compact[:1] in (film.compact[:1], film.canonical[:1])
    longer = abs(len(film.compact) - len(text.compact)) if distance else 0
    other_spelling = film.title.casefold() != text.text.casefold()
    unlike = (film.compact != text.compact, other_spelling, not same_initial, longer)
    return (distance, years_apart, *unlike, -film.popularity, film.id)


def rank_people(rows: Iterable[Row], name: str, edits: int) -> list[PersonMatch]:
    """Return the people whose full name is near enough: the nearest first, then the busiest."""
    people = [
        PersonMatch(row["name"], row["films"], distance)
        for row in rows
        if row["kind"] == keys.PERSON
        and (distance := OSA.distance(name, row["starts"][0], score_cutoff=edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.distance, -p.films, p.name))


def correct_words(words: Sequence[str], rows: Iterable[Row]) -> dict[str, str]:
    """Return for each word the nearest known one, the more common of two; others are left out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for row in rows:
        known, films = _word(row), row["films"]
        edits = keys.max_edits(known)
        for word in words:
            distance = OSA.distance(word, known, score_cutoff=edits)
            if distance <= edits:
                rank = (distance, word[0] != known[0], -films, known)
                best[word] = min(best.get(word, rank), rank)
    return {word: rank[-1] for word, rank in best.items()}
