"""Candidates for a query: films, people and words, read in one command and ranked."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bson import ObjectId

from mflix_site.mongo import collections as mongo

from ..documents import read_year
from . import keys
from .keys import PERSON, TITLE, WORD, canonicalize, edit_distance, exact_key, fuzzy_keys
from .parsing import Row, SearchText

FILMS, TERMS = "movies", "search_terms"
TERM_FIELDS = {"kind": 1, "name": 1, "films": 1, "starts": 1}
FILM_FIELDS = {
    "title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "search.aliases": 1,
    "ranks.popularity": 1,
}  # fmt: skip
SHORTEST_FIRST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
MAX_RANKED, MAX_PEOPLE = 30, 6  # how many films and people are ranked
YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
# Of films that are called as typed, the one that people mean: how many powers of ten more votes a
# film must have if its title is written otherwise, is that without its article, or has a subtitle.
OTHER_SPELLING, OTHER_FORM, ALIAS = 1, 3, 1
MAX_CALLED_SO, MAX_PER_KIND = 2, 10
MAX_BOUNDS = 4  # of words; more alternatives only keep the planner busy
# More candidates than these share a third of their title with the query only by accident.
MAX_CANDIDATES, MAX_CONTAINED = 1500, 200
# How many films are read for further words: of one word, of a year or prefix, of two words.
MAX_READ, MAX_READ_DATED, MAX_READ_PAIRS = 1000, 300, 40
MAX_FILMS_OF_WORD = 2000  # with a query's rarest words, read for counts and pages
NUMERAL_LENGTH = 2  # "Malcolm 10" is what "Malcolm X" is compared as
LAST_CHARACTER = "\U0010ffff"

Doc = dict[str, Any]
Rows = defaultdict[Hashable, list[Doc]]
Stages = list[Doc]
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
    parts: list[Any] = [
        {"coll": queries[name][0], "pipeline": [*queries[name][1], {"$set": {"query": at}}]}
        for at, name in enumerate(names)
    ]
    if parts:
        collection = mongo.movies() if parts[0]["coll"] == FILMS else mongo.search_terms()
        pipeline: Stages = [*parts[0]["pipeline"], *({"$unionWith": part} for part in parts[1:])]
        for row in collection.list_of(pipeline):
            rows[names[row["query"]]].append(row)
    return rows


def candidate_queries(text: SearchText) -> Queries:
    canonical = text.canonical if text.canonical != text.compact else ""
    wanted = (*fuzzy_keys(PERSON, text.compact, text.edits), *word_keys(text.terms))
    may_be_initials = len(text.words) == 1 and len(text.compact) in keys.ACRONYM_LENGTHS
    initials = [exact_key(keys.INITIALS, text.compact)] if may_be_initials else []
    return {
        (text, "similar"): similar_titles_query(text, text.edits),
        (text, "prefix"): titles_with_prefix_query(text.compact, MAX_RANKED, text.year),
        (text, "canonical"): titles_with_prefix_query(canonical, year=text.year),
        (text, "words"): titles_with_words_query(text),
        (text, "initials"): films_with_keys_query(initials),
        (text, "terms"): terms_with_keys_query(wanted),
        (text, "people"): people_with_prefix_query(text.compact),
    }


def word_keys(words: Iterable[str]) -> Iterator[str]:
    return (exact_key(WORD, word) for word in words)


def films_query(
    match: Doc, size: int = MAX_PER_KIND, *, sort: Doc | None = None, read: int = 0,
    then: Doc | None = None, fields: Doc = FILM_FIELDS,
) -> Query:  # fmt: skip
    """Return the query for films; those that match `then` are found among the first `read`."""
    order: Stages = [{"$sort": sort}] if sort else []
    among: Stages = [{"$limit": read}, {"$match": then}] if then else []
    return FILMS, [{"$match": match}, *order, *among, {"$limit": size}, {"$project": fields}]


def films_with_keys_query(wanted: Sequence[str], fields: Doc = FILM_FIELDS) -> Query:
    """Match films by exact keys of their titles (index `title_keys`)."""
    match = {"search.keys": {"$in": wanted}}
    return films_query(match, MAX_CONTAINED, fields=fields) if wanted else NOTHING


def similar_titles_query(text: SearchText, edits: int) -> Query:
    """Match films whose title may be at most `edits` edits away (index `title_keys`)."""
    wanted = dict.fromkeys(
        key for form in (text.compact, text.canonical) for key in fuzzy_keys(TITLE, form, edits)
    )
    year, by = text.year, YEAR_TOLERANCE
    near = {"year": {"$gte": year - by, "$lte": year + by}} if year else None
    match = {"search.keys": {"$in": list(wanted)}}
    return films_query(match, MAX_CANDIDATES, read=MAX_CANDIDATES, then=near)


def titles_with_prefix_query(
    prefix: str, size: int = MAX_PER_KIND, year: int | None = None
) -> Query:
    """Match films whose title begins so, shortest first, then popular (index `title_begins`).

    Those of a year, or with more letters alike than a key has, are looked for among the first.
    """
    key = keys.longest_prefix(prefix)
    match = {"search.begins": key, "search.length": {"$gte": len(prefix) - NUMERAL_LENGTH}}
    then: Doc = {"year": year} if year else {}
    if key != prefix:
        own, other = within(prefix), {"search.title": within("the" + prefix)}
        then["$or"] = [{"search.title": own}, {"search.canonical": own}, other]
    query = films_query(match, size, sort=SHORTEST_FIRST, read=MAX_READ_DATED, then=then)
    return query if key else NOTHING


def within(prefix: str) -> dict[str, str]:
    """Return the operators for texts that begin so."""
    return {"$gte": prefix, "$lt": prefix + LAST_CHARACTER}


def titles_with_words_query(text: SearchText) -> Query:
    """Match popular films that have the words in their title (index `words`).

    A key stands for each two words of a title: the two longest of the query are looked for, and
    the others, or a year, among the most popular of those.
    """
    words = sorted(dict.fromkeys(canonicalize(text.terms)), key=len, reverse=True)
    wanted = [keys.title_words_key(words[:2]), *words[2:]] if words else []
    return films_with_words_query(wanted, read=MAX_READ_PAIRS, year=text.year)


def films_with_words_query(
    words: Sequence[str], size: int = MAX_PER_KIND, read: int = MAX_READ, year: int | None = None
) -> Query:
    """Match popular films that have the first word, and among those, all words (index `words`)."""
    if not words:
        return NOTHING
    then, read = ({"year": year}, MAX_READ_DATED) if year else ({}, read)
    stages = films_with_words_stages(words, then, read)
    return FILMS, [*stages, {"$limit": size}, {"$project": FILM_FIELDS}]


def films_with_words_stages(words: Sequence[str], then: Doc, read: int) -> Stages:
    """Return the stages for films with all words that match `then`, the most popular first.

    Only the `read` most popular films with the first word are read (index `words`).
    """
    rest: Doc = {"search.words": {"$all": list(words[1:])}} if len(words) > 1 else {}
    among: Stages = [{"$limit": read}, {"$match": {**then, **rest}}] if then or rest else []
    return [{"$match": {"search.words": words[0]}}, {"$sort": POPULAR}, *among]


def words_filter(words: Sequence[str], year: int | None = None) -> Doc:
    """Return the filter of all films that have all words; the first should be the rarest."""
    filter_: Doc = {"search.words": {"$all": list(words[:MAX_BOUNDS])}}
    if rest := list(words[MAX_BOUNDS:]):
        filter_["$expr"] = {"$setIsSubset": [{"$literal": rest}, "$search.words"]}
    return {**filter_, "year": year} if year else filter_


def terms_with_keys_query(wanted: Iterable[str]) -> Query:
    """Match people, words and values of facets in the dictionary (index `keys`)."""
    match = {"keys": {"$in": list(dict.fromkeys(wanted))}}
    return TERMS, [{"$match": match}, {"$limit": MAX_CANDIDATES}, {"$project": TERM_FIELDS}]


def people_with_prefix_query(prefix: str, size: int = MAX_PEOPLE) -> Query:
    """Match people with a name that begins so, those with most films first (index `begins`)."""
    key = keys.longest_prefix(prefix)
    match = {"begins": key, **({"starts": {"$elemMatch": within(prefix)}} if key != prefix else {})}
    order = {"$sort": {"films": -1, "_id": 1}}
    stages: Stages = [{"$match": match}, order, {"$limit": size}, {"$project": TERM_FIELDS}]
    return TERMS, stages if key else []


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
    def from_row(cls, row: Row, distance: int = 0) -> "FilmMatch":
        """Read a film's document, cut to `FILM_FIELDS`."""
        search, title = row["search"], str(row.get("title") or "")
        aliases = frozenset(search.get("aliases", ()))
        popularity = (row.get("ranks") or {}).get("popularity") or 0.0
        names = (title, search["title"], search["canonical"], aliases)
        return cls(row["_id"], *names, popularity, read_year(row.get("year")), distance)

    def has_alias(self, text: SearchText) -> bool:
        return not self.aliases.isdisjoint((text.compact, text.canonical))

    def rank(self, text: SearchText) -> tuple[Any, ...]:
        """Return the sort key of similar films: of films of one title, the one that people mean."""
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
    return {r["_id"].partition(":")[2]: r["films"] for r in rows if r["kind"] == WORD}


def rank_titles(rows: Iterable[Row], text: SearchText, edits: int) -> list[FilmMatch]:
    """Return the candidates that are at most `edits` edits away."""
    compared = ((row, _title_distance(row["search"], text, edits)) for row in rows)
    films = [FilmMatch.from_row(row, distance) for row, distance in compared if distance <= edits]
    near = sorted(films, key=lambda film: film.rank(text))
    called_so = [film for film in near if not film.distance and film.has_alias(text)]
    return [film for film in near if film not in called_so[MAX_CALLED_SO:]]


def _title_distance(search: Row, text: SearchText, edits: int) -> int:
    """Return the edit distance of the nearer form of a title; of an alias none."""
    compact, canonical = search["title"], search["canonical"]
    distance = edit_distance(text.canonical, canonical, edits)
    if distance and not {text.compact, text.canonical}.isdisjoint(search.get("aliases", ())):
        return 0
    if distance and (text.compact != text.canonical or compact != canonical):
        # What is a number in one alone may be a misspelt word; "iv" for "ii" is none.
        own, other = (set(keys.DIGITS.findall(form)) for form in (canonical, text.canonical))
        if own <= other or other <= own:
            return min(distance, edit_distance(text.compact, compact, edits))
    return distance


class RequiredWords(NamedTuple):
    """Words that unranked films must have, rarest first, and how many have the first two."""

    words: tuple[str, ...] = ()
    films: int = 0
    films_with_second: int = 0


def required_words(words: Sequence[str], films: Mapping[str, int]) -> RequiredWords:
    """Return the words that unranked films must have: films with the rarest are read."""
    once = tuple(dict.fromkeys(words))
    if distinctive := [word for word in once if word not in keys.STOP_WORDS]:
        distinctive.sort(key=lambda word: (films.get(word, 0), -len(word)))
        return RequiredWords(tuple(distinctive), *(films.get(w, 0) for w in distinctive[:2]))
    return RequiredWords(tuple(keys.TITLE_WORD + word for word in once))


def rank_people(rows: Iterable[Row], name: str, edits: int) -> list[PersonMatch]:
    """Return the people whose full name is near enough: the nearest first, then the busiest."""
    people = [
        PersonMatch(row["name"], row["films"], distance)
        for row in rows
        if row["kind"] == PERSON
        and (distance := edit_distance(name, row["starts"][0], edits)) <= edits
    ]
    return sorted(people, key=lambda p: (p.distance, -p.films, p.name))
