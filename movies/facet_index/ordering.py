"""The films of a page from the facet index: the ids of exactly these, in the order of each sort."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pyroaring import BitMap

from mflix_site.mongo import collections as mongo
from mflix_site.text import get_path

from ..selection import ORDERS, POPULAR, Selection
from .changes import ChangedFilms
from .loading import IndexState, order_id

# A process caches up to 60 bytes a film. Pages of a larger catalogue are read in the sort's index,
# and a document of MongoDB has room for the ids of a few more films than these.
MAX_ORDERED = 2**20
# How much longer a film takes to be sorted by its place than to be passed over in an order.
SORTING_COST = 4
ID_LENGTH = 12
# In BSON: the type of the first value, that of an ObjectId, and its bytes after the name `_id`.
TYPE, OBJECT_ID, ID_BYTES = 4, 7, slice(9, 9 + ID_LENGTH)
OLDEST, DATED, UNDATED = "oldest", {"year": {"$gt": 0}}, {"year": None}
# Orders that a review may change.
BY_TALLY = ("popular", "rating", "discussed")
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageFilms:
    """The ids of the films to read for a page, and how many of them, sorted, belong before it.

    `is_sorted` where they are in their order already, and all of them are of the page.
    """

    ids: Sequence[str]
    skip: int
    is_sorted: bool


def read_orders(session: ClientSession) -> dict[str, dict[str, bytes]]:
    """Return all films in each order, from the indexes of the sorts alone.

    As numbers of four bytes, which count the films by popularity, and as the place of each of them;
    in the order of popularity as their ids.
    """
    ids = _read_ids(session, POPULAR, {})
    number = {movie_id: at for at, movie_id in enumerate(ids)}
    orders = {POPULAR: {"order": b"".join(ids)}}
    for name in ORDERS.keys() - {POPULAR}:
        parts = (DATED, UNDATED) if name == OLDEST else ({},)
        films = (movie_id for part in parts for movie_id in _read_ids(session, name, part))
        order = array("I", map(number.__getitem__, films))
        orders[name] = {"order": order.tobytes(), "places": _places(order, len(ids)).tobytes()}
    return orders


def _places(order: "array[int]", films: int) -> "array[int]":
    """Return where in an order each film is; one that is in none comes last."""
    places = array("I", [films]) * films
    for place, number in enumerate(order):
        places[number] = place
    return places


def _read_ids(session: ClientSession, sort: str, filter_: Doc) -> list[bytes]:
    films = mongo.movies().find_raw(filter_, {"_id": 1}, sort=ORDERS[sort], session=session)
    return list(map(_id_bytes, films))


def _id_bytes(raw: bytes) -> bytes:
    """Return a film's id, or of one of another application, which has no page, a hash."""
    is_object_id = raw[TYPE] == OBJECT_ID
    return raw[ID_BYTES] if is_object_id else blake2b(raw, digest_size=ID_LENGTH).digest()


def films_of_page(
    state: IndexState, selection: Selection, sort: str, skip: int, limit: int
) -> PageFilms | None:
    """Return which films to read for a page, at most twice as many as it shows.

    None where the index has no orders, or more films than half a page have changed since and
    match, unless the page was read since the last change.
    """
    cached: PageFilms | None = state.index.cached.get(
        _page_key(state, selection, sort, skip, limit)
    )
    films = cached or _find_films(state, selection, sort, skip, limit)
    if films and films.is_sorted and not cached:
        cache_page(state, selection, sort, skip, limit, films.ids)
    return films


def cache_page(
    state: IndexState, selection: Selection, sort: str, skip: int, limit: int, ids: Sequence[str]
) -> None:
    """Cache the films of a page, in their order, until the next change.

    Pages that hide a viewer's films are not cached, nor those with an id of another application.
    """
    if selection.seen is None and all(map(ObjectId.is_valid, ids)):
        key = _page_key(state, selection, sort, skip, limit)
        state.index.cache(key, PageFilms(ids, 0, is_sorted=True))


def _page_key(state: IndexState, selection: Selection, *order_and_part: Any) -> Any:
    if selection.seen is not None:
        return None
    return ("films", state.changes.version, selection, *order_and_part)


def _find_films(
    state: IndexState, selection: Selection, sort: str, skip: int, limit: int
) -> PageFilms | None:
    films = _in_order(state, selection, sort, skip + limit)
    if films is None:
        return None
    changed = _films_to_place(state, selection, sort)
    seen = selection.seen or {}
    moved = [id for id in changed.matching(selection) if not (seen and ObjectId(id) in seen)]
    if len(moved) > limit // 2:
        return None
    if hidden := changed.ids.union(movie_id.binary for movie_id in seen):
        films = (film for film in films if film not in hidden)
    first = max(0, skip - len(moved))
    ids = [film.hex() for film in islice(films, first, skip + limit)]
    return PageFilms([*ids, *moved], skip - first, is_sorted=not moved)


def _in_order(
    state: IndexState, selection: Selection, sort: str, wanted: int
) -> Iterator[bytes] | None:
    """Return the ids of a selection's films as the index has them, in their order."""
    index, parts = state.index, state.parts
    ids: Any = parts[order_id(POPULAR)]
    if not ids:
        return None
    matching = index.bitmaps(parts, selection).matching(selection)
    if sort == POPULAR:
        numbers: Iterable[int] = matching
    else:
        numbers = _sorted(matching, parts[order_id(sort)], wanted)
    return (ids[at : at + ID_LENGTH] for at in (number * ID_LENGTH for number in numbers))


def _sorted(matching: BitMap, part: Sequence[Any], wanted: int) -> Iterable[int]:
    """Return films in an order: a few are sorted, of many the first are soon found in it.

    Either takes time with the square root of the number of films at most.
    """
    order: array[int]
    places: array[int]
    order, places = part
    if len(matching) == len(places):
        return order
    if SORTING_COST * len(matching) ** 2 > wanted * len(order):
        return filter(matching.__contains__, order)
    placed = [number for number in matching if places[number] < len(places)]
    return sorted(placed, key=places.__getitem__)


def _films_to_place(state: IndexState, selection: Selection, sort: str) -> ChangedFilms:
    """Return the changed films that may have left their place in an order, or a selection."""
    by_tally = sort in BY_TALLY or selection.rating_min is not None
    return state.changes.all_films if by_tally else state.changes.edited


def sort_films(docs: list[Doc], sort: str) -> list[Doc]:
    """Return films in an order, as MongoDB has it."""
    (path, direction), (_, by_id) = ORDERS[sort]
    if sort == OLDEST:
        docs = [doc for doc in docs if doc.get("year") is None or _is_dated(doc)]
    docs = sorted(docs, key=lambda doc: doc["_id"], reverse=by_id < 0)
    docs.sort(key=lambda doc: _sort_key(get_path(doc, path)), reverse=direction < 0)
    if sort == OLDEST:
        docs.sort(key=lambda doc: not _is_dated(doc))
    return docs


def _is_dated(doc: Mapping[str, Any]) -> bool:
    year = doc.get("year")
    return isinstance(year, int | float) and year > 0


def _sort_key(value: Any) -> tuple[int, Any]:
    """Return the sort key of values in an index: missing ones, then numbers, then texts."""
    if isinstance(value, str):
        return 2, value.encode()
    return (1, value) if isinstance(value, int | float) else (0, 0)
