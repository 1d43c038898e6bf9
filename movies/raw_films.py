"""Films as stored documents, cut to the fields that a program is answered with.

Names match exactly. Lists are in the site's own order, or in that of the course: by the number of
viewers' ratings at Rotten Tomatoes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.totals import FILMS, read_totals
from mflix_site.mongo import collections as mongo
from mflix_site.paging import MAX_PAGE

from .derived_fields import person_key
from .documents import read_title
from .history import find_merge_target
from .queries import count_all_films, count_films, get_page
from .search.engine import SearchResult
from .search.query import ResolvedSelection, resolve
from .selection import DESC, SORTS, Selection, Sort

AUDIENCE: Sort = [("tomatoes.viewer.numReviews", DESC), ("_id", DESC)]
FURTHER_ORDER: Sort = [("ranks.tier", DESC), ("_id", DESC)]
MAX_NAMES, MAX_TITLES = 20, 5_000
# MongoDB stores and returns the id first: after the length, its type and its name.
ID_BYTES = slice(9, 21)
Fields = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExactNames:
    """Films of any of these people and of any of these genres; of none, all films."""

    cast: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()

    def filter(self) -> dict[str, Any]:
        """Return the filter, whose values are texts: at most `MAX_NAMES` of each kind."""
        cast, genres = list(self.cast[:MAX_NAMES]), list(self.genres[:MAX_NAMES])
        by_key = {"person_keys": {"$in": list(dict.fromkeys(map(person_key, cast)))}}
        return {
            **({**by_key, "cast": {"$in": cast}} if cast else {}),
            **({"genres": {"$in": genres}} if genres else {}),
        }


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Which part of a list is wanted, with which fields; by the audience or the site's order."""

    skip: int
    limit: int
    fields: Fields
    by_audience: bool = False


def find_film_document(movie_id: ObjectId, fields: Fields) -> bytes | None:
    """Return a film, or the one it was merged into, as BSON (index `_id_`); or None."""
    return _find_one(movie_id, fields) or _find_one(find_merge_target(movie_id), fields)


def _find_one(movie_id: ObjectId | None, fields: Fields) -> bytes | None:
    found = mongo.movies().find_raw({"_id": movie_id}, fields, 0, 1) if movie_id else iter(())
    return next(found, None)


def films_named(names: ExactNames, part: Excerpt) -> tuple[list[bytes], int]:
    """Return films as BSON, and how many there are in all.

    Served by the indexes `popular`, `audience`, `genre` and `person`.
    """
    filter_ = names.filter()
    total = mongo.movies().count_documents(filter_) if filter_ else _count_all()
    if part.skip >= total:
        return [], total
    order = AUDIENCE if part.by_audience else SORTS["popular"]
    found = mongo.movies().find_raw(filter_, part.fields, part.skip, part.limit, sort=order)
    return list(found), total


def _count_all() -> int:
    totals = read_totals()
    return totals[FILMS] if FILMS in totals else count_all_films()


def films_about(text: str, part: Excerpt) -> tuple[list[bytes], int]:
    """Return the films that the site finds for these words, then those that only their full plots
    have them in; and how many in all. Served by the indexes of search, and `fullplot`.
    """
    selection = resolve(Selection(q=text))
    known, further = count_films(selection), _by_full_plot(selection)
    total = known + (mongo.movies().count_documents(further) if further else 0)
    number, found = part.skip // part.limit + 1, list[bytes]()
    if part.skip < known and number <= MAX_PAGE:
        ids = [ObjectId(card.id) for card in get_page(selection, number, part.limit, known).items]
        rows = mongo.movies().find_raw({"_id": {"$in": ids}}, part.fields)
        by_id = {ObjectId(raw[ID_BYTES]): raw for raw in rows}
        found = [by_id[id] for id in ids if id in by_id]
    missing = min(part.limit, part.skip + part.limit - known)
    if further and missing > 0:
        skip, order = max(0, part.skip - known), FURTHER_ORDER
        found += mongo.movies().find_raw(further, part.fields, skip, missing, sort=order)
    return found, total


def _by_full_plot(selection: ResolvedSelection) -> dict[str, Any]:
    """Return the filter of films that have all words in their full plots alone; {} for none."""
    result = selection.query.result if selection.query else SearchResult()
    words = [word for word in result.required_words if word.isalnum()]
    if not words or result.filters or result.year:
        return {}
    return {"search.fullplot": {"$all": words}, "$nor": [selection.filter()]}


def titles_of_countries(countries: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return ids and titles of the films of any of these countries, at most `MAX_TITLES`.

    The best known come first (index `country`).
    """
    match = {"countries": {"$in": list(countries[:MAX_NAMES])}}
    found = mongo.movies().find(match, {"title": 1}, sort=SORTS["popular"], limit=MAX_TITLES)
    return [(str(doc["_id"]), read_title(doc.get("title")) or "Untitled") for doc in found]
