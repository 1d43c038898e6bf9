"""Reading films: one, a page of a selection (as cursor and as pipeline), a row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page

from .documents import CARD_FIELDS, CERTIFICATES, Movie, MovieCard, read_text
from .errors import MovieNotFound
from .search.suggestions import Suggestion, suggest
from .selection import Selection, Sort

PAGE_SIZE = 30
Doc = dict[str, Any]


def get_movie(movie_id: ObjectId) -> Movie:
    """Give a film by its id (index `_id_`), or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id})
    if doc is None:
        raise MovieNotFound
    return Movie.from_doc(doc)


def movie_exists(movie_id: ObjectId) -> bool:
    """Tell whether there is such a film (index `_id_`)."""
    return mongo.movies().find_one({"_id": movie_id}, {"_id": 1}) is not None


def ensure_film_exists(movie_id: ObjectId, *, session: ClientSession) -> None:
    """Within a transaction, raise MovieNotFound when a film is gone (index `_id_`)."""
    if mongo.movies().find_one({"_id": movie_id}, {"_id": 1}, session=session) is None:
        raise MovieNotFound


def get_card(movie_id: ObjectId) -> MovieCard:
    """Give a film's card by its id (index `_id_`), or raise MovieNotFound."""
    doc = mongo.movies().find_one({"_id": movie_id}, CARD_FIELDS)
    if doc is None:
        raise MovieNotFound
    return MovieCard.from_doc(doc)


def get_cards(movie_ids: Iterable[ObjectId]) -> dict[str, MovieCard]:
    """Give the cards of these films by id as text (index `_id_`)."""
    found = mongo.movies().find({"_id": {"$in": list(movie_ids)}}, CARD_FIELDS)
    return {card.id: card for card in map(MovieCard.from_doc, found)}


def get_titles(movie_ids: Iterable[ObjectId]) -> dict[str, str]:
    """Give the titles of these films by id as text (index `_id_`)."""
    found = mongo.movies().find({"_id": {"$in": list(movie_ids)}}, {"title": 1})
    return {str(doc["_id"]): read_text(doc.get("title")) or "Untitled" for doc in found}


def count_films(selection: Selection) -> int:
    """Count a selection; the whole catalogue from its metadata."""
    if selection.is_everything:
        return catalogue_size()
    return mongo.movies().count_documents(selection.filter())


def catalogue_size() -> int:
    """Give how many films there are, from the collection's metadata."""
    return mongo.movies().estimated_document_count()


def get_page(
    selection: Selection, number: int, size: int = PAGE_SIZE, total: int | None = None
) -> Page[MovieCard]:
    """Give a page of a selection, by cursor; a number past the end gives the last page.

    `total` is how many films fit, where that is known already; it is counted otherwise. Served by
    the index of the sort, or of one of the filters (see `mongo/indexes.py`).
    """
    selection = selection.resolved()
    page: Page[MovieCard] = Page(
        (), number, size, count_films(selection) if total is None else total
    )
    number = min(number, page.last)
    rows = _relevant if selection.by_relevance else _ordered
    docs = rows(selection, (number - 1) * size, size)
    return Page([MovieCard.from_doc(doc) for doc in docs], number, size, page.total)


def _ordered(selection: Selection, skip: int, size: int) -> list[Doc]:
    cursor = mongo.movies().find(selection.filter(), CARD_FIELDS).sort(selection.order())
    return list(cursor.skip(skip).limit(size))


def _relevant(selection: Selection, skip: int, size: int) -> list[Doc]:
    """The ranked films in their order (index `_id_`), then those that have the words (`words`)."""
    reading, beside = selection.reading, selection.filter_beside_words()
    if reading is None:
        return []
    place = {movie_id: at for at, movie_id in enumerate(reading.ids)}
    ranked = list(mongo.movies().find({**beside, "_id": {"$in": reading.ids}}, CARD_FIELDS))
    docs = sorted(ranked, key=lambda doc: place[doc["_id"]])[skip : skip + size]
    if len(docs) == size or not reading.result.required_words:
        return docs
    others = {**reading.words_filter(), **beside, "_id": {"$nin": reading.ids}}
    cursor = mongo.movies().find(others, CARD_FIELDS).sort(selection.order())
    return docs + list(cursor.skip(max(0, skip - len(ranked))).limit(size - len(docs)))


def pipeline_for(selection: Selection, number: int, size: int = PAGE_SIZE) -> list[dict[str, Any]]:
    """Give the pipeline twin of `page_of`'s cursor: the same documents in the same order."""
    selection = selection.resolved()
    ranked = selection.reading.ids if selection.by_relevance and selection.reading else []
    at = {"$indexOfArray": [ranked, "$_id"]}
    place = {"$cond": [{"$lt": [at, 0]}, len(ranked), at]}
    return [
        {"$match": selection.filter()},
        *([{"$set": {"place": place}}] if ranked else []),
        {"$sort": ({"place": 1} if ranked else {}) | dict(selection.order())},
        {"$skip": (number - 1) * size},
        {"$limit": size},
        {"$project": CARD_FIELDS},
    ]


def list_cards(filter_: Mapping[str, Any], order: Sort, size: int) -> list[MovieCard]:
    """Give the first few films of a filter, for a row of a page."""
    cursor = mongo.movies().find(filter_, CARD_FIELDS).sort(order).limit(size)
    return [MovieCard.from_doc(doc) for doc in cursor]


def common_genres(size: int = 40) -> list[str]:
    """Give the genres that the catalogue has, most common first: counted over all of its films."""
    pipeline: Sequence[Mapping[str, Any]] = [
        {"$unwind": "$genres"},
        {"$sortByCount": "$genres"},
        {"$limit": size},
    ]
    return [row["_id"] for row in mongo.movies().aggregate(pipeline) if isinstance(row["_id"], str)]


def list_certificates() -> list[str]:
    """Give the usual certificates, then the others that films here have (index `rated`)."""
    found = {read_text(value) for value in mongo.movies().distinct("rated")} - {""}
    return [*CERTIFICATES, *sorted(found - set(CERTIFICATES))]


def titles_beginning(words: str) -> list[Suggestion]:
    """Give films and people whose names begin so, from the second letter on, in one command."""
    return suggest(words)
