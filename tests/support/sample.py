"""A small `sample_mflix` for tests, as files, and the real one where it is to be had."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import bson
import pytest
from bson import ObjectId, json_util
from django.core.management import call_command

from .stored_state import filled_once

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "sample_mflix"
needs_real_sample = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"THE REAL SAMPLE IS NOT AT {REAL}: the import of it goes untested"
)
NED, FILM = ObjectId("59b99db4cfa9a34dcd7885b6"), ObjectId("573a1390f29313caabcd42e8")
BCRYPT = "$2b$12$UREFwsRUoyF0CRqGNK0LzO0HM/jLhgUCNNIJ9RJAqMUQ74crlJ1Vu"


def a_user(**fields: Any) -> dict[str, Any]:
    """Return a user as the course has them."""
    ned = {"_id": NED, "name": "Ned Stark", "email": "ned@winterfell.test", "password": BCRYPT}
    return {**ned, **fields}


def a_movie(**fields: Any) -> dict[str, Any]:
    """Return a film as the course has them, untidy."""
    film = {"_id": FILM, "title": "The Great Train Robbery", "year": "1903è"}
    return {
        **film,
        "lastupdated": "2015-08-13 00:27:59.177000000",
        "num_mflix_comments": 7,
        **fields,
    }


def a_comment(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a comment of Ned's as the course has them."""
    words = {"name": "Ned Stark", "email": "ned@winterfell.test", "text": "Winter is coming."}
    date = json_util.loads('{"$date": {"$numberLong": "-2085523200000"}}')
    return {"_id": ObjectId(f"{number:024x}"), **words, "movie_id": FILM, "date": date, **fields}


def as_lines(*docs: dict[str, Any]) -> str:
    """Write documents as mongoexport does: relaxed extended JSON, one a line."""
    return "".join(
        json_util.dumps(doc, json_options=json_util.RELAXED_JSON_OPTIONS) + "\n" for doc in docs
    )


def as_array(*docs: dict[str, Any], indent: int | None = None) -> str:
    """Write documents as one array of canonical extended JSON."""
    canonical = [
        json.loads(json_util.dumps(d, json_options=json_util.CANONICAL_JSON_OPTIONS)) for d in docs
    ]
    return json.dumps(canonical, indent=indent)


def as_bson(*docs: dict[str, Any]) -> bytes:
    """Write documents as mongodump does."""
    return b"".join(bson.encode(doc) for doc in docs)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, compressed if its name says so."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def a_sample(folder: Path) -> Path:
    """Write a whole small sample into a folder."""
    write(folder / "comments.json", as_lines(a_comment(1), a_comment(2)))
    write(folder / "movies.json", as_array(a_movie()))
    write(folder / "users.json", as_array(a_user(), indent=2))
    return folder


def run(command: str, *arguments: Any, **options: Any) -> str:
    """Run a command of manage.py and give what it said."""
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said, **options)
    return said.getvalue()


@filled_once
def imported_sample() -> str:
    """Import the real sample; return what was printed."""
    return run("import_mflix", REAL)
