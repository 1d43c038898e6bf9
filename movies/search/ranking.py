"""What a query may mean: films and people, the likeliest first; words corrected or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from bson import ObjectId
from rapidfuzz.distance import OSA

from ..documents import read_year
from . import keys
from .keys import SearchText
from .spelling import WORDS

YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
# Of films that are called as typed, the one that people mean: how many powers of ten more votes a
# film must have if its title is written otherwise, is that without its article, or has a subtitle.
OTHER_SPELLING, OTHER_FORM, ALIAS = 1, 3, 1
MAX_CALLED_SO = 2
# Drop one known word only in queries of 2 to 5 words: each alternative is one more query.
MIN_WORDS, MAX_WORDS = 2, 5
# Words beside a title that say nothing about the film.
UNSAID_WORDS = keys.STOP_WORDS | keys.NOISE_WORDS | frozenset(WORDS["unsaid"].split())

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FilmMatch:
    """A film that a query may mean."""

    id: ObjectId
    title: str
    compact: str
    canonical: str
    aliases: frozenset[str]
    popularity: float
    year: int | None = None

    @classmethod
    def from_row(cls, row: Row) -> "FilmMatch":
        """Read a film's document, cut to `FILM_FIELDS`."""
        search, ranks = row["search"], row.get("ranks") or {}
        title = str(row.get("title") or "")
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        forms = (search["title"], search["canonical"], frozenset(search.get("aliases", ())))
        return cls(row["_id"], title, *forms, popularity, year)

    def distance_from(self, text: SearchText, edits: int) -> int:
        """Return the edit distance in the form of the title in which it is least."""
        distance = OSA.distance(text.canonical, self.canonical, score_cutoff=edits)
        if distance and (text.compact != text.canonical or self.compact != self.canonical):
            compact = OSA.distance(text.compact, self.compact, score_cutoff=edits)
            distance = min(distance, compact)
        return 0 if distance and self.has_alias(text) else distance

    def has_alias(self, text: SearchText) -> bool:
        return not self.aliases.isdisjoint((text.compact, text.canonical))

    def unlikeness(self, text: SearchText) -> float:
        """Return how much more popular the film must be than one whose title is just the text."""
        if self.compact != text.compact:
            return OTHER_FORM + ALIAS * self.has_alias(text)
        return OTHER_SPELLING * (self.title.casefold() != text.text.casefold())


class ContainedTitle(NamedTuple):
    """A film whose title is part of a query, and the query's words that it does not have."""

    film: FilmMatch
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person of the films, with the edit distance between the query and the name."""

    name: str
    films: int
    distance: int = field(default=0, compare=False)


def films_per_word(rows: Iterable[Row]) -> dict[str, int]:
    words = (row for row in rows if row["kind"] == keys.WORD)
    return {row["_id"].partition(":")[2]: row["films"] for row in words}


def correct_words(words: Sequence[str], known: Mapping[str, int]) -> dict[str, str]:
    """Return for each word the nearest known one, the more common of two; others are left out."""
    best: dict[str, tuple[int, bool, int, str]] = {}
    for other, films in known.items():
        edits = keys.max_edits(other)
        for word in words:
            distance = OSA.distance(word, other, score_cutoff=edits)
            if distance <= edits:
                rank = (distance, word[0] != other[0], -films, other)
                best[word] = min(best.get(word, rank), rank)
    return {word: rank[-1] for word, rank in best.items()}


def rank_titles(rows: Iterable[Row], text: SearchText, edits: int) -> list[tuple[int, FilmMatch]]:
    """Return the candidates that are at most `edits` edits away, each with its distance."""

    def rank(match: tuple[int, FilmMatch]) -> tuple[Any, ...]:
        distance, film = match
        years_apart = abs((film.year or 0) - text.year) if text.year else 0
        other_initial = text.compact[:1] not in (film.compact[:1], film.canonical[:1])
        longer = abs(len(film.compact) - len(text.compact))
        unlike = film.unlikeness(text)
        if not distance:  # the one that people mean
            return (0, years_apart, unlike - film.popularity, -(film.year or 0), film.id)
        return (distance, years_apart, unlike, other_initial, longer, -film.popularity, film.id)

    near = [
        (distance, film)
        for film in map(FilmMatch.from_row, rows)
        if (distance := film.distance_from(text, edits)) <= edits
    ]
    near.sort(key=rank)
    called_so = [match for match in near if not match[0] and match[1].has_alias(text)]
    return [match for match in near if match not in called_so[MAX_CALLED_SO:]]


def rank_contained(rows: Iterable[Row], text: SearchText) -> list[ContainedTitle]:
    """Return the films whose title is part of the text: those with its other words first.

    Others only when the title is most of the text.
    """
    windows, matches = text.windows(), []
    for row in rows:
        film = FilmMatch.from_row(row)
        if text.year and abs(text.year - (film.year or 0)) > YEAR_TOLERANCE:
            continue
        forms = windows.keys() & {film.compact, film.canonical, *film.aliases}
        start, end = max((windows[form] for form in forms), key=lambda w: w[1] - w[0])
        others = (*text.terms[:start], *text.terms[end:])
        dropped = tuple(w for w in others if w not in row["has"] and w not in UNSAID_WORDS)
        letters = len("".join(text.terms[start:end]))
        if not dropped or letters * 2 >= len(text.compact):
            people = set(" ".join(row.get("person_keys", ())).split())
            unlikely = (bool(dropped), not people.issuperset(others), bool(start), -letters)
            order = (*unlikely, -film.popularity, -(film.year or 0), film.id)
            matches.append((*order, film, dropped))
    return [ContainedTitle(*match[-2:]) for match in sorted(matches)]


def rank_people(rows: Iterable[Row], name: str, edits: int) -> list[PersonMatch]:
    """Return the people whose full name is near enough: the nearest first, then the busiest."""
    people = [
        PersonMatch(row["name"], row["films"], distance)
        for row in rows
        if row["kind"] == keys.PERSON
        and (distance := OSA.distance(name, row["starts"][0], score_cutoff=edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.distance, -p.films, p.name))


@dataclass(frozen=True, slots=True)
class RelaxedWords:
    """The words to search for, in how many films each is, and the words that were dropped.

    `corrected` has what was typed for each word that was corrected; `year_length` counts the
    letters of a year that was dropped already.
    """

    words: tuple[str, ...]
    films: Mapping[str, int]
    dropped: tuple[str, ...]
    corrected: Mapping[str, str]
    year_length: int

    @classmethod
    def of(
        cls, text: SearchText, known: Mapping[str, int], similar: Mapping[str, int]
    ) -> "RelaxedWords":
        """Correct the words that no film has from similar ones; drop those without any."""
        unknown = [word for word in text.terms if word not in known]
        corrections = correct_words(unknown, similar)
        kept = (corrections.get(w, w) for w in text.terms if w in known or w in corrections)
        return cls(
            words=tuple(dict.fromkeys(kept)),
            films={**similar, **known},
            dropped=tuple(word for word in unknown if word not in corrections),
            corrected={right: word for word, right in corrections.items()},
            year_length=len(str(text.year or "")),
        )

    @property
    def is_sufficient(self) -> bool:
        """Whether the words kept say at least as much as those dropped."""
        lost = len("".join(self.dropped)) + self.year_length
        return not keys.STOP_WORDS.issuperset(self.words) and len("".join(self.words)) >= lost

    @property
    def can_drop_one(self) -> bool:
        return MIN_WORDS <= len(self.words) <= MAX_WORDS

    @property
    def required(self) -> tuple[str, ...]:
        return keys.required_words(self.words, self.films)

    def without_one(self) -> dict[str, "RelaxedWords"]:
        """Return what is left without each word; nothing of very few or many words."""
        fewer = {word: self._without(word) for word in self.words if self.can_drop_one}
        return {word: rest for word, rest in fewer.items() if rest.is_sufficient}

    def _without(self, word: str) -> "RelaxedWords":
        rest = tuple(other for other in self.words if other != word)
        return replace(self, words=rest, dropped=(*self.dropped, self.corrected.get(word, word)))
