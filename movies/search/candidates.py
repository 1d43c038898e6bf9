"""Candidates for a query: titles, people and dictionary words, all read in one command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from mflix_site.mongo import collections as mongo

from . import keys, titles
from .normalization import SearchText, canonicalize
from .titles import FILMS, LAST_CHARACTER, MAX_CANDIDATES, FilmMatch, Query

# How many films are ranked by title, how many of each kind of candidate are read, and people.
MAX_RANKED, MAX_PER_KIND, MAX_PEOPLE = 30, 10, 6
TERMS = "search_terms"
NOTHING: Query = (TERMS, [])
TERM_FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
BATCH_SIZE = 4000
Row = Mapping[str, Any]
Queries = Mapping[str, Query]
Rows = Mapping[str, list[dict[str, Any]]]


def run_queries(queries: Queries) -> dict[str, list[dict[str, Any]]]:
    """Run aggregations of films and terms in one command: round trips cost more than reads.

    Return the rows of each query by its name; a query without stages has none.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in queries}
    parts = [
        (coll, [*stages, {"$set": {"query": name}}])
        for name, (coll, stages) in queries.items()
        if stages
    ]
    if parts:
        (first, stages), *others = parts
        collection = mongo.movies() if first == FILMS else mongo.search_terms()
        unions = [{"$unionWith": {"coll": coll, "pipeline": pipeline}} for coll, pipeline in others]
        for row in collection.aggregate([*stages, *unions], batchSize=BATCH_SIZE):
            rows[row["query"]].append(row)
    return rows


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person of the films, with the edit distance between the query and the name."""

    name: str
    films: int
    distance: int = 0


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


def initial_edits(text: SearchText) -> int:
    """Return how many edits are tolerated at first: one, where the text is long enough."""
    return int(len(text.compact) >= keys.MIN_LENGTHS[1] - 1)


def candidate_queries(text: SearchText, edits: int, prefix: str = "") -> Queries:
    """Return the queries for a text; their names begin with the prefix."""
    return {
        **title_queries(text, edits, prefix),
        prefix + "terms": similar_people(text.compact, text.terms, edits),
        prefix + "people": people_with_prefix(text.compact, MAX_PEOPLE),
    }


def title_queries(text: SearchText, edits: int, prefix: str = "") -> Queries:
    canonical = text.canonical if text.canonical != text.compact else ""
    return {
        prefix + "similar": titles.similar_titles(text, edits),
        prefix + "prefix": titles.titles_with_prefix(text.compact, MAX_RANKED, text.year),
        prefix + "canonical": titles.titles_with_prefix(canonical, MAX_PER_KIND, text.year),
        prefix + "words": title_words_query(text),
    }


def title_words_query(text: SearchText) -> Query:
    return titles.titles_with_words(canonicalize(text.terms), MAX_PER_KIND, text.year)


def candidates_from(
    rows: Rows, text: SearchText, edits: int, prefix: str = "", names: Candidates | None = None
) -> Candidates:
    """Rank what the queries of the same text, edits and prefix read.

    With `names`, only titles were queried: people and words are taken from there.
    """
    terms, people = rows.get(prefix + "terms", []), rows.get(prefix + "people", [])
    return Candidates(
        similar=titles.rank_titles(rows[prefix + "similar"], text, edits),
        with_prefix=films_from(rows, prefix + "prefix", prefix + "canonical"),
        with_words=films_from(rows, prefix + "words"),
        similar_people=names.similar_people if names else rank_people(terms, text.compact, edits),
        people_with_prefix=names.people_with_prefix if names else people_from(people),
        known_words=names.known_words if names else films_per_word(terms),
    )


def films_from(rows: Rows, *names: str) -> list[FilmMatch]:
    return [FilmMatch.from_row(row) for name in names for row in rows[name]]


def similar_people(name: str, words: Iterable[str], edits: int) -> Query:
    """Find people of nearly this name, and the dictionary's entries of words (index `keys`)."""
    return _with_keys(
        [*keys.fuzzy_keys(keys.PERSON, name, edits), *(keys.exact_key(keys.WORD, w) for w in words)]
    )


def similar_words(words: Iterable[str]) -> Query:
    """Find words that these may be misspellings of (index `keys`)."""
    return _with_keys(
        key
        for word in words
        for edits in keys.MIN_LENGTHS
        for key in (
            *keys.candidate_keys(word, keys.WORD, edits),
            *(keys.exact_key(keys.WORD, other) for other in keys.undo_transpositions(word, 1)),
        )
    )


def _with_keys(wanted: Iterable[str]) -> Query:
    match = {"keys": {"$in": list(dict.fromkeys(wanted))}}
    return TERMS, [{"$match": match}, {"$limit": MAX_CANDIDATES}, {"$project": TERM_FIELDS}]


def people_with_prefix(prefix: str, size: int) -> Query:
    """Find people with a name that begins so, those with most films first (index `begins`)."""
    key = keys.longest_prefix(prefix)
    if not key:
        return NOTHING
    match: dict[str, Any] = {"begins": key}
    if key != prefix:
        match["starts"] = {"$elemMatch": {"$gte": prefix, "$lt": prefix + LAST_CHARACTER}}
    order = {"$sort": {"films": -1, "_id": 1}}
    return TERMS, [{"$match": match}, order, {"$limit": size}, {"$project": TERM_FIELDS}]


def rank_people(rows: Iterable[Row], name: str, edits: int) -> list[PersonMatch]:
    """Return the people whose full name is near enough: the nearest first, then the busiest."""
    people = [
        PersonMatch(row["name"], row["films"], distance)
        for row in rows
        if row["kind"] == keys.PERSON
        and (distance := OSA.distance(name, row["starts"][0], score_cutoff=edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.distance, -p.films, p.name))


def people_from(rows: Iterable[Row]) -> list[PersonMatch]:
    return [PersonMatch(row["name"], row["films"]) for row in rows]


def unique_people(people: Iterable[PersonMatch]) -> tuple[PersonMatch, ...]:
    first: dict[str, PersonMatch] = {}
    for person in people:
        first.setdefault(person.name, person)
    return tuple(first.values())[:MAX_PEOPLE]


def films_per_word(rows: Iterable[Row]) -> dict[str, int]:
    return {_word(row): row["films"] for row in rows if row["kind"] == keys.WORD}


def _word(row: Row) -> str:
    return str(row["_id"]).partition(":")[2]


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
