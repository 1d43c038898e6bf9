"""Candidates for a query: films, people and words, read in one command and ranked."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo

from ..documents import read_year
from . import keys
from .keys import PERSON, TITLE, WORD, canonicalize, edit_distance, exact_key
from .parsing import Row, SearchText

FILMS, TERMS = "movies", "search_terms"
TERM_FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
FILM_FIELDS = {
    "title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "search.aliases": 1,
    "ranks.popularity": 1,
}  # fmt: skip
SHORTEST_FIRST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
# How many films and people are ranked.
MAX_RANKED, MAX_PEOPLE = 30, 6
YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
# Of films that are called as typed, the one that people mean: how many powers of ten more votes a
# film must have if its title is written otherwise, is that without its article, or has a subtitle.
OTHER_SPELLING, OTHER_FORM, ALIAS = 1, 3, 1
MAX_CALLED_SO = 2
MAX_PER_KIND = 10
# More candidates than these share a third of their title with the query only by accident.
MAX_CANDIDATES, MAX_CONTAINED = 1500, 200
# How many films are read for further words: of one word, of a year or prefix, of two words.
MAX_READ, MAX_READ_DATED, MAX_READ_PAIRS = 1000, 300, 40
BATCH_SIZE = 4000
NUMERAL_LENGTH = 2  # "Malcolm 10" is what "Malcolm X" is compared as
LAST_CHARACTER = "\U0010ffff"

Rows = defaultdict[Hashable, list[dict[str, Any]]]
Stages = list[dict[str, Any]]
Query = tuple[str, Stages]  # a collection and a pipeline; an empty one finds nothing
Queries = dict[Hashable, Query]
NOTHING: Query = (TERMS, [])


def run_queries(queries: Mapping[Any, Query]) -> Rows:
    """Run aggregations of films and terms in one command: round trips cost more than reads.

    Return the rows of each query by its name; a query without stages, or that was not sent, has
    none.
    """
    rows: Rows = defaultdict(list)
    names = [name for name, (_, stages) in queries.items() if stages]
    parts = [
        {"coll": queries[name][0], "pipeline": [*queries[name][1], {"$set": {"query": at}}]}
        for at, name in enumerate(names)
    ]
    if parts:
        collection = mongo.movies() if parts[0]["coll"] == FILMS else mongo.search_terms()
        pipeline = [*parts[0]["pipeline"], *({"$unionWith": part} for part in parts[1:])]
        for row in collection.aggregate(pipeline, batchSize=BATCH_SIZE):
            rows[names[row["query"]]].append(row)
    return rows


def candidate_queries(text: SearchText, others: Iterable[str] = ()) -> Queries:
    """Return the queries for a text; `others` are further keys to look up in the dictionary."""
    canonical = text.canonical if text.canonical != text.compact else ""
    return {
        (text, "similar"): similar_titles(text, text.edits),
        (text, "prefix"): titles_with_prefix(text.compact, MAX_RANKED, text.year),
        (text, "canonical"): titles_with_prefix(canonical, year=text.year),
        (text, "words"): titles_with_words(text),
        (text, "initials"): titles_with_initials(text),
        (text, "terms"): similar_people(text.compact, text.edits, text.terms, others),
        (text, "people"): people_with_prefix(text.compact),
    }


def corrected_queries(text: SearchText, *, has_people: bool = False) -> Queries:
    return {
        "prefix": titles_with_prefix(text.compact, year=text.year),
        "words": titles_with_words(text),
        "people": NOTHING if has_people else people_with_prefix(text.compact),
        "terms": terms_with_keys(exact_key(WORD, word) for word in text.terms),
    }


def titles_with_initials(text: SearchText) -> Query:
    """Find films whose title has the initials that a word may be: "gotg" (index `title_keys`)."""
    if len(text.words) > 1 or len(text.compact) not in keys.ACRONYMS:
        return NOTHING
    match = {"search.keys": exact_key(keys.INITIALS, text.compact)}
    return FILMS, [{"$match": match}, {"$limit": MAX_CONTAINED}, {"$project": FILM_FIELDS}]


def similar_titles(text: SearchText, edits: int) -> Query:
    """Find films whose title may be at most `edits` edits away (index `title_keys`)."""
    wanted = dict.fromkeys(k for form in text.forms for k in keys.fuzzy_keys(TITLE, form, edits))
    stages: Stages = [
        {"$match": {"search.keys": {"$in": list(wanted)}}},
        {"$limit": MAX_CANDIDATES},
    ]
    if text.year:
        earliest, latest = text.year - YEAR_TOLERANCE, text.year + YEAR_TOLERANCE
        stages.append({"$match": {"year": {"$gte": earliest, "$lte": latest}}})
    return FILMS, [*stages, {"$project": FILM_FIELDS}]


def titles_with_prefix(prefix: str, size: int = MAX_PER_KIND, year: int | None = None) -> Query:
    """Find films whose title begins so, shortest first, then popular (index `title_begins`).

    Those of a year, or with more letters alike than a key has, are looked for among the first.
    """
    key = keys.longest_prefix(prefix)
    if not key:
        return NOTHING
    long_enough = {"$gte": len(prefix) - NUMERAL_LENGTH}
    match = {"search.begins": key, "search.length": long_enough}
    stages: Stages = [{"$match": match}, {"$sort": SHORTEST_FIRST}]
    if key != prefix:
        own, other = within(prefix), {"search.title": within("the" + prefix)}
        either = {"$or": [{"search.title": own}, {"search.canonical": own}, other]}
        stages += [{"$limit": MAX_READ_DATED}, {"$match": either}]
    return FILMS, [*stages, *_first_of_year(year), {"$limit": size}, {"$project": FILM_FIELDS}]


def within(prefix: str) -> dict[str, str]:
    """Return the operators for texts that begin so."""
    return {"$gte": prefix, "$lt": prefix + LAST_CHARACTER}


def _first_of_year(year: int | None) -> Stages:
    return [{"$limit": MAX_READ_DATED}, {"$match": {"year": year}}] if year else []


def titles_with_words(text: SearchText) -> Query:
    """Find popular films that have the words in their title (index `words`).

    A key stands for each two words of a title: the two longest of the query are looked for, and
    the others, or a year, among the most popular of those.
    """
    words = sorted(dict.fromkeys(canonicalize(text.terms)), key=len, reverse=True)
    wanted = [keys.title_words_key(words[:2]), *words[2:]] if words else []
    return films_with_words(wanted, read=MAX_READ_PAIRS, year=text.year)


def films_with_words(
    words: Sequence[str], size: int = MAX_PER_KIND, read: int = MAX_READ, year: int | None = None
) -> Query:
    """Find popular films that have the first word, and among those, all words (index `words`)."""
    if not words:
        return NOTHING
    stages: Stages = [{"$match": {"search.words": words[0]}}, {"$sort": POPULAR}]
    stages += _first_of_year(year)
    if len(words) > 1:
        stages += [{"$limit": read}, {"$match": {"search.words": {"$all": list(words[1:])}}}]
    return FILMS, [*stages, {"$limit": size}, {"$project": FILM_FIELDS}]


def similar_people(
    name: str, edits: int, words: Iterable[str] = (), others: Iterable[str] = ()
) -> Query:
    """Find people of nearly this name, and the dictionary's entries of words (index `keys`)."""
    of_words = (exact_key(WORD, word) for word in words)
    return terms_with_keys([*keys.fuzzy_keys(PERSON, name, edits), *of_words, *others])


def terms_with_keys(wanted: Iterable[str]) -> Query:
    match = {"keys": {"$in": list(dict.fromkeys(wanted))}}
    return TERMS, [{"$match": match}, {"$limit": MAX_CANDIDATES}, {"$project": TERM_FIELDS}]


def people_with_prefix(prefix: str, size: int = MAX_PEOPLE) -> Query:
    """Find people with a name that begins so, those with most films first (index `begins`)."""
    key = keys.longest_prefix(prefix)
    if not key:
        return NOTHING
    match: dict[str, Any] = {"begins": key}
    if key != prefix:
        match["starts"] = {"$elemMatch": within(prefix)}
    order = {"$sort": {"films": -1, "_id": 1}}
    return TERMS, [{"$match": match}, order, {"$limit": size}, {"$project": TERM_FIELDS}]


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
        title, compact, canonical = row.get("title"), search["title"], search["canonical"]
        aliases = frozenset(search.get("aliases", ()))
        distance = 0
        if text:
            distance = edit_distance(text.canonical, canonical, edits)
            if distance and (text.compact != text.canonical or compact != canonical):
                # What is a number in one alone may be a misspelt word; "iv" for "ii" is none.
                numbers, others = (
                    set(keys.DIGITS.findall(one)) for one in (text.canonical, canonical)
                )
                if numbers <= others or others <= numbers:
                    distance = min(distance, edit_distance(text.compact, compact, edits))
            distance = 0 if distance and not aliases.isdisjoint(text.forms) else distance
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        return cls(
            row["_id"], str(title or ""), compact, canonical, aliases, popularity, year, distance
        )

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


def films_from(*rows: Iterable[Row]) -> list[FilmMatch]:
    return [FilmMatch.from_row(row) for some in rows for row in some]


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
