"""A small catalogue with untidy films, and how the sample client asks about it."""

from types import SimpleNamespace
from typing import Any

from bson import Decimal128, ObjectId
from django.test import Client

from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.search.indexing import rebuild_dictionary

from .cast import make_member
from .factories import a_film, a_review
from .stored_state import filled_once

# What real data has for fields that should be lists, numbers and texts.
BARE = dict.fromkeys(("directors", "writers", "cast", "plot"))
UNTIDY: tuple[dict[str, Any], ...] = (
    {"title": 1917, "year": "1981è", "imdb": {"rating": "", "votes": ""}, "genres": "Drama"},
    {"title": "Ænigma", "cast": "Ada Example", "imdb": None, "awards": None, "released": "1948"},
    {"title": {"a": 1}, "year": None, "runtime": "90 min", "poster": "/etc/passwd", "plot": 7},
    {"title": "Zed", "imdb": {"rating": Decimal128("7.5"), "votes": "1,207"}, "metacritic": ""},
)


@filled_once
def small_catalogue() -> SimpleNamespace:
    """Return ids of films, some of them untidy, three of them reviewed."""
    vienna = a_film(
        imdb={"rating": 8.1, "votes": 160_000, "id": 41959},
        fullplot="An out-of-work pulp novelist hears a zither, and a ferryman's lantern goes out.",
        poster="https://posters.example/a.jpg",
    )
    alien = a_film(
        **{"title": "Alien", "year": 1979, "genres": ["Horror", "Sci-Fi"], "writers": None},
        **{"directors": ["Ridley Scott"], "cast": ["Sigourney Weaver", "Tom Skerritt"]},
        **{"plot": "A crew hears a distress call.", "imdb": {"rating": 8.5, "votes": 900_000}},
    )
    untidy = [a_film(**{**BARE, **facts}) for facts in UNTIDY]
    alice, bob = make_member("Alice Ångström"), make_member("Bob")
    a_review(alice, vienna, "The zither, the sewers.")
    spoiler = a_review(bob, vienna, "He is alive.", spoiler=True)
    a_review(bob, alien, "", 90)
    held = a_review(alice, alien, "Buy my lantern.")
    mongo.reviews().update_one({"text": held.text}, {"$set": {"state": "held"}})
    lost = [{"movie_id": ObjectId(), "text": "Lost.", "date": now()} for _ in range(25)]
    mongo.reviews().insert_many(lost)
    rebuild_dictionary()
    return SimpleNamespace(vienna=vienna, alien=alien, untidy=untidy, spoiler=spoiler)


def data_of(path: str, **query: Any) -> Any:
    """Return the data of a good answer."""
    answer = Client().get(f"/api/movies{path}", query)
    body = answer.json()
    assert (answer.status_code, body["success"]) == (200, True), body
    return body["data"]


def titles_of(path: str, **query: Any) -> list[str]:
    data = data_of(path, **query)
    return [film["title"] for film in (data if isinstance(data, list) else data["movies"])]


def refused(path: str, **query: Any) -> tuple[int, str]:
    """Return the status and the code of an answer that refuses, in the envelope of errors."""
    answer = Client().get(f"/api/movies{path}", query)
    body = answer.json()
    assert body["success"] is False
    assert body["message"] == body["error"]["message"]
    return answer.status_code, body["error"]["code"]
