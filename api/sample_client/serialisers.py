"""Films as the sample client reads them: types that it can show, whatever is stored."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from movies.documents import (
    get_path,
    read_certificate,
    read_count,
    read_names,
    read_number,
    read_text,
    read_title,
    read_values,
    read_year,
)

Doc = Mapping[str, Any]
# Its server fetches posters: an address of ours would mean its own files, and SVG is refused.
POSTER_BEGINS = ("https://", "http://")


def film(doc: Doc) -> dict[str, Any]:
    """Return a film; what is unknown is left out."""
    facts = {
        "year": read_year(doc.get("year")),
        "plot": read_text(doc.get("plot")),
        "fullplot": read_text(doc.get("fullplot")),
        "runtime": read_count(doc.get("runtime")),
        "released": date_text(doc.get("released")),
        "rated": read_certificate(doc.get("rated")),
        "type": read_text(doc.get("type")),
        "poster": _poster(doc.get("poster")),
        "genres": list(read_values(doc.get("genres"))),
        "directors": list(read_names(doc.get("directors"))),
        "writers": list(read_names(doc.get("writers"))),
        "cast": list(read_names(doc.get("cast"))),
        "countries": list(read_values(doc.get("countries"))),
        "languages": list(read_values(doc.get("languages"))),
        "awards": _awards(doc),
        "imdb": _numbers(doc, "imdb", "rating", "votes", "id"),
        "tomatoes": _tomatoes(doc),
        "metacritic": read_count(doc.get("metacritic")),
        "num_mflix_comments": read_count(doc.get("num_mflix_comments")),
    }
    known = {name: value for name, value in facts.items() if value}
    return {"_id": str(doc["_id"]), "title": read_title(doc.get("title")) or "Untitled", **known}


def scored_film(doc: Doc, score: float) -> dict[str, Any]:
    """Return a film of a search by meaning, with its score of 0 to 1."""
    names = ("_id", "title", "plot", "poster", "year", "genres", "directors", "cast")
    facts = film(doc)
    return {name: facts[name] for name in names if name in facts} | {"score": score}


def date_text(value: Any) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(value, datetime) else ""


def _poster(value: Any) -> str:
    address = read_text(value)
    return address if address.startswith(POSTER_BEGINS) else ""


def _numbers(doc: Doc, path: str, *names: str) -> dict[str, float | int]:
    found = {name: read_number(get_path(doc, f"{path}.{name}")) for name in names}
    return {name: _plain(value) for name, value in found.items() if value is not None}


def _plain(number: float) -> float | int:
    return int(number) if math.isfinite(number) and number == int(number) else number


def _awards(doc: Doc) -> dict[str, Any]:
    text = read_text(get_path(doc, "awards.text"))
    return _numbers(doc, "awards", "wins", "nominations") | ({"text": text} if text else {})


def _tomatoes(doc: Doc) -> dict[str, Any]:
    viewer = _numbers(doc, "tomatoes.viewer", "rating", "numReviews", "meter")
    return {"viewer": viewer} if viewer else {}
