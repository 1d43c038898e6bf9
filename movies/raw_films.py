"""Films as stored documents, with the fields that the API returns.

Names match exactly. Lists are in the site's own order, or in that of the course: by the number of
viewers' ratings at Rotten Tomatoes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.totals import FILMS, read_totals
from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read

from .derived_fields import person_key
from .documents import title_or_untitled
from .facet_index.counting import find_index, total_from
from .facet_index.ordering import cache_page, films_of_page
from .history import find_merge_target
from .queries import count_all_films
from .search.candidates import MAX_BOUNDS, MAX_FILMS_OF_WORD
from .search.engine import resolve
from .selection import (
    AUDIENCE,
    DESC,
    ORDERS,
    POPULAR,
    SORTS,
    ResolvedSelection,
    SearchResult,
    Selection,
    Sort,
)

UNRANKED_ORDER: Sort = [("ranks.tier", DESC), ("_id", DESC)]
MAX_NAMES, MAX_TITLES = 20, 5_000
# MongoDB stores and returns the id first: after the length, its type and its name.
ID_BYTES = slice(9, 21)
Fields = tuple[str, ...]
Stage = dict[str, Any]


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
class ListPart:
    """Which part of a list is wanted, with which fields; by the audience or the site's order."""

    skip: int
    limit: int
    fields: Fields
    by_audience: bool = False


@shared_read
def find_raw_film(movie_id: ObjectId, fields: Fields) -> bytes | None:
    """Return a film, or the one it was merged into, as BSON (index `_id_`); or None."""
    return _find_one(movie_id, fields) or _find_one(find_merge_target(movie_id), fields)


def _find_one(movie_id: ObjectId | None, fields: Fields) -> bytes | None:
    films = mongo.movies().find_raw({"_id": movie_id}, fields, 0, 1) if movie_id else iter(())
    return next(films, None)


def films_by_names(names: ExactNames, part: ListPart) -> tuple[list[bytes], int]:
    """Return films as BSON, and how many there are in all.

    Served by `_id_` where the facet index is at hand, or by the indexes `popular`, `audience`,
    `genre` and `person`.
    """
    sort = AUDIENCE if part.by_audience else POPULAR
    selection, filter_ = Selection(genre=names.genres[:MAX_NAMES]), names.filter()
    state = None if names.cast else find_index(selection, is_shared=True, order=sort)
    if state:
        total = total_from(state, selection)
    else:
        total = mongo.movies().count_documents(filter_) if filter_ else _count_all()
    if part.skip >= total:
        return [], total
    films = state and films_of_page(state, selection, sort, part.skip, part.limit)
    if films and films.is_sorted:
        return _ranked_and_others(list(map(ObjectId, films.ids)), [], 0, 0, part.fields)[0], total
    order, ends = ORDERS[sort], (part.skip, part.limit)
    docs = list(mongo.movies().find_raw(filter_, part.fields, *ends, sort=order))
    if state:
        cache_page(state, selection, sort, *ends, [raw[ID_BYTES].hex() for raw in docs])
    return docs, total


def _count_all() -> int:
    totals = read_totals()
    return totals[FILMS] if FILMS in totals else count_all_films()


def films_by_words(text: str, part: ListPart) -> tuple[list[bytes], int]:
    """Return the films that the site finds for these words, the best first, and how many in all.

    Typos are forgiven where no title matches as typed. After the films that are ranked come those
    that have all words, also in their full plots alone (indexes `words` and `fullplot`). They are
    counted only where they do not all fit, up to `MAX_FILMS_OF_WORD`.
    """
    selection = resolve(Selection(q=text, exact=True))
    if not (selection.query and selection.query.result.films):
        selection = resolve(Selection(q=text))
    query = selection.query.result if selection.query and selection.by_relevance else SearchResult()
    ranked, filters = query.ids, selection.filter_without_words()
    if ranked and filters:
        docs = mongo.movies().find({**filters, "_id": {"$in": ranked}}, {"_id": 1})
        matching = {doc["_id"] for doc in docs}
        ranked = [movie_id for movie_id in ranked if movie_id in matching]
    shown = ranked[part.skip : part.skip + part.limit]
    unranked, skip = _unranked_stages(selection, ranked), max(0, part.skip - len(ranked))
    room = part.limit - len(shown) if unranked else 0
    films, others = _ranked_and_others(shown, unranked, skip, room, part.fields)
    may_have_more = unranked and (skip or len(others) == room)
    total = _count(unranked) if may_have_more else len(others)
    return [*films, *others], len(ranked) + total


def _count(stages: list[Stage]) -> int:
    rows = mongo.movies().list_of([*stages, {"$limit": MAX_FILMS_OF_WORD}, {"$count": "films"}])
    return sum(row["films"] for row in rows)


def _ranked_and_others(
    ids: Sequence[ObjectId], others: list[Stage], skip: int, room: int, fields: Fields
) -> tuple[list[bytes], list[bytes]]:
    """Return films in the order of their ids, and others, in one command."""
    projection: Stage = {"$project": dict.fromkeys(fields, 1)}
    ranked: list[Stage] = [{"$match": {"_id": {"$in": list(ids)}}}, projection]
    unranked = [*others, {"$skip": skip}, {"$limit": max(room, 1)}, projection]
    pipelines = [*([ranked] if ids else []), *([unranked] if room else [])]
    films = mongo.movies().raw_list_of(*pipelines) if pipelines else []
    by_id = {ObjectId(raw[ID_BYTES]): raw for raw in films}
    first = [by_id[movie_id] for movie_id in ids if movie_id in by_id]
    return first, films[len(first) :]


def _unranked_stages(selection: ResolvedSelection, ranked: Sequence[ObjectId]) -> list[Stage]:
    """Return the stages that match and sort the films that are not ranked; [] if there are none."""
    query, sort = selection.query, {"$sort": dict(UNRANKED_ORDER)}
    if query is None:
        return []
    if query.result.filters or not query.result.required_words:
        has_others = query.result.filters or not query.parsed.text
        return [{"$match": selection.filter()}, sort] if has_others else []
    if selection.is_truncated:
        return selection.unranked_stages(query)
    words, alternatives = query.result.required_words, [query.words_filter()]
    is_plain = len(words) <= MAX_BOUNDS and all(word.isalnum() for word in words)
    if query.result.year is None and is_plain:
        alternatives.append({"search.fullplot": {"$all": list(words)}})
    others = {"_id": {"$nin": list(ranked)}, "$or": alternatives}
    return [{"$match": {**selection.filter_without_words(), **others}}, sort]


def titles_of_countries(countries: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return ids and titles of the films of any of these countries, at most `MAX_TITLES`.

    The best known come first (index `country`).
    """
    match = {"countries": {"$in": list(countries[:MAX_NAMES])}}
    docs = mongo.movies().find(match, {"title": 1}, sort=SORTS["popular"], limit=MAX_TITLES)
    return [(str(doc["_id"]), title_or_untitled(doc)) for doc in docs]
