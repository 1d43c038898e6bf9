"""Films as documents, for other programs: one, or a list filtered by facts in a stable order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo

from .documents import read_text, read_values
from .queries import get_film_document
from .selection import ASC, DESC, Sort

DOCUMENT_FIELDS = dict.fromkeys(
    (
        *("title", "year", "plot", "fullplot", "runtime", "released", "rated", "type", "poster"),
        *("genres", "directors", "writers", "cast", "countries", "languages", "awards"),
        *("imdb.rating", "imdb.votes", "imdb.id", "metacritic", "num_mflix_comments"),
        *("tomatoes.viewer.rating", "tomatoes.viewer.numReviews", "tomatoes.viewer.meter"),
    ),
    1,
)
IMDB_RATING = "imdb.rating"
# What each sort is by, the order of the ids beside it ascending, and what only films without a
# value match: MongoDB would put them first, or texts before numbers.
SORTS: Mapping[str, tuple[str, int]] = {
    "title": ("title_key", DESC), "year": ("year", ASC), IMDB_RATING: (IMDB_RATING, ASC),
}  # fmt: skip
HAS_NUMBER: Mapping[str, Any] = {"$gte": float("-inf")}
MAX_SKIP = 15_000
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactFilter:
    """What films must have: a genre by its name, a year, an IMDb rating within bounds (0–10)."""

    genre: str = ""
    year: int | None = None
    rating_min: float | None = None
    rating_max: float | None = None

    def filter(self) -> Doc:
        """Return the filter for MongoDB; values are typed, and none is an operator."""
        ends = {"$gte": self.rating_min, "$lte": self.rating_max}
        bounds = {op: end for op, end in ends.items() if end is not None}
        values = {
            "genres": next(iter(read_values(self.genre)), None),
            "year": self.year,
            IMDB_RATING: bounds or None,
        }
        return {path: value for path, value in values.items() if value is not None}


def get_public_film(movie_id: ObjectId) -> Doc:
    """Return a film's document (index `_id_`), or raise MovieNotFound."""
    return get_film_document(movie_id, DOCUMENT_FIELDS)


def list_film_documents(
    films: FactFilter, sort: str, order: int, skip: int, limit: int
) -> Sequence[Doc]:
    """Return films in an order, those without what it is by last; none past `MAX_SKIP`.

    Served by the indexes `title`, `newest` and `imdb_rating` in their order, or by one of a filter.
    """
    if skip > MAX_SKIP:
        return []
    path, ids = SORTS[sort]
    keys: Sort = [(path, order), ("_id", order * ids)]
    filter_ = films.filter()
    if sort == "title" or path in filter_:
        return _find(filter_, keys, skip, limit)
    known, unknown = ({"$and": [filter_, {path: v}]} for v in (HAS_NUMBER, {"$not": HAS_NUMBER}))
    docs = _find(known, keys, skip, limit)
    if len(docs) < limit:
        skip = max(0, skip - mongo.movies().count_documents(known)) if skip else 0
        docs += _find(unknown, keys, skip, limit - len(docs))
    return docs


def film_documents(movie_ids: Sequence[ObjectId]) -> Sequence[Doc]:
    """Return the documents of films in the order of their ids (index `_id_`)."""
    by_id = {doc["_id"]: doc for doc in _find({"_id": {"$in": list(movie_ids)}})}
    return [by_id[movie_id] for movie_id in movie_ids if movie_id in by_id]


def popular_film_documents(exclude: Sequence[ObjectId], skip: int, limit: int) -> Sequence[Doc]:
    """Return the most popular films without some, none past `MAX_SKIP` (index `popular`)."""
    if skip > MAX_SKIP:
        return []
    keys: Sort = [("ranks.popularity", DESC), ("_id", DESC)]
    return _find({"_id": {"$nin": list(exclude)}}, keys, skip, limit)


def _find(filter_: Doc, sort: Sort | None = None, skip: int = 0, limit: int = 0) -> list[Doc]:
    return list(mongo.movies().find(filter_, DOCUMENT_FIELDS, skip, limit, sort=sort))


def list_genres() -> Sequence[str]:
    """Return the genres that films have, in order (index `genre`, one key a genre)."""
    return sorted(
        {genre for value in mongo.movies().distinct("genres") if (genre := read_text(value))}
    )
