"""What a query may mean: films and people, the likeliest first."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from bson import ObjectId

from ..documents import read_year
from .keys import DIGITS, PERSON, STOP_WORDS, WORD, WORDS, canonicalize, edit_distance, normalize
from .parsing import NOISE_WORDS, FieldFilter, Row, SearchText

# How many films and people are ranked.
MAX_RANKED, MAX_PEOPLE = 30, 6
YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
# Of films that are called as typed, the one that people mean: how many powers of ten more votes a
# film must have if its title is written otherwise, is that without its article, or has a subtitle.
OTHER_SPELLING, OTHER_FORM, ALIAS = 1, 3, 1
MAX_CALLED_SO = 2
# Words beside a title that say nothing about the film.
UNSAID_WORDS = STOP_WORDS | NOISE_WORDS | frozenset(WORDS["unsaid"].split())
Rows = Mapping[Hashable, Sequence[Row]]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilmMatch:
    """A film that a query may mean, with the edit distance between the two."""

    id: ObjectId
    title: str
    compact: str
    canonical: str
    aliases: frozenset[str]
    popularity: float
    year: int | None = None
    distance: int = field(default=0, compare=False)

    @classmethod
    def from_row(cls, row: Row, text: SearchText | None = None, edits: int = 0) -> "FilmMatch":
        """Read a film's document, cut to `FILM_FIELDS`, and compare it with a text."""
        search, ranks = row["search"], row.get("ranks") or {}
        title, compact, canonical = (
            str(row.get("title") or ""),
            search["title"],
            search["canonical"],
        )
        aliases = frozenset(search.get("aliases", ()))
        distance = 0
        if text:
            distance = edit_distance(text.canonical, canonical, edits)
            if distance and (text.compact != text.canonical or compact != canonical):
                # What is a number in one alone may be a misspelt word; "iv" for "ii" is none.
                numbers, others = (set(DIGITS.findall(one)) for one in (text.canonical, canonical))
                if numbers <= others or others <= numbers:
                    distance = min(distance, edit_distance(text.compact, compact, edits))
            distance = 0 if distance and not aliases.isdisjoint(text.forms) else distance
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        return cls(row["_id"], title, compact, canonical, aliases, popularity, year, distance)

    def has_alias(self, text: SearchText) -> bool:
        return not self.aliases.isdisjoint(text.forms)

    def rank(self, text: SearchText) -> tuple[Any, ...]:
        """Return what similar films are sorted by: of those called so, the one that people mean."""
        years_apart = abs((self.year or 0) - text.year) if text.year else 0
        unlike = OTHER_SPELLING * (self.title.casefold() != text.text.casefold())
        if self.compact != text.compact:
            unlike = OTHER_FORM + ALIAS * self.has_alias(text)
        if not self.distance:
            return (0, years_apart, unlike - self.popularity, -(self.year or 0), self.id)
        other_initial = text.compact[:1] not in (self.compact[:1], self.canonical[:1])
        longer = abs(len(self.compact) - len(text.compact))
        order = (unlike, other_initial, longer, -self.popularity, self.id)
        return (self.distance, years_apart, *order)


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person of the films, with the edit distance between the query and the name."""

    name: str
    films: int
    distance: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may answer a text: similar titles, prefixes, words; people; and its known words."""

    text: SearchText
    similar: Sequence[FilmMatch]
    with_prefix: Sequence[FilmMatch]
    with_words: Sequence[FilmMatch]
    with_initials: Sequence[FilmMatch]
    similar_people: Sequence[PersonMatch]
    people_with_prefix: Sequence[PersonMatch]
    known_words: Mapping[str, int]

    @classmethod
    def of(cls, text: SearchText, rows: Rows) -> "Candidates":
        """Rank what `candidate_queries` of the same text read."""
        terms = rows[text, "terms"]
        known_words = films_per_word(terms)
        initials = [] if known_words else films_from(rows[text, "initials"])
        return cls(
            text=text,
            similar=rank_titles(rows[text, "similar"], text, text.edits),
            with_prefix=films_from(rows[text, "prefix"], rows[text, "canonical"]),
            with_words=films_from(rows[text, "words"]),
            with_initials=sorted(initials, key=lambda f: (-f.popularity, -(f.year or 0))),
            similar_people=rank_people(terms, text.compact, text.edits),
            people_with_prefix=people_from(rows[text, "people"]),
            known_words=known_words,
        )

    @property
    def exact(self) -> list[FilmMatch]:
        return [film for film in self.similar if not film.distance]

    @property
    def has_title(self) -> bool:
        """Whether a film's title matches the words just as typed."""
        return bool(self.exact or self.with_prefix or self.with_words)

    @property
    def has_match(self) -> bool:
        """Whether a film or a person matches the words just as typed."""
        exact_person = any(not person.distance for person in self.similar_people)
        return bool(self.has_title or self.people_with_prefix or exact_person)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked films, the words that further films all have, and people.

    `corrected` is what was searched for where that is not what was typed, or empty; `year` a word
    that was taken as a year, `dropped` those that were not searched for; `filters` is what words
    mean as filters, and `alternative` what they might mean, were they no title.
    """

    films: tuple[FilmMatch, ...] = ()
    required_words: Words = ()
    people: tuple[PersonMatch, ...] = ()
    corrected: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()
    filters: tuple[FieldFilter, ...] = ()
    alternative: tuple[FieldFilter, ...] = ()

    @classmethod
    def of(
        cls, films: Iterable[FilmMatch], words: Words, people: Iterable[PersonMatch] = (),
        corrected: str = "", dropped: Words = (),
    ) -> "SearchResult":  # fmt: skip
        """Return a result of the first films and people, each once."""
        ranked = tuple(dict.fromkeys(films))[:MAX_RANKED]
        everybody = tuple(dict.fromkeys(people))[:MAX_PEOPLE]
        return cls(ranked, words, everybody, corrected, None, dropped)

    @property
    def ids(self) -> list[ObjectId]:
        return [film.id for film in self.films]

    def for_remainder(self, text: SearchText) -> "SearchResult":
        """Return the same as the result for the remainder of a query: of its year, if it has one.

        Where only films of the year before or after match the title, it is that year.
        """
        films, year = self.films, text.year
        if year and films:
            year = films[0].year
            films = tuple(film for film in films if film.year == year)
        dropped = (*text.dropped, *self.dropped)
        corrected = self.corrected or (text.text if dropped or year else "")
        return replace(self, films=films, corrected=corrected, year=year, dropped=dropped)


# A film whose title is part of a query, and the query's words that it does not have.
ContainedTitle = tuple[FilmMatch, tuple[str, ...]]


def films_from(*rows: Iterable[Row]) -> list[FilmMatch]:
    return [FilmMatch.from_row(row) for some in rows for row in some]


def films_titled(rows: Iterable[Row], words: Sequence[str]) -> list[FilmMatch]:
    """Return the films that have the words in their title."""
    films = films_from(rows)
    return [f for f in films if set(words) <= set(canonicalize(normalize(f.title).split()))]


def people_from(rows: Iterable[Row]) -> list[PersonMatch]:
    return [PersonMatch(row["name"], row["films"]) for row in rows]


def films_per_word(rows: Iterable[Row]) -> dict[str, int]:
    words = (row for row in rows if row["kind"] == WORD)
    return {row["_id"].partition(":")[2]: row["films"] for row in words}


def rank_titles(rows: Iterable[Row], text: SearchText, edits: int) -> list[FilmMatch]:
    """Return the candidates that are at most `edits` edits away."""
    films = (FilmMatch.from_row(row, text, edits) for row in rows)
    near = sorted((f for f in films if f.distance <= edits), key=lambda film: film.rank(text))
    called_so = [film for film in near if not film.distance and film.has_alias(text)]
    return [film for film in near if film not in called_so[MAX_CALLED_SO:]]


def rank_people(rows: Iterable[Row], name: str, edits: int) -> list[PersonMatch]:
    """Return the people whose full name is near enough: the nearest first, then the busiest."""
    people = [
        PersonMatch(row["name"], row["films"], distance)
        for row in rows
        if row["kind"] == PERSON
        and (distance := edit_distance(name, row["starts"][0], edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.distance, -p.films, p.name))


def contained_phrases(text: SearchText) -> dict[str, tuple[int, int]]:
    """Return each title that may be part of a text, in either form, with its place."""
    terms, titles = text.terms, {}
    for start, end in combinations(range(len(terms) + 1), 2):
        words = terms[start:end]
        if len(words) < len(terms) and not STOP_WORDS.issuperset(words):
            titles["".join(words)] = titles["".join(canonicalize(words))] = (start, end)
    return titles


def rank_contained(rows: Iterable[Row], text: SearchText) -> list[ContainedTitle]:
    """Return the films whose title is part of the text, with the words that they do not have.

    Those with its other words come first; others are there only when the title is most of the text.
    """
    phrases, matches = contained_phrases(text), []
    for row in rows:
        film = FilmMatch.from_row(row)
        if text.year and abs(text.year - (film.year or 0)) > YEAR_TOLERANCE:
            continue
        forms = phrases.keys() & {film.compact, film.canonical, *film.aliases}
        start, end = max((phrases[form] for form in forms), key=lambda w: w[1] - w[0])
        others = (*text.terms[:start], *text.terms[end:])
        dropped = tuple(w for w in others if w not in row["has"] and w not in UNSAID_WORDS)
        letters = len("".join(text.terms[start:end]))
        if not dropped or letters * 2 >= len(text.compact):
            people = set(" ".join(row.get("person_keys", ())).split())
            unlikely = (bool(dropped), not people.issuperset(others), bool(start), -letters)
            order = (*unlikely, -film.popularity, -(film.year or 0), film.id)
            matches.append((*order, film, dropped))
    return [match[-2:] for match in sorted(matches)]
