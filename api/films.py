"""Films in the types that the clients of others demand, however untidy their documents are.

Facts that are missing are left out: the course's client goes blank at a null where it expects a
list, an object or a number above 0.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from movies.documents import (
    read_certificate,
    read_count,
    read_names,
    read_number,
    read_text,
    read_values,
    read_year,
    title_or_untitled,
)

Json = dict[str, Any]
# A path would mean the client's own files, and its server refuses SVG.
WEB_ADDRESSES = ("http://", "https://")


def _positive(value: Any) -> int | None:
    return read_count(value) or None


def _rating(value: Any) -> float | None:
    rating = read_number(value)
    return rating if rating is not None and 0 < rating <= 10 else None


def format_date(value: Any, separator: str = " ") -> str:
    """Return a date as the course writes it: without its zone, to the second; empty for none."""
    is_date = isinstance(value, datetime)
    return value.replace(tzinfo=None).isoformat(separator, "seconds") if is_date else ""


def _read(readers: Mapping[str, Callable[[Any], Any]], value: Any) -> Json:
    """Return the known fields of a document; none without a document."""
    doc = value if isinstance(value, Mapping) else {}
    facts = {name: read(doc[name]) for name, read in readers.items() if name in doc}
    return {name: fact for name, fact in facts.items() if fact}


COUNTS = dict.fromkeys(("votes", "id", "meter", "numReviews", "wins", "nominations"), _positive)
OBJECT = partial(_read, {"rating": _rating, **COUNTS, "text": read_text})
READERS: Mapping[str, Callable[[Any], Any]] = {
    "year": read_year, "rated": read_certificate, "runtime": _positive, "metacritic": _positive,
    "plot": read_text, "fullplot": read_text,
    "poster": lambda value: text if (text := read_text(value)).startswith(WEB_ADDRESSES) else "",
    "type": read_text,
    "imdb": OBJECT, "awards": OBJECT, "tomatoes": partial(_read, {"viewer": OBJECT}),
    "lastupdated": lambda value: format_date(value) or read_text(value),
    "released": partial(format_date, separator="T"),
    "num_mflix_comments": _positive,
    **dict.fromkeys(("cast", "directors", "writers"), lambda value: list(read_names(value))),
    **dict.fromkeys(("genres", "countries", "languages"), lambda value: list(read_values(value))),
}  # fmt: skip


def film_json(doc: Mapping[str, Any]) -> Json:
    """Return the known fields of a film."""
    return {"_id": str(doc["_id"]), "title": title_or_untitled(doc), **_read(READERS, doc)}
