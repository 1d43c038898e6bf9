"""Films in the types that the course's client demands, however untidy their documents are.

Facts that are missing are left out: the client's pages go blank at a null where they expect a list,
an object or a number above 0.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import bson

from movies.documents import (
    get_path,
    read_certificate,
    read_count,
    read_names,
    read_number,
    read_text,
    read_title,
    read_year,
)

Json = dict[str, Any]
LIST_FIELDS = (
    *("title", "year", "rated", "cast", "genres", "runtime", "metacritic", "poster"),
    *("imdb.rating", "imdb.votes", "imdb.id"),
)
FILM_FIELDS = (
    *(*LIST_FIELDS, "plot", "fullplot", "directors", "writers", "countries", "languages"),
    *("tomatoes.viewer", "lastupdated"),
)
WEB_ADDRESSES = ("http://", "https://")
# The lower bounds of the course's buckets; the last one is the upper end, and not in any.
RATING_BOUNDS, RUNTIME_BOUNDS = (0, 50, 70, 90, 100), (0, 60, 90, 120, 180)
CACHED_FILMS = 4096


def _positive(value: Any) -> int | None:
    return read_count(value) or None


def _poster(value: Any) -> str:
    address = read_text(value)
    return address if address.startswith(WEB_ADDRESSES) else ""


def _imdb(value: Any) -> Json:
    doc = value if isinstance(value, Mapping) else {}
    rating = read_number(doc.get("rating"))
    numbers = {"votes": _positive(doc.get("votes")), "id": _positive(doc.get("id"))}
    valid = {"rating": rating if rating is not None and 0 < rating <= 10 else None, **numbers}
    return {name: number for name, number in valid.items() if number is not None}


def _tomatoes(value: Any) -> Json:
    viewer = get_path(value, "viewer") if isinstance(value, Mapping) else None
    doc = viewer if isinstance(viewer, Mapping) else {}
    rating = read_number(doc.get("rating"))
    counts = {name: _positive(doc.get(name)) for name in ("meter", "numReviews")}
    numbers = {name: n for name, n in {"rating": rating, **counts}.items() if n is not None}
    return {"viewer": numbers} if numbers else {}


def _list(value: Any) -> list[str]:
    return list(read_names(value))


READERS: Mapping[str, Callable[[Any], Any]] = {
    "year": read_year, "rated": read_certificate, "runtime": _positive, "metacritic": _positive,
    "plot": read_text, "fullplot": read_text, "poster": _poster, "imdb": _imdb,
    "tomatoes": _tomatoes, "lastupdated": lambda value: format_date(value),
    **dict.fromkeys(("cast", "genres", "directors", "writers", "countries", "languages"), _list),
}  # fmt: skip


@lru_cache(CACHED_FILMS)
def film_json(raw: bytes) -> Json:
    """Return a film as the client reads it; the same bytes are read once, and nobody changes it."""
    doc = bson.decode(raw)
    facts = {name: read(doc[name]) for name, read in READERS.items() if name in doc}
    title = read_title(doc.get("title")) or "Untitled"
    return {"_id": str(doc["_id"]), "title": title, **{n: v for n, v in facts.items() if v}}


def format_date(value: Any) -> str:
    """Return a date as the course writes it: without its zone, to the second."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    return read_text(value)


@lru_cache(CACHED_FILMS)
def type_of_lastupdated(raw: bytes) -> str:
    """Return what Python calls the type of the date: the lesson about migrations asks for it."""
    kind = datetime if isinstance(bson.decode(raw).get("lastupdated"), datetime) else str
    return str(kind)


def facets(films: Iterable[bytes]) -> Json:
    """Count the films of one page by the course's buckets; those without films are left out."""
    docs = [bson.decode(raw) for raw in films]
    return {
        "rating": _buckets([doc.get("metacritic") for doc in docs], RATING_BOUNDS),
        "runtime": _buckets([doc.get("runtime") for doc in docs], RUNTIME_BOUNDS),
    }


def _buckets(values: Iterable[Any], bounds: tuple[int, ...]) -> list[Json]:
    counts = Counter(_bucket(read_number(value), bounds) for value in values)
    names: tuple[int | str, ...] = (*bounds[:-1], "other")
    return [{"_id": name, "count": counts[name]} for name in names if counts[name]]


def _bucket(number: float | None, bounds: tuple[int, ...]) -> int | str:
    if number is None or not bounds[0] <= number < bounds[-1]:
        return "other"
    return max(low for low in bounds[:-1] if low <= number)
