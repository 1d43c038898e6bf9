"""The films of a seeded site: the catalogue that ships with the project, then invented ones."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from movies.derived_fields import new_film_document

from .data_files import catalogue_films, famous_films, load_toml
from .seeded_random import deterministic_id, past_id, pick, seeded_random

# The course's exercises ask for all films of this director.
_ALWAYS: Final = "Sam Raimi"
_FIRST_YEAR, _LAST_YEAR = 1903, 2024
_MIDDLE_INITIALS: Final = frozenset(("USA", "UK", "Germany", "Sweden", "Poland", "Denmark"))
_SLOT: Final = re.compile(r"\{(\w+)\}")
Doc = dict[str, Any]
# Directors and actors by country; those who work most come first.
People = Mapping[str, tuple[Sequence[str], Sequence[str]]]


def seeded_films(number: int, seed: int) -> Iterator[Doc]:
    """Yield the documents of `number` films: famous ones first, then others of all decades."""
    return map(new_film_document, iterate_film_facts(number, seed))


def iterate_film_facts(number: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[Doc]:
    """Yield the facts of the same films one at a time, so that a million need little memory.

    With `parts`, yield only one of so many parts, so that several processes can share the work.
    """
    known = sorted(catalogue_films(), key=_rank)[:number]
    for film in known[part::parts]:
        yield {"_id": past_id("film", film["title"], film["year"]), "type": "movie", **film}
    people = invent_people(seeded_random(seed, "people"), max(200, (number - len(known)) // 4))
    for position in range(part, number - len(known), parts):
        film = invent_film(seeded_random(seed, "film", position), people)
        # A fact that is not known is absent, not null.
        facts = {name: value for name, value in film.items() if value is not None}
        yield {"_id": past_id(seed, "film", position), "type": "movie", **facts}


def is_famous(film: Mapping[str, Any]) -> bool:
    return f"{film['title']} ({film['year']})" in famous_films()


def _rank(film: Doc) -> tuple[bool, bool, str]:
    mixed = str(deterministic_id(film["title"], film["year"]))
    return _ALWAYS not in film["directors"], not is_famous(film), mixed


@cache
def _by_share(name: str, *keys: str) -> list[Any]:
    """Return a file's entries, each `share` times, so that a uniform pick is a weighted one."""
    entries = load_toml(name, *keys)
    if isinstance(entries, dict):
        return list(Counter(entries).elements())
    return [table for table in entries for _ in range(table["share"])]


def invent_people(rng: random.Random, number: int) -> People:
    """Return about this many names, shared among the countries as their films are."""
    people = {}
    for origin in load_toml("films/origins", "origins"):
        share = max(12, number * origin["share"] // 100)
        names = list(dict.fromkeys(_name(rng, origin) for _ in range(share)))
        people[origin["country"]] = names[: len(names) // 4], names[len(names) // 4 :]
    return people


def invent_film(rng: random.Random, people: People) -> Doc:
    origin: Doc = pick(rng, _by_share("films/origins", "origins"))
    country = origin["country"]
    year = _FIRST_YEAR + int((_LAST_YEAR - _FIRST_YEAR + 1) * rng.random() ** 0.6)
    genres = _genres(rng, year)
    crew, actors = people[country]
    directors = [_pick_by_rank(rng, crew)]
    writers = directors if rng.random() < 0.3 else [_pick_by_rank(rng, crew)]
    if rng.random() < 0.25:
        writers = list(dict.fromkeys((*writers, _pick_by_rank(rng, crew))))
    cast: dict[str, None] = {}
    while len(cast) < 4:
        cast[_pick_by_rank(rng, actors)] = None
    words = load_toml("films/titles") | origin
    template = pick(rng, _by_share("films/titles", "templates"))["title"]
    return {
        "title": _SLOT.sub(lambda slot: pick(rng, words[slot[1]]), template),
        "year": year,
        "directors": directors,
        "writers": list(writers),
        "cast": list(cast),
        "genres": genres,
        "countries": [country],
        "languages": origin["languages"][: 2 if rng.random() < 0.15 else 1],
        "runtime": _runtime(rng, genres),
        "rated": _rated(rng, country, year, genres),
        "plot": _plot(rng, genres[0]),
    }


def _pick_by_rank(rng: random.Random, names: Sequence[str]) -> str:
    """Return a name; the first are picked far more often than the last."""
    return names[int(rng.random() ** 2 * len(names))]


def _name(rng: random.Random, origin: Doc) -> str:
    first, last = pick(rng, origin["first_names"]), pick(rng, origin["last_names"])
    has_third_part = rng.random() >= 0.5
    if has_third_part and origin["languages"][0] == "Spanish":
        return f"{first} {last} {pick(rng, origin['last_names'])}"
    if has_third_part and origin["country"] in _MIDDLE_INITIALS:
        return f"{first} {pick(rng, 'ABCDEFGHJKLMNPRSTW')}. {last}"
    return f"{first} {last}"


def _genres(rng: random.Random, year: int) -> list[str]:
    drawn = [pick(rng, _by_share("films/genres")) for _ in range(1 + int(rng.random() * 2.6))]
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
