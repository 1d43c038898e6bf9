"""The films of a seeded site: the catalogue that ships with the project, then invented ones."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from movies.derived_fields import new_film_document

from .data_files import catalogue_films, famous_films
from .invented_films import invent_film, invent_people
from .seeded_random import deterministic_id, seeded_random

# The course's people ask for all films of this director.
_ALWAYS: Final = "Sam Raimi"
Doc = dict[str, Any]


def seeded_films(number: int, seed: int) -> list[Doc]:
    """Return the documents of `number` films: famous ones first, then others of all decades."""
    return [new_film_document(facts) for facts in iterate_film_facts(number, seed)]


def iterate_film_facts(number: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[Doc]:
    """Yield the facts of the same films one by one: a million of them need no memory.

    Of several `parts` only one, for a process that shares the work with others.
    """
    known = sorted(catalogue_films(), key=_order)[:number]
    for film in known[part::parts]:
        yield {"_id": deterministic_id("film", film["title"], film["year"]), **_facts(film)}
    people = invent_people(seeded_random(seed, "people"), max(200, (number - len(known)) // 4))
    for position in range(part, number - len(known), parts):
        film = invent_film(seeded_random(seed, "film", position), people)
        yield {"_id": deterministic_id(seed, "film", position), **_facts(film)}


def is_famous(film: Mapping[str, Any]) -> bool:
    return f"{film['title']} ({film['year']})" in famous_films()


def _facts(doc: Doc) -> Doc:
    # A fact that is not known is absent, not null.
    return {name: value for name, value in doc.items() if value is not None} | {"type": "movie"}


def _order(film: Doc) -> tuple[bool, bool, str]:
    """The most important come first; within that, the decades are mixed."""
    mixed = str(deterministic_id(film["title"], film["year"]))
    return _ALWAYS not in film["directors"], not is_famous(film), mixed
