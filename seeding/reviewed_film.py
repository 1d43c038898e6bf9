"""What a reviewer knows of a film: facts that phrases require, and values for their slots."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from . import phrases as facts
from .data_files import load_toml
from .phrases import genre_slots
from .seeded_random import pick

_FAMILY_PARTICLES: Final = frozenset(
    ("de", "di", "du", "da", "del", "della", "la", "le", "van", "von", "der", "den", "ter", "el")
)
Slots = dict[str, object]


@dataclass(frozen=True)
class ReviewedFilm:
    """As much of a film as a review may mention; year and minutes may be unknown."""

    title: str
    year: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    runtime: int | None
    plot: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "ReviewedFilm":
        lists: dict[str, Any] = {name: tuple(doc[name]) for name in ("genres", "directors", "cast")}
        return cls(**{name: doc[name] for name in ("title", "year", "runtime", "plot")}, **lists)

    @cached_property
    def facts(self) -> int:
        """The facts that phrases may require, as bits of `phrases`."""
        known = facts.LIVE if "Animation" not in self.genres else 0
        if self.cast:
            known |= facts.ACTOR | (facts.SECOND if len(self.cast) > 1 else 0)
        if self.directors:
            known |= facts.DIRECTOR
        if self.runtime is not None and self.runtime > 1:
            known |= facts.RUNTIME
        if (self.runtime is None or self.runtime >= 60) and "Short" not in self.genres:
            known |= facts.FEATURE
        if "Documentary" not in self.genres:
            known |= facts.FICTION
        if self.year is not None:
            known |= facts.YEAR
        if self.year is None or self.year > 1929:
            known |= facts.TALKS
        return known | (facts.PLOT if self._is_plot_quotable() else 0)

    def _is_plot_quotable(self) -> bool:
        one_sentence = self.plot.find(".") in (-1, len(self.plot) - 1)
        return one_sentence and 20 < len(self.plot) < 130 and '"' not in self.plot

    @cached_property
    def slots(self) -> Slots:
        slots: Slots = {"title": self.title, "plot": self.plot.rstrip("."), "runtime": self.runtime}
        if self.year is not None:
            slots |= {"year": self.year, "decade": f"{self.year // 10}0s"}
        if self.directors:
            director = self.directors[0]
            slots |= {"director": director, "director_short": short_name(director)}
        return slots

    @cached_property
    def known_genres(self) -> tuple[str, ...]:
        return tuple(genre for genre in self.genres if genre_slots(genre))


def short_name(name: str) -> str:
    """Return the family name where it is plain which part that is, else the whole name."""
    before, _, last = name.rpartition(" ")
    if not before or "-" in last or len(last) < 4:
        return name
    return name if before.rpartition(" ")[2].lower() in _FAMILY_PARTICLES else last


def slot_values(rng: random.Random, film: ReviewedFilm, rating: int) -> tuple[Slots, str]:
    """Return the values for a phrase's slots, and the genre (or "") that the review speaks of."""
    stars = load_toml("reviews/voices")["stars"][min(9, max(0, (rating + 5) // 10 - 1))]
    slots: Slots = {**film.slots, "stars": stars, "stars_lower": stars.lower()}
    if film.cast:
        cast = film.cast[:3]
        position = int(rng.random() * len(cast))
        slots["actor"] = actor = cast[position]
        slots["actor_short"] = short_name(actor)
        slots["second"] = cast[position - 1]
    if not film.known_genres:
        return slots, ""
    genre = pick(rng, film.known_genres)
    slots.update(genre_slots(genre))
    return slots, genre
