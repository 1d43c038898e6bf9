"""Candidates for a query: films, people and words, read in one command and ranked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mflix_site.mongo import collections as mongo

from . import keys
from .keys import MIN_LENGTHS, SearchText
from .ranking import (
    YEAR_TOLERANCE,
    FilmMatch,
    PersonMatch,
    Row,
    films_per_word,
    rank_people,
    rank_titles,
)
from .spelling import canonicalize

FILMS, TERMS = "movies", "search_terms"
TERM_FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
FILM_FIELDS = {
    "title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "search.aliases": 1,
    "ranks.popularity": 1,
}  # fmt: skip
SHORTEST_FIRST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
# How many films are ranked, how many of each kind of candidate are read, and people.
MAX_RANKED, MAX_PER_KIND, MAX_PEOPLE = 30, 10, 6
# More candidates than these share a third of their title with the query only by accident.
MAX_CANDIDATES = 1500
# How many films are read for further words: of one word, of a year or prefix, of two words.
MAX_READ, MAX_READ_DATED, MAX_READ_PAIRS = 1000, 300, 40
MAX_BOUNDS = 4
MAX_CONTAINED = 200
BATCH_SIZE = 4000
NUMERAL_LENGTH = 2  # "Malcolm 10" is what "Malcolm X" is compared as
LAST_CHARACTER = "\U0010ffff"

Rows = defaultdict[str, list[dict[str, Any]]]
Stages = list[dict[str, Any]]
Query = tuple[str, Stages]  # a collection and a pipeline; an empty one finds nothing
Queries = dict[str, Query]
NOTHING: Query = (TERMS, [])


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may answer a text: titles with their edit distance, prefixes, words; people; terms."""

    text: SearchText
    similar: Sequence[tuple[int, FilmMatch]]
    with_prefix: Sequence[FilmMatch]
    with_words: Sequence[FilmMatch]
    similar_people: Sequence[PersonMatch]
    people_with_prefix: Sequence[PersonMatch]
    known_words: Mapping[str, int]

    @classmethod
    def from_rows(cls, rows: Rows, text: SearchText, prefix: str = "") -> "Candidates":
        """Rank what `candidate_queries` of the same text and prefix read."""
        terms = rows[prefix + "terms"]
        return cls(
            text=text,
            similar=rank_titles(rows[prefix + "similar"], text, text.edits),
            with_prefix=films_from(rows, prefix + "prefix", prefix + "canonical"),
            with_words=films_from(rows, prefix + "words"),
            similar_people=rank_people(terms, text.compact, text.edits),
            people_with_prefix=people_from(rows[prefix + "people"]),
            known_words=films_per_word(terms),
        )

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


def run_queries(queries: Queries) -> Rows:
    """Run aggregations of films and terms in one command: round trips cost more than reads.

    Return the rows of each query by its name; a query without stages, or that was not sent, has
    none.
    """
    rows: Rows = defaultdict(list)
    parts = [
        {"coll": coll, "pipeline": [*stages, {"$set": {"query": name}}]}
        for name, (coll, stages) in queries.items()
        if stages
    ]
    if parts:
        collection = mongo.movies() if parts[0]["coll"] == FILMS else mongo.search_terms()
        pipeline = [*parts[0]["pipeline"], *({"$unionWith": part} for part in parts[1:])]
        for row in collection.aggregate(pipeline, batchSize=BATCH_SIZE):
            rows[row["query"]].append(row)
    return rows


def candidate_queries(text: SearchText, prefix: str = "", others: Iterable[str] = ()) -> Queries:
    """Return the queries for a text; their names begin with the prefix.

    `others` are further keys to look up in the dictionary.
    """
    canonical = text.canonical if text.canonical != text.compact else ""
    return {
        prefix + "similar": similar_titles(text, text.edits),
        prefix + "prefix": titles_with_prefix(text.compact, MAX_RANKED, text.year),
        prefix + "canonical": titles_with_prefix(canonical, year=text.year),
        prefix + "words": titles_with_words(text),
        prefix + "terms": similar_people(text.compact, text.terms, text.edits, others),
        prefix + "people": people_with_prefix(text.compact),
    }


def films_from(rows: Rows, *names: str) -> list[FilmMatch]:
    return [FilmMatch.from_row(row) for name in names for row in rows[name]]


def films_titled(rows: Iterable[Row], words: Sequence[str]) -> list[FilmMatch]:
    """Return the films that have the words in their title."""
    films = map(FilmMatch.from_row, rows)
    return [f for f in films if set(words) <= set(canonicalize(keys.normalize(f.title).split()))]


def people_from(rows: Iterable[Row]) -> list[PersonMatch]:
    return [PersonMatch(row["name"], row["films"]) for row in rows]


def contained_titles(text: SearchText) -> Query:
    """Find films of which some words beside each other are the title (index `title_keys`)."""
    wanted = [keys.exact_key(keys.TITLE, title) for title in text.windows()]
    if not wanted:
        return NOTHING
    words = {"$setIntersection": ["$search.words", {"$literal": list(text.terms)}]}
    fields = {**FILM_FIELDS, "person_keys": 1, "has": words}
    return FILMS, [{"$match": {"search.keys": {"$in": wanted}}}, {"$limit": MAX_CONTAINED},
                   {"$project": fields}]  # fmt: skip


def similar_titles(text: SearchText, edits: int) -> Query:
    """Find films whose title may be at most `edits` edits away (index `title_keys`)."""
    forms = (text.compact, text.canonical)
    wanted = dict.fromkeys(k for form in forms for k in keys.fuzzy_keys(keys.TITLE, form, edits))
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


def words_filter(words: Sequence[str], year: int | None = None) -> dict[str, Any]:
    """Return the filter of all films that have all words; the first should be the rarest."""
    filter_: dict[str, Any] = {"search.words": {"$all": list(words[:MAX_BOUNDS])}}
    if rest := list(words[MAX_BOUNDS:]):  # more alternatives only keep the planner busy
        filter_["$expr"] = {"$setIsSubset": [{"$literal": rest}, "$search.words"]}
    return {**filter_, "year": year} if year else filter_


def similar_people(
    name: str, words: Iterable[str], edits: int, others: Iterable[str] = ()
) -> Query:
    """Find people of nearly this name, and the dictionary's entries of words (index `keys`)."""
    of_words = (keys.exact_key(keys.WORD, word) for word in words)
    return _with_keys([*keys.fuzzy_keys(keys.PERSON, name, edits), *of_words, *others])


def similar_words(words: Iterable[str]) -> Query:
    """Find words that these may be misspellings of (index `keys`)."""
    wanted: list[str] = []
    for word in words:
        for edits in MIN_LENGTHS:
            wanted += keys.candidate_keys(word, keys.WORD, edits)
        wanted += (keys.exact_key(keys.WORD, w) for w in keys.undo_transpositions(word, 1))
    return _with_keys(wanted)


def _with_keys(wanted: Iterable[str]) -> Query:
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
