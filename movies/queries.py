"""Reading films: one, a page of a selection (as cursor and as pipeline), a row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page

from .catalogue_fields import title_key
from .documents import CARD, Movie, MovieCard
from .errors import MovieNotFound
from .selection import SORTS, Selection, Sort

PAGE_SIZE = 30


def get_movie(movie_id: ObjectId) -> Movie:
    """Give a film by its id (index `_id_`), or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id})
    if doc is None:
        raise MovieNotFound
    return Movie.from_doc(doc)


def get_card(movie_id: ObjectId) -> MovieCard:
    """Give a film's card by its id (index `_id_`), or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id}, CARD)
    if doc is None:
        raise MovieNotFound
    return MovieCard.from_doc(doc)


def cards(movie_ids: Iterable[ObjectId]) -> dict[str, MovieCard]:
    """Give the cards of these films by id as text (index `_id_`)."""
    found = mongo.movies().find({"_id": {"$in": list(movie_ids)}}, CARD)
    return {card.id: card for card in map(MovieCard.from_doc, found)}


def count(selection: Selection) -> int:
    """Count a selection; the whole catalogue from its metadata."""
    if selection.is_everything:
        return catalogue_size()
    return mongo.movies().count_documents(selection.filter())


def catalogue_size() -> int:
    """Give how many films there are, from the collection's metadata."""
    return mongo.movies().estimated_document_count()


def page_of(
    selection: Selection, number: int, size: int = PAGE_SIZE, total: int | None = None
) -> Page[MovieCard]:
    """Give a page of a selection, by cursor; a number past the end gives the last page.

    `total` is how many films fit, where that is known already; it is counted otherwise. Served by
    the index of the sort, or of one of the filters (see `mongo/indexes.py`).
    """
    page: Page[MovieCard] = Page((), number, size, count(selection) if total is None else total)
    number = min(number, page.last)
    cursor = mongo.movies().find(selection.filter(), _projection(selection.order()))
    cursor = cursor.sort(selection.order()).skip((number - 1) * size).limit(size)
    return Page([MovieCard.from_doc(doc) for doc in cursor], number, size, page.total)


def pipeline_for(selection: Selection, number: int, size: int = PAGE_SIZE) -> list[dict[str, Any]]:
    """Give the pipeline twin of `page_of`'s cursor: the same documents in the same order."""
    return [
        {"$match": selection.filter()},
        {"$sort": dict(selection.order())},
        {"$skip": (number - 1) * size},
        {"$limit": size},
        {"$project": CARD},
    ]


def row_of(filter_: Mapping[str, Any], order: Sort, size: int) -> list[MovieCard]:
    """Give the first few films of a filter, for a row of a page."""
    cursor = mongo.movies().find(filter_, CARD).sort(order).limit(size)
    return [MovieCard.from_doc(doc) for doc in cursor]


def genres(size: int = 40) -> list[str]:
    """Give the genres that the catalogue has, most common first: counted over all of its films."""
    pipeline: Sequence[Mapping[str, Any]] = [
        {"$unwind": "$genres"},
        {"$sortByCount": "$genres"},
        {"$limit": size},
    ]
    return [row["_id"] for row in mongo.movies().aggregate(pipeline) if isinstance(row["_id"], str)]


def _projection(order: Sort) -> dict[str, Any]:
    relevance = {name: by for name, by in order if isinstance(by, dict)}
    return {**CARD, **relevance}


def titles_beginning(words: str, size: int = 8) -> list[MovieCard]:
    """Give the most popular films whose title begins so (index `title`); from two letters on."""
    key = title_key(words)
    if len(key) < 2:
        return []
    begins = {"title_key": {"$gte": key, "$lt": key + "\uffff"}}
    return row_of(begins, SORTS["popular"], size)
