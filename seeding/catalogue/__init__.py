"""The film catalogue that ships with the project, so that a new site has something to show."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def films() -> tuple[dict[str, Any], ...]:
    """Return every film of the catalogue, by year and then title, as dicts of their own.

    Each has `title`, `plot` (str), `year`, `runtime` in minutes (int), and `directors`, `writers`,
    `cast`, `genres`, `countries`, `languages` (lists of str). `rated` (str) is there when known.
    Cast and languages are empty only where an animated film has no voices.
    """
    # Parsed afresh on purpose: PyMongo writes an `_id` into each dict that it inserts.
    return tuple(json.loads(line) for line in _lines())


@cache
def _lines() -> tuple[str, ...]:
    files = sorted(FOLDER.glob("*.jsonl"))
    return tuple(line for file in files for line in file.read_text("utf-8").splitlines())
