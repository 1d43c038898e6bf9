"""What a reviewer knows of a film, and the words in which it is said."""

import random
from dataclasses import dataclass
from typing import Final

from . import grammar
from .phrases_genres import KINDS

_FAMILY_PARTICLES: Final = frozenset(
    ("de", "di", "du", "da", "del", "della", "la", "le", "van", "von", "der", "den", "ter", "el")
)
_STARS: Final = (
    "Half a star",
    "One star",
    "One and a half stars",
    "Two stars",
    "Two and a half stars",
    "Three stars",
    "Three and a half stars",
    "Four stars",
    "Four and a half stars",
    "Five stars",
)


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """As much of a film as a review may mention; years and minutes may be unknown."""

    title: str
    year: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    runtime: int | None
    plot: str


def short_name(name: str) -> str:
    """The family name where it is plain which part that is, else the whole name."""
    before, _, last = name.rpartition(" ")
    if not before or "-" in last or len(last) < 4:
        return name
    return name if before.rpartition(" ")[2].lower() in _FAMILY_PARTICLES else last


def known_facts(film: FilmFacts) -> int:
    """The facts that phrases may need, as bits of `grammar`."""
    genres, year, runtime = film.genres, film.year, film.runtime
    known = grammar.LIVE if "Animation" not in genres else 0
    if film.cast:
        known |= grammar.ACTOR | (grammar.SECOND if len(film.cast) > 1 else 0)
    if film.directors:
        known |= grammar.DIRECTOR
    if runtime is not None and runtime > 1:
        known |= grammar.RUNTIME
    if (runtime is None or runtime >= 60) and "Short" not in genres:
        known |= grammar.FEATURE
    if "Documentary" not in genres:
        known |= grammar.FICTION
    return known | _known_time(year) | _known_plot(film.plot)


def _known_time(year: int | None) -> int:
    if year is None:
        return grammar.TALKS
    return grammar.YEAR | (grammar.TALKS if year > 1929 else 0)


def _known_plot(plot: str) -> int:
    """Only a single short sentence can be quoted in passing."""
    quotable = 20 < len(plot) < 130 and plot.find(".") in (-1, len(plot) - 1) and '"' not in plot
    return grammar.PLOT if quotable else 0


def words(rng: random.Random, film: FilmFacts, rating: int) -> tuple[dict[str, object], str]:
    """The words for a phrase's slots, and the genre (or "") that this reviewer has in mind."""
    stars = _STARS[min(9, max(0, (rating + 5) // 10 - 1))]
    said: dict[str, object] = {
        "title": film.title,
        "plot": film.plot.rstrip("."),
        "runtime": film.runtime,
        "stars": stars,
        "stars_lower": stars.lower(),
    }
    if film.year is not None:
        said["year"] = film.year
        said["decade"] = f"{film.year // 10}0s"
    if film.directors:
        said["director"] = director = film.directors[0]
        said["director_short"] = short_name(director)
    if film.cast:
        cast = film.cast[:3]
        at = int(rng.random() * len(cast))
        said["actor"] = actor = cast[at]
        said["actor_short"] = short_name(actor)
        said["second"] = cast[at - 1]
    genres = [genre for genre in film.genres if genre in KINDS]
    if not genres:
        return said, ""
    genre = genres[int(rng.random() * len(genres))]
    said["kind"], said["a_kind"], said["kinds"] = KINDS[genre]
    return said, genre
