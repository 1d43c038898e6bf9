"""Films that could exist: titles, people, origins and plots that agree with each other."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final, TypeVar

from . import title_words as words
from .origins import ORIGINS, Origin
from .plot_words import EVENTS, OUTCOMES, STANDS_FOR, TRAITS, TRUE_STORIES

_T = TypeVar("_T")
_FIRST_YEAR: Final = 1903
_LAST_YEAR: Final = 2024
_ORIGIN_AT: Final = tuple(chain.from_iterable(repeat(at, o.share) for at, o in enumerate(ORIGINS)))
_MIDDLE_INITIALS: Final = frozenset(("USA", "UK", "Germany", "Sweden", "Poland", "Denmark"))
_GENRE_SHARES: Final = {
    **{"Drama": 24, "Comedy": 15, "Crime": 7, "Romance": 7, "Thriller": 6, "Documentary": 5},
    **{"Adventure": 5, "Action": 5, "Horror": 4, "Mystery": 4, "War": 3, "Biography": 3},
    **{"Family": 3, "Fantasy": 3, "Sci-Fi": 3, "Film-Noir": 3, "History": 2, "Western": 2},
    **{"Animation": 2, "Music": 2, "Musical": 2, "Sport": 2, "Short": 2},
}
_GENRES: Final = tuple(chain.from_iterable(repeat(g, n) for g, n in _GENRE_SHARES.items()))


@dataclass(frozen=True, slots=True)
class People:
    """Those who make films, by country, in the order of `ORIGINS`; the well known come first."""

    makers: tuple[tuple[str, ...], ...]
    players: tuple[tuple[str, ...], ...]


def people(rng: random.Random, number: int) -> People:
    """At most about this many names, shared among the countries as their films are."""
    makers, players = [], []
    for origin in ORIGINS:
        share = max(12, number * origin.share // 100)
        names = tuple(dict.fromkeys(_name(rng, origin) for _ in range(share)))
        makers.append(names[: len(names) // 4])
        players.append(names[len(names) // 4 :])
    return People(tuple(makers), tuple(players))


def plausible_film(rng: random.Random, people: People) -> dict[str, object]:
    """One film with the catalogue's fields; `rated` may be None."""
    at = _pick(rng, _ORIGIN_AT)
    origin = ORIGINS[at]
    year = _FIRST_YEAR + int((_LAST_YEAR - _FIRST_YEAR + 1) * rng.random() ** 0.6)
    genres = _genres(rng, year)
    makers, players = people.makers[at], people.players[at]
    directors = [_known(rng, makers)]
    writers = directors if rng.random() < 0.3 else [_known(rng, makers)]
    if rng.random() < 0.25:
        writers = list(dict.fromkeys((*writers, _known(rng, makers))))
    return {
        "title": _title(rng, origin),
        "year": year,
        "directors": directors,
        "writers": list(writers),
        "cast": _cast(rng, players),
        "genres": genres,
        "countries": [origin.country],
        "languages": list(origin.languages[: 2 if rng.random() < 0.15 else 1]),
        "runtime": _runtime(rng, genres),
        "rated": _rated(rng, origin.country, year, genres),
        "plot": _plot(rng, genres[0]),
    }


def _pick(rng: random.Random, pool: Sequence[_T]) -> _T:
    return pool[int(rng.random() * len(pool))]


def _known(rng: random.Random, names: Sequence[str]) -> str:
    """The first of a list work far more often than the last."""
    return names[int(rng.random() ** 2 * len(names))]


def _name(rng: random.Random, origin: Origin) -> str:
    first, last = _pick(rng, origin.first), _pick(rng, origin.last)
    if rng.random() < 0.5:
        return f"{first} {last}"
    if "Spanish" in origin.languages[:1]:
        return f"{first} {last} {_pick(rng, origin.last)}"
    if origin.country in _MIDDLE_INITIALS:
        return f"{first} {_pick(rng, 'ABCDEFGHJKLMNPRSTW')}. {last}"
    return f"{first} {last}"


def _cast(rng: random.Random, players: Sequence[str]) -> list[str]:
    cast: dict[str, None] = {}
    while len(cast) < 4:
        cast[_known(rng, players)] = None
    return list(cast)


def _genres(rng: random.Random, year: int) -> list[str]:
    drawn = [_pick(rng, _GENRES) for _ in range(1 + int(rng.random() * 2.6))]
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
        return _pick(rng, ("APPROVED", "APPROVED", "PASSED"))
    if "Family" in genres or "Animation" in genres:
        return _pick(rng, ("G", "PG"))
    return _pick(rng, ("PG", "R", "R", "NOT RATED") if year < 1984 else ("PG", "PG-13", "R", "R"))


def _plot(rng: random.Random, genre: str) -> str:
    place = _pick(rng, words.PLACES)
    if genre == "Documentary":
        return f"A portrait of {_pick(rng, TRUE_STORIES)}, filmed in {place}."
    events = EVENTS.get(STANDS_FOR.get(genre, genre), EVENTS["Drama"])
    trait, worker = _pick(rng, TRAITS), _pick(rng, words.WORKERS).lower()
    line = f"{trait} {worker} in {place} {_pick(rng, events)}, {_pick(rng, OUTCOMES)}."
    return line[0].upper() + line[1:]


_Title = Callable[[random.Random, Origin], str]
_PATTERNS: Final[tuple[tuple[int, _Title], ...]] = (
    (12, lambda r, _: f"The {_pick(r, words.ADJECTIVES)} {_pick(r, words.NOUNS)}"),
    (5, lambda r, _: f"The Last {_pick(r, words.VEHICLES)} to {_pick(r, words.PLACES)}"),
    (9, lambda r, _: f"{_pick(r, words.SEASONS)} in {_pick(r, words.PLACES)}"),
    (5, lambda r, _: f"{_pick(r, words.SUBSTANCES)} {_pick(r, words.PLURALS)}"),
    (9, lambda r, _: f"The {_pick(r, words.WORKERS)}'s {_pick(r, words.RELATIONS)}"),
    (10, lambda r, _: f"The {_pick(r, words.WORKERS)} of {_pick(r, words.PLACES)}"),
    (9, lambda r, o: f"The {_pick(r, o.last)} {_pick(r, words.AFFAIRS)}"),
    (4, lambda r, o: f"{_pick(r, o.first)} of {_pick(r, words.PLACES)}"),
    (
        22,
        lambda r, o: (
            f"{_pick(r, o.first)} and the {_pick(r, words.ADJECTIVES)} {_pick(r, words.NOUNS)}"
        ),
    ),
    (
        15,
        lambda r, _: (
            f"The {_pick(r, words.WORKERS)} and the "
            f"{_pick(r, words.ADJECTIVES)} {_pick(r, words.NOUNS)}"
        ),
    ),
)
_PATTERN_AT: Final = tuple(chain.from_iterable(repeat(p, n) for n, p in _PATTERNS))


def _title(rng: random.Random, origin: Origin) -> str:
    return _pick(rng, _PATTERN_AT)(rng, origin)
