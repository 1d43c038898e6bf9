"""The pages of administration with something on each: long names, many facts, forms gone wrong."""

from collections.abc import Iterator
from typing import Any

from mflix_site.mongo import collections as mongo

from .cast import make_member
from .factories import a_film, a_review
from .moderation import as_stored
from .page_visits import Visit
from .running import an_edit

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff" * 2
NAMES = (
    "dashboard", "members", "members, nobody", "a record", "own record", "films", "films, none",
    "add a film", "edit a film", "history", "history, empty", "merge with", "merge", "delete",
    "promotions",
)  # fmt: skip


def stops() -> Iterator[Visit]:
    """Insert an admin, a film with history and a double of it, and return the pages."""
    olga, lola = make_member("Olga", role="admin"), make_member(f"Lola {LONG_NAME[:50]}")
    mongo.members().update_one({"_id": lola.id}, {"$set": {"handle": "lola", "handle_key": "lola"}})
    cast = [f"Actor {n}" for n in range(30)]
    film = a_film(title="Rear " + "W" * 150, writers=["x" * 200], cast=cast)
    double, untouched = a_film(title="Rear W"), a_film(title="The Untouched")
    for one in (film, double):
        a_review(lola, one)
    an_edit(olga, film, year=1950, genres=("Crime", "g" * 80), cast=("Actor 1",), plot="p" * 300)
    films = "/administration/films"
    yield from _stops(olga, f"{films}/{film}", f"{films}/{untouched}", double)


def _stops(olga: Any, film: str, untouched: str, double: Any) -> Iterator[Visit]:
    olga = type(olga).from_doc(as_stored(olga))
    here = "/administration"
    yield Visit("dashboard", olga, f"{here}/?days=90")
    yield Visit("members", olga, f"{here}/members/")
    yield Visit("members, nobody", olga, f"{here}/members/?q=nobody&standing=closed")
    yield Visit("a record", olga, f"{here}/members/lola/")
    yield Visit("own record", olga, f"{here}/members/olga/")
    yield Visit("films", olga, f"{here}/films/")
    yield Visit("films, none", olga, f"{here}/films/?q=zzzzzzzz")
    yield Visit("add a film", olga, f"{here}/films/add/")
    yield Visit("edit a film", olga, f"{film}/edit/")
    yield Visit("history", olga, f"{film}/history/")
    yield Visit("history, empty", olga, f"{untouched}/history/")
    yield Visit("merge with", olga, f"{film}/merge/")
    yield Visit("merge", olga, f"{film}/merge/{double}/")
    yield Visit("delete", olga, f"{film}/delete/")
    yield Visit("promotions", olga, f"{here}/promotions/")
