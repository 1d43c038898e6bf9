"""Films by title: aggregation stages that find candidates, and their ranking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from rapidfuzz.distance import OSA

from ..documents import read_year
from .keys import TITLE, fuzzy_keys, longest_prefix, title_words_key
from .normalization import SearchText

FIELDS = {"title": 1, "year": 1, "search.title": 1, "search.canonical": 1, "ranks.popularity": 1}
SHORTEST = {"search.length": 1, "ranks.tier": -1, "_id": -1}
POPULAR = {"ranks.tier": -1, "_id": -1}
# More candidates than these share a third of their title with the query only by accident.
MAX_CANDIDATES = 1500
# How many films are read for further words: of one word, of a year or prefix, of two words.
MAX_READ, MAX_READ_DATED, MAX_READ_PAIRS = 1000, 300, 40
MAX_BOUNDS = 4
NUMERAL_LENGTH = 2  # "Malcolm 10" is what "Malcolm X" is compared as
YEAR_TOLERANCE = 1  # people remember a film's year, or that in which they could see it
LAST_CHARACTER = "\U0010ffff"
FILMS = "movies"
Stages = list[dict[str, Any]]
Query = tuple[str, Stages]  # a collection and a pipeline; an empty one finds nothing


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
    def from_row(cls, row: Mapping[str, Any]) -> "FilmMatch":
        """Read a film's document, cut to `FIELDS`."""
        keys, ranks = row["search"], row.get("ranks") or {}
        title = str(row.get("title") or "")
        popularity, year = ranks.get("popularity") or 0.0, read_year(row.get("year"))
        return cls(row["_id"], title, keys["title"], keys["canonical"], popularity, year)


def similar_titles(text: SearchText, edits: int) -> Query:
    """Find films whose title may be at most so many edits away (index `title_keys`)."""
    keys = [key for form in text.forms for key in fuzzy_keys(TITLE, form, edits)]
    match = {"search.keys": {"$in": list(dict.fromkeys(keys))}}
    dated = _of_year(text.year, YEAR_TOLERANCE) if text.year else []
    return FILMS, [{"$match": match}, {"$limit": MAX_CANDIDATES}, *dated, {"$project": FIELDS}]


def _of_year(year: int, tolerance: int = 0) -> Stages:
    return [{"$match": {"year": {"$gte": year - tolerance, "$lte": year + tolerance}}}]


def rank_titles(
    rows: Iterable[Mapping[str, Any]], text: SearchText, edits: int
) -> list[tuple[int, FilmMatch]]:
    """Return the candidates that are at most so many edits away, each with its distance."""
    near = [
        (distance, FilmMatch.from_row(row))
        for row in rows
        if (distance := _distance(row["search"], text, edits)) <= edits
    ]
    return sorted(near, key=lambda match: _rank(match[0], match[1], text))


def _distance(keys: Mapping[str, str], text: SearchText, edits: int) -> int:
    """Return the edit distance in the form of the title in which it is less."""
    compact, canonical = keys["title"], keys["canonical"]
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


def titles_with_prefix(prefix: str, size: int, year: int | None = None) -> Query:
    """Find films whose title begins so, shortest first, then popular (index `title_begins`).

    Those of a year, or with more letters alike than a key has, are looked for among the first.
    """
    key = longest_prefix(prefix)
    if not key:
        return FILMS, []
    long_enough = {"$gte": len(prefix) - NUMERAL_LENGTH}
    match = {"search.begins": key, "search.length": long_enough}
    stages: Stages = [{"$match": match}, {"$sort": SHORTEST}]
    if key != prefix:
        within = {"$gte": prefix, "$lt": prefix + LAST_CHARACTER}
        either = {"$or": [{"search.title": within}, {"search.canonical": within}]}
        stages += [{"$limit": MAX_READ_DATED}, {"$match": either}]
    return FILMS, [*stages, *_first_of_year(year), {"$limit": size}, {"$project": FIELDS}]


def _first_of_year(year: int | None) -> Stages:
    return [{"$limit": MAX_READ_DATED}, *_of_year(year)] if year else []


def titles_with_words(words: Sequence[str], size: int, year: int | None = None) -> Query:
    """Find popular films that have these words in their title (index `words`).

    A key stands for each two words of a title: the two longest of the query are looked for, and
    the others, or a year, among the most popular of those.
    """
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)
    keys = [title_words_key(longest[:2]), *longest[2:]] if longest else []
    return films_with_words(keys, size, MAX_READ_PAIRS, year)


def films_with_words(
    words: Sequence[str], size: int, read: int = MAX_READ, year: int | None = None
) -> Query:
    """Find popular films that have the first word, and among those, all words (index `words`)."""
    if not words:
        return FILMS, []
    stages: Stages = [{"$match": {"search.words": words[0]}}, {"$sort": POPULAR}]
    stages += _first_of_year(year)
    if len(words) > 1:
        stages += [{"$limit": read}, {"$match": {"search.words": {"$all": list(words[1:])}}}]
    return FILMS, [*stages, {"$limit": size}, {"$project": FIELDS}]


def any_film_of_year(words: Sequence[str], year: int | None) -> Query:
    """Find one film of a year that has all words anywhere (index `newest` or `words`)."""
    if not words or year is None:
        return FILMS, []
    return FILMS, [{"$match": words_filter(words, year)}, {"$limit": 1}, {"$project": FIELDS}]


def words_filter(words: Sequence[str], year: int | None = None) -> dict[str, Any]:
    """Return the filter of all films that have all words; the first should be the rarest."""
    filter_: dict[str, Any] = {"search.words": {"$all": list(words[:MAX_BOUNDS])}}
    if rest := list(words[MAX_BOUNDS:]):  # more alternatives only keep the planner busy
        filter_["$expr"] = {"$setIsSubset": [{"$literal": rest}, "$search.words"]}
    if year:
        filter_["year"] = year
    return filter_


def unique_films(films: Iterable[FilmMatch]) -> list[FilmMatch]:
    first: dict[ObjectId, FilmMatch] = {}
    for film in films:
        first.setdefault(film.id, film)
    return list(first.values())
