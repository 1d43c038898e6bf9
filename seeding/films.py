"""The films of a seeded site: the shipped catalogue, then films that could exist."""

from collections.abc import Iterator
from typing import Any

from movies.derived_fields import new_film_document

from .catalogue import films as shipped
from .invented_films import people, plausible_film
from .randomness import lots, seeded_id

ALWAYS = "Sam Raimi"
Doc = dict[str, Any]


def seeded_films(number: int, seed: int) -> list[Doc]:
    """Give `number` films for a seed: shipped ones of all decades first, then plausible ones."""
    return [new_film_document(facts) for facts in each_seeded_film(number, seed)]


def each_seeded_film(number: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[Doc]:
    """Give the facts of the same films one by one: a million of them need no room.

    Of several `parts` only one, for a process that shares the work with others.
    """
    known = sorted(shipped(), key=_turn)[:number]
    for film in known[part::parts]:
        yield {"_id": seeded_id("film", film["title"], film["year"]), **_facts(film)}
    cast = people(lots(seed, "people"), max(200, (number - len(known)) // 4))
    for at in range(part, number - len(known), parts):
        film = plausible_film(lots(seed, "film", at), cast)
        yield {"_id": seeded_id(seed, "film", at), **_facts(film)}


def _facts(doc: Doc) -> Doc:
    """A fact that is not known is absent, not null."""
    return {name: value for name, value in doc.items() if value is not None} | {"type": "movie"}


def _turn(film: Doc) -> tuple[bool, str]:
    """Every film of the one director always; the others in an order that mixes the decades."""
    return ALWAYS not in film["directors"], str(seeded_id(film["title"], film["year"]))
