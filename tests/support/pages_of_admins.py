"""The pages of administration with something on each: long names, many facts, forms gone wrong."""

from collections.abc import Iterator
from typing import Any

from mflix_site.mongo import collections as mongo

from .cast import make_member
from .factories import a_film, a_review
from .moderation import as_stored
from .running import an_edit
from .stops import Stop

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff" * 2
NAMES = (
    "dashboard", "members", "members, nobody", "a record", "own record", "films", "films, none",
    "add a film", "edit a film", "history", "history, empty", "merge with", "merge", "delete",
    "promotions",
)  # fmt: skip


def stops() -> Iterator[Stop]:
    """Put an admin, a film with history and a double of it in, and give the pages."""
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


def _stops(olga: Any, film: str, untouched: str, double: Any) -> Iterator[Stop]:
    olga = type(olga).from_doc(as_stored(olga))
    here = "/administration"
    yield Stop("dashboard", olga, f"{here}/?days=90")
    yield Stop("members", olga, f"{here}/members/")
    yield Stop("members, nobody", olga, f"{here}/members/?q=nobody&standing=closed")
    yield Stop("a record", olga, f"{here}/members/lola/")
    yield Stop("own record", olga, f"{here}/members/olga/")
    yield Stop("films", olga, f"{here}/films/")
    yield Stop("films, none", olga, f"{here}/films/?q=zzzzzzzz")
    yield Stop("add a film", olga, f"{here}/films/add/")
    yield Stop("edit a film", olga, f"{film}/edit/")
    yield Stop("history", olga, f"{film}/history/")
    yield Stop("history, empty", olga, f"{untouched}/history/")
    yield Stop("merge with", olga, f"{film}/merge/")
    yield Stop("merge", olga, f"{film}/merge/{double}/")
    yield Stop("delete", olga, f"{film}/delete/")
    yield Stop("promotions", olga, f"{here}/promotions/")
