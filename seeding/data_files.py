"""The files in `data`: phrases and words, and the films that ship with the project."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def load_toml(name: str, *keys: str | int) -> Any:
    """Return a file such as "reviews/loved", or the entry under its keys; do not change it."""
    if keys:
        return load_toml(name, *keys[:-1])[keys[-1]]
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def catalogue_films() -> list[dict[str, Any]]:
    """Return every film of the catalogue, by year and then title.

    Each has `title`, `plot` (str), `year`, `runtime` in minutes (int), and `directors`, `writers`,
    `cast`, `genres`, `countries`, `languages` (lists of str). `rated` (str) is there when known.
    Cast and languages are empty only where an animated film has no voices.
    """
    files = sorted((FOLDER / "films").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


@cache
def famous_films() -> frozenset[str]:
    """Return the films that people look for first, each as "title (year)"."""
    lines = (FOLDER / "films" / "famous.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
