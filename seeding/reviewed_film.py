"""What a reviewer knows of a film: facts that phrases require, and values for their slots."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from .data_files import load_toml
from .phrases import FACTS
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
    genres: Sequence[str]
    directors: Sequence[str]
    cast: Sequence[str]
    runtime: int | None
    plot: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "ReviewedFilm":
        return cls(**{name: doc[name] for name in cls.__dataclass_fields__})

    @cached_property
    def facts(self) -> int:
        """The facts that phrases may require, as bits of `phrases.FACTS`."""
        is_one_sentence = self.plot.find(".") in (-1, len(self.plot) - 1)
        known = {
            "director": self.directors,
            "actor": self.cast,
            "second": len(self.cast) > 1,
            "kind": self.genre_slots,
            "year": self.year,
            "runtime": self.runtime is not None and self.runtime > 1,
            "plot": is_one_sentence and 20 < len(self.plot) < 130 and '"' not in self.plot,
            "talks": self.year is None or self.year > 1929,
            "fiction": "Documentary" not in self.genres,
            "feature": "Short" not in self.genres and (self.runtime is None or self.runtime >= 60),
            "live": "Animation" not in self.genres,
        }
        return sum(FACTS[fact] for fact, is_known in known.items() if is_known)

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
    def genre_slots(self) -> list[tuple[str, Slots]]:
        """The genres that phrases know, with the values of `kind`, `a_kind` and `kinds`."""
        words, names = load_toml("reviews/genres"), ("kind", "a_kind", "kinds")
        known = [genre for genre in self.genres if genre in words]
        return [(genre, {name: words[genre][name] for name in names}) for genre in known]


def short_name(name: str) -> str:
    """Return the family name where it is plain which part that is, else the full name."""
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
        actor = cast[position]
        slots |= {"actor": actor, "actor_short": short_name(actor), "second": cast[position - 1]}
    if not film.genre_slots:
        return slots, ""
    genre, genre_slots = pick(rng, film.genre_slots)
    return slots | genre_slots, genre
