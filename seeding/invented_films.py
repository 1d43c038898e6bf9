"""Films that could exist: titles, people, origins and plots that agree with each other."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from typing import Final

from .data_files import load_toml
from .seeded_random import pick

_FIRST_YEAR: Final = 1903
_LAST_YEAR: Final = 2024
_MIDDLE_INITIALS: Final = frozenset(("USA", "UK", "Germany", "Sweden", "Poland", "Denmark"))
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Origin:
    """A country with its share of all films (of 100), its languages and its people's names."""

    country: str
    share: int
    languages: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Those who make films, by country, in the order of `origins`; the well known come first."""

    directors: tuple[tuple[str, ...], ...]
    actors: tuple[tuple[str, ...], ...]


@cache
def origins() -> tuple[Origin, ...]:
    """Return the countries that films come from."""
    return tuple(
        Origin(
            country=entry["country"],
            share=entry["share"],
            languages=tuple(entry["languages"]),
            first_names=tuple(entry["first_names"]),
            last_names=tuple(entry["last_names"]),
        )
        for entry in load_toml("films/origins")["origins"]
    )


@cache
def _genre_draws() -> tuple[str, ...]:
    shares = load_toml("films/genres")
    return tuple(chain.from_iterable(repeat(genre, share) for genre, share in shares.items()))


@cache
def _origin_positions() -> tuple[int, ...]:
    return tuple(chain.from_iterable(repeat(at, o.share) for at, o in enumerate(origins())))


def invent_people(rng: random.Random, number: int) -> People:
    """Return about this many names, shared among the countries as their films are."""
    directors, actors = [], []
    for origin in origins():
        share = max(12, number * origin.share // 100)
        names = tuple(dict.fromkeys(_name(rng, origin) for _ in range(share)))
        directors.append(names[: len(names) // 4])
        actors.append(names[len(names) // 4 :])
    return People(tuple(directors), tuple(actors))


def invent_film(rng: random.Random, people: People) -> dict[str, object]:
    """Return one film with the catalogue's fields; `rated` may be None."""
    position = pick(rng, _origin_positions())
    origin = origins()[position]
    year = _FIRST_YEAR + int((_LAST_YEAR - _FIRST_YEAR + 1) * rng.random() ** 0.6)
    genres = _genres(rng, year)
    crew = people.directors[position]
    directors = [_well_known(rng, crew)]
    writers = directors if rng.random() < 0.3 else [_well_known(rng, crew)]
    if rng.random() < 0.25:
        writers = list(dict.fromkeys((*writers, _well_known(rng, crew))))
    return {
        "title": _title(rng, origin),
        "year": year,
        "directors": directors,
        "writers": list(writers),
        "cast": _cast(rng, people.actors[position]),
        "genres": genres,
        "countries": [origin.country],
        "languages": list(origin.languages[: 2 if rng.random() < 0.15 else 1]),
        "runtime": _runtime(rng, genres),
        "rated": _rated(rng, origin.country, year, genres),
        "plot": _plot(rng, genres[0]),
    }


def _well_known(rng: random.Random, names: Sequence[str]) -> str:
    """The first of a list work far more often than the last."""
    return names[int(rng.random() ** 2 * len(names))]


def _name(rng: random.Random, origin: Origin) -> str:
    first, last = pick(rng, origin.first_names), pick(rng, origin.last_names)
    if rng.random() < 0.5:
        return f"{first} {last}"
    if "Spanish" in origin.languages[:1]:
        return f"{first} {last} {pick(rng, origin.last_names)}"
    if origin.country in _MIDDLE_INITIALS:
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
    words = load_toml("films/plots")
    place = _word(rng, "places")
    if genre == "Documentary":
        return f"A portrait of {pick(rng, words['true_stories'])}, filmed in {place}."
    events = words["events"].get(words["borrowed"].get(genre, genre), words["events"]["Drama"])
    trait, worker = pick(rng, words["traits"]), _word(rng, "workers").lower()
    line = f"{trait} {worker} in {place} {pick(rng, events)}, {pick(rng, words['outcomes'])}."
    return line[0].upper() + line[1:]


def _word(rng: random.Random, kind: str) -> str:
    return str(pick(rng, load_toml("films/titles")[kind]))


def _title(rng: random.Random, origin: Origin) -> str:
    words = {
        **load_toml("films/titles"),
        "first_names": origin.first_names,
        "last_names": origin.last_names,
    }
    return _SLOT.sub(lambda slot: str(pick(rng, words[slot[1]])), pick(rng, _title_templates()))


@cache
def _title_templates() -> tuple[str, ...]:
    """Return the templates, each as often as its share of 100 says."""
    entries = load_toml("films/titles")["templates"]
    return tuple(chain.from_iterable(repeat(e["title"], e["share"]) for e in entries))
