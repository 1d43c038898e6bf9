"""Films that could exist: titles, people, origins and plots that agree with each other."""

import random
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from .data_files import load_toml
from .seeded_random import pick

_FIRST_YEAR: Final = 1903
_LAST_YEAR: Final = 2024
_MIDDLE_INITIALS: Final = frozenset(("USA", "UK", "Germany", "Sweden", "Poland", "Denmark"))
_SLOT: Final = re.compile(r"\{(\w+)\}")
# Directors and actors of each country, in the order of `origins.toml`; the well known come first.
People = Sequence[tuple[Sequence[str], Sequence[str]]]
Origin = dict[str, Any]


@cache
def _origin_positions() -> list[int]:
    origins = load_toml("films/origins", "origins")
    return [at for at, origin in enumerate(origins) for _ in range(origin["share"])]


@cache
def _genre_draws() -> list[str]:
    return [genre for genre, share in load_toml("films/genres").items() for _ in range(share)]


@cache
def _title_templates() -> list[str]:
    templates = load_toml("films/titles", "templates")
    return [template["title"] for template in templates for _ in range(template["share"])]


def invent_people(rng: random.Random, number: int) -> People:
    """Return about this many names, shared among the countries as their films are."""
    people = []
    for origin in load_toml("films/origins", "origins"):
        share = max(12, number * origin["share"] // 100)
        names = list(dict.fromkeys(_name(rng, origin) for _ in range(share)))
        people.append((names[: len(names) // 4], names[len(names) // 4 :]))
    return people


def invent_film(rng: random.Random, people: People) -> dict[str, object]:
    """Return one film with the catalogue's fields; `rated` may be None."""
    position = pick(rng, _origin_positions())
    origin = load_toml("films/origins", "origins")[position]
    year = _FIRST_YEAR + int((_LAST_YEAR - _FIRST_YEAR + 1) * rng.random() ** 0.6)
    genres = _genres(rng, year)
    crew, actors = people[position]
    directors = [_well_known(rng, crew)]
    writers = directors if rng.random() < 0.3 else [_well_known(rng, crew)]
    if rng.random() < 0.25:
        writers = list(dict.fromkeys((*writers, _well_known(rng, crew))))
    return {
        "title": _title(rng, origin),
        "year": year,
        "directors": directors,
        "writers": list(writers),
        "cast": _cast(rng, actors),
        "genres": genres,
        "countries": [origin["country"]],
        "languages": origin["languages"][: 2 if rng.random() < 0.15 else 1],
        "runtime": _runtime(rng, genres),
        "rated": _rated(rng, origin["country"], year, genres),
        "plot": _plot(rng, genres[0]),
    }


def _well_known(rng: random.Random, names: Sequence[str]) -> str:
    # The first of a list work far more often than the last.
    return names[int(rng.random() ** 2 * len(names))]


def _name(rng: random.Random, origin: Origin) -> str:
    first, last = pick(rng, origin["first_names"]), pick(rng, origin["last_names"])
    if rng.random() < 0.5:
        return f"{first} {last}"
    if origin["languages"][0] == "Spanish":
        return f"{first} {last} {pick(rng, origin['last_names'])}"
    if origin["country"] in _MIDDLE_INITIALS:
        return f"{first} {pick(rng, 'ABCDEFGHJKLMNPRSTW')}. {last}"
    return f"{first} {last}"


def _cast(rng: random.Random, actors: Sequence[str]) -> list[str]:
    cast: dict[str, None] = {}
    while len(cast) < 4:
        cast[_well_known(rng, actors)] = None
    return list(cast)


def _genres(rng: random.Random, year: int) -> list[str]:
    drawn = [pick(rng, _genre_draws()) for _ in range(1 + int(rng.random() * 2.6))]
    if year < 1915:
        drawn = [*drawn[:2], "Short"]
    # Noir is a style of its time; before and after, the same story is simply a crime film.
    timely = ["Crime" if g == "Film-Noir" and not 1940 <= year < 1960 else g for g in drawn]
    genres = list(dict.fromkeys(timely))
    if "Documentary" in genres:
        genres = [g for g in genres if g in ("Documentary", "Short", "Music", "Sport", "History")]
    return ["Drama", "Short"] if genres == ["Short"] else sorted(genres, key="Short".__eq__)


def _runtime(rng: random.Random, genres: Sequence[str]) -> int:
    if "Short" in genres:
        return 4 + int(rng.random() * 36)
    if "Animation" in genres:
        return 68 + int(rng.random() * 35)
    return int(min(212, max(61, rng.gauss(103, 19))))


def _rated(rng: random.Random, country: str, year: int, genres: Sequence[str]) -> str | None:
    if rng.random() < (0.25 if country == "USA" else 0.7):
        return None
    if year < 1934:
        return "UNRATED"
    if year < 1968:
        return pick(rng, ("APPROVED", "APPROVED", "PASSED"))
    if "Family" in genres or "Animation" in genres:
        return pick(rng, ("G", "PG"))
    return pick(rng, ("PG", "R", "R", "NOT RATED") if year < 1984 else ("PG", "PG-13", "R", "R"))


def _plot(rng: random.Random, genre: str) -> str:
    words, titles = load_toml("films/plots"), load_toml("films/titles")
    place = pick(rng, titles["places"])
    if genre == "Documentary":
        return f"A portrait of {pick(rng, words['true_stories'])}, filmed in {place}."
    events = words["events"].get(words["borrowed"].get(genre, genre), words["events"]["Drama"])
    trait, worker = pick(rng, words["traits"]), pick(rng, titles["workers"]).lower()
    line = f"{trait} {worker} in {place} {pick(rng, events)}, {pick(rng, words['outcomes'])}."
    return line[0].upper() + line[1:]


def _title(rng: random.Random, origin: Origin) -> str:
    words = load_toml("films/titles") | origin
    return _SLOT.sub(lambda slot: pick(rng, words[slot[1]]), pick(rng, _title_templates()))
