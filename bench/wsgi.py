"""The site under gunicorn, and *floor* beside it: the same data with PyMongo alone, as JSON."""

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from bson import ObjectId
from pymongo import DESCENDING, MongoClient
from pymongo.database import Database

from mflix_site.wsgi import application as site

FLOOR = "/bench/floor/"
LIST, REVIEWS = 30, 20
FIELDS = ("title", "year", "genres", "directors", "rating", "runtime", "rated")
Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer below `/bench/floor/` without Django, everything else with the site."""
    path = environ["PATH_INFO"]
    if not path.startswith(FLOOR):
        return site(environ, start_response)  # type: ignore[no-any-return]
    body = json.dumps(floor(path.removeprefix(FLOOR)), default=str).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]


@cache
def database() -> Database[dict[str, Any]]:
    """Return this worker's database, connected once."""
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["MONGODB_URI"])
    return client[os.environ["MONGODB_DB"]]


def floor(what: str) -> Any:
    """Return a list of films, or with `film/<id>` that film with its newest reviews."""
    kind, _, film_id = what.partition("/")
    if kind == "list":
        films = database().movies.find({}, dict.fromkeys(FIELDS, 1))
        order = [("ranks.popularity", DESCENDING), ("_id", DESCENDING)]
        return list(films.sort(order).limit(LIST))
    movie_id = ObjectId(film_id)
    reviews = database().comments.find({"movie_id": movie_id, "state": "visible"})
    newest = reviews.sort([("date", DESCENDING), ("_id", DESCENDING)]).limit(REVIEWS)
    return {"film": database().movies.find_one({"_id": movie_id}), "reviews": list(newest)}
