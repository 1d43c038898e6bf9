"""The aggregation pipelines of search: films, people and words by their keys, in one command."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mflix_site.mongo import collections as mongo

from . import keys
from .normalization import MIN_LENGTHS, SearchText, canonicalize

FILMS, TERMS = "movies", "search_terms"
TERM_FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
FILM_FIELDS = {
    "title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "ranks.popularity": 1,
}  # fmt: skip
SHORTEST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
# How many films are ranked, how many of each kind of candidate are read, and people.
MAX_RANKED, MAX_PER_KIND, MAX_PEOPLE = 30, 10, 6
# More candidates than these share a third of their title with the query only by accident.
MAX_CANDIDATES = 1500
# How many films are read for further words: of one word, of a year or prefix, of two words.
MAX_READ, MAX_READ_DATED, MAX_READ_PAIRS = 1000, 300, 40
MAX_BOUNDS = 4
BATCH_SIZE = 4000
NUMERAL_LENGTH = 2  # "Malcolm 10" is what "Malcolm X" is compared as
YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
LAST_CHARACTER = "\U0010ffff"

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
Stages = list[dict[str, Any]]
Query = tuple[str, Stages]  # a collection and a pipeline; an empty one finds nothing
Queries = dict[str, Query]
NOTHING: Query = (TERMS, [])


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
        unions = [{"$unionWith": {"coll": coll, "pipeline": pipeline}} for coll, pipeline in others]
        for row in mongo.collection(first).aggregate([*stages, *unions], batchSize=BATCH_SIZE):
            rows[row["query"]].append(row)
    return rows


def candidate_queries(text: SearchText, prefix: str = "") -> Queries:
    """Return the queries for a text; their names begin with the prefix."""
    canonical = text.canonical if text.canonical != text.compact else ""
    return {
        prefix + "similar": similar_titles(text, text.edits),
        prefix + "prefix": titles_with_prefix(text.compact, MAX_RANKED, text.year),
        prefix + "canonical": titles_with_prefix(canonical, MAX_PER_KIND, text.year),
        prefix + "words": titles_with_words(text),
        prefix + "terms": similar_people(text.compact, text.terms, text.edits),
        prefix + "people": people_with_prefix(text.compact, MAX_PEOPLE),
    }


def similar_titles(text: SearchText, edits: int) -> Query:
    """Find films whose title may be at most so many edits away (index `title_keys`)."""
    forms = (text.compact, text.canonical)
    wanted = dict.fromkeys(k for form in forms for k in keys.fuzzy_keys(keys.TITLE, form, edits))
    dated = _of_year(text.year, YEAR_TOLERANCE) if text.year else []
    match = {"$match": {"search.keys": {"$in": list(wanted)}}}
    return FILMS, [match, {"$limit": MAX_CANDIDATES}, *dated, {"$project": FILM_FIELDS}]


def _of_year(year: int, tolerance: int = 0) -> Stages:
    return [{"$match": {"year": {"$gte": year - tolerance, "$lte": year + tolerance}}}]


def titles_with_prefix(prefix: str, size: int, year: int | None = None) -> Query:
    """Find films whose title begins so, shortest first, then popular (index `title_begins`).

    Those of a year, or with more letters alike than a key has, are looked for among the first.
    """
    key = keys.longest_prefix(prefix)
    if not key:
        return NOTHING
    long_enough = {"$gte": len(prefix) - NUMERAL_LENGTH}
    match = {"search.begins": key, "search.length": long_enough}
    stages: Stages = [{"$match": match}, {"$sort": SHORTEST}]
    if key != prefix:
        within = {"$gte": prefix, "$lt": prefix + LAST_CHARACTER}
        either = {"$or": [{"search.title": within}, {"search.canonical": within}]}
        stages += [{"$limit": MAX_READ_DATED}, {"$match": either}]
    return FILMS, [*stages, *_first_of_year(year), {"$limit": size}, {"$project": FILM_FIELDS}]


def _first_of_year(year: int | None) -> Stages:
    return [{"$limit": MAX_READ_DATED}, *_of_year(year)] if year else []


def titles_with_words(text: SearchText) -> Query:
    """Find popular films that have the words in their title (index `words`).

    A key stands for each two words of a title: the two longest of the query are looked for, and
    the others, or a year, among the most popular of those.
    """
    words = sorted(dict.fromkeys(canonicalize(text.terms)), key=len, reverse=True)
    wanted = [keys.title_words_key(words[:2]), *words[2:]] if words else []
    return films_with_words(wanted, MAX_PER_KIND, MAX_READ_PAIRS, text.year)


def films_with_words(
    words: Sequence[str], size: int, read: int = MAX_READ, year: int | None = None
) -> Query:
    """Find popular films that have the first word, and among those, all words (index `words`)."""
    if not words:
        return NOTHING
    stages: Stages = [{"$match": {"search.words": words[0]}}, {"$sort": POPULAR}]
    stages += _first_of_year(year)
    if len(words) > 1:
        stages += [{"$limit": read}, {"$match": {"search.words": {"$all": list(words[1:])}}}]
    return FILMS, [*stages, {"$limit": size}, {"$project": FILM_FIELDS}]


def any_film_of_year(words: Sequence[str], year: int) -> Query:
    """Find one film of a year that has all words anywhere (index `newest` or `words`)."""
    match = {"$match": words_filter(words, year)}
    return FILMS, [match, {"$limit": 1}, {"$project": FILM_FIELDS}]


def words_filter(words: Sequence[str], year: int | None = None) -> dict[str, Any]:
    """Return the filter of all films that have all words; the first should be the rarest."""
    filter_: dict[str, Any] = {"search.words": {"$all": list(words[:MAX_BOUNDS])}}
    if rest := list(words[MAX_BOUNDS:]):  # more alternatives only keep the planner busy
        filter_["$expr"] = {"$setIsSubset": [{"$literal": rest}, "$search.words"]}
    if year:
        filter_["year"] = year
    return filter_


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
        for edits in MIN_LENGTHS
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
