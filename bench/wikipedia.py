"""The films of Wikipedia's lists and of `sample_mflix`, as documents of the catalogue."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bson import ObjectId, json_util

Doc = dict[str, Any]


class DataMissing(Exception):
    """The folder with the films is not there."""


def films(folder: Path) -> Iterator[Doc]:
    """Return the facts of every film under a data folder; raises DataMissing."""
    lists = sorted((folder / "wikipedia_movies").glob("movies-*.json"))
    sample = folder / "sample_mflix" / "movies.json"
    if not lists or not sample.exists():
        raise DataMissing(
            f"The films to search are not there: {folder} should hold sample_mflix/movies.json and "
            "wikipedia_movies/movies-*.json. Name it with --data or MFLIX_DATA."
        )
    yield from json_util.loads(sample.read_text())
    for path in lists:
        for film in json.loads(path.read_text()):
            yield _as_ours(film)


def _as_ours(film: Doc) -> Doc:
    ours = {"_id": ObjectId(), "title": film["title"], "year": film["year"], "type": "movie"}
    ours |= {"cast": film.get("cast") or [], "genres": film.get("genres") or []}
    return ours | ({"plot": film["extract"]} if film.get("extract") else {})
