"""Films as the course's client is sent them, and the facets of a page of them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from api.films import Json, film_json
from mflix_site.caching import cached, size_when_decoded
from mflix_site.text import read_bson
from movies.documents import read_number

LIST_FIELDS = (
    *("title", "year", "rated", "cast", "genres", "runtime", "metacritic", "poster"),
    *("imdb.rating", "imdb.votes", "imdb.id"),
)
FILM_FIELDS = (
    *(*LIST_FIELDS, "plot", "fullplot", "directors", "writers", "countries", "languages"),
    *("tomatoes.viewer", "lastupdated"),
)
# The lower bounds of the course's buckets; the last one is the upper end, and not in any.
RATING_BOUNDS, RUNTIME_BOUNDS = (0, 50, 70, 90, 100), (0, 60, 90, 120, 180)


@cached(4_000_000, size_when_decoded)
def film_of_client(raw: bytes) -> Json:
    """Return a film; the same bytes are read once, and nobody changes it."""
    return film_json(read_bson(raw))


@lru_cache(512)
def type_of_lastupdated(raw: bytes) -> str:
    """Return the Python type of the date, which the lesson about migrations shows."""
    kind = datetime if isinstance(read_bson(raw).get("lastupdated"), datetime) else str
    return str(kind)


def facets(films: Iterable[bytes]) -> Json:
    """Count the films of one page by the course's buckets; those without films are left out."""
    docs = [read_bson(raw) for raw in films]
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
