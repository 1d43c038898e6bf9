"""Phrases, the facts of a film that each needs, and the values for their slots."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from .data_files import load_toml
from .seeded_random import pick

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

# What a phrase may require of a film. Each fact is a bit: a set of facts is one number.
FACTS: Final = {fact: 1 << bit for bit, fact in enumerate(load_toml("reviews/requirements"))}
LOVES, LIKES, WAVERS, DISLIKES = range(4)
_TONES: Final = ("loved", "liked", "mixed", "disliked")
_BORROWED: Final = {"Film-Noir": "Crime", "History": "Drama"}
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_FAMILY_PARTICLES: Final = frozenset(
    ("de", "di", "du", "da", "del", "della", "la", "le", "van", "von", "der", "den", "ter", "el")
)
Slots = dict[str, object]


def expand_choices(template: str) -> list[str]:
    """Return every variant of a template: "[a|b] c" is "a c" and "b c"."""
    if (choice := _CHOICE.search(template)) is None:
        return [" ".join(template.split())]
    before, after = template[: choice.start()], template[choice.end() :]
    return [line for word in choice[1].split("|") for line in expand_choices(before + word + after)]


@cache
def _phrases(file: str, *keys: str | int) -> list[tuple[int, Variants]]:
    """Return a list's phrases: the facts that each requires, and its variants in %-form.

    Variants of a template that require different facts become different phrases.
    """
    patterns = {
        bit: re.compile("|".join(load_toml("reviews/requirements", fact)), re.IGNORECASE)
        for fact, bit in FACTS.items()
    }
    phrases: list[tuple[int, Variants]] = []
    for template in load_toml(f"reviews/{file}", *keys):
        by_facts = defaultdict(list)
        for line in expand_choices(template.replace("%", "%%")):
            required = sum(bit for bit, pattern in patterns.items() if pattern.search(line))
            by_facts[required].append(_SLOT.sub(r"%(\1)s", line))
        phrases += [(facts, tuple(lines)) for facts, lines in by_facts.items()]
    return phrases


@cache
def pool(facts: int, file: str, *keys: str | int) -> Pool:
    return tuple(lines for required, lines in _phrases(file, *keys) if not required & ~facts)


def tone_of(rating: int) -> int:
    """Return the tone of a rating: loved from 85, liked from 65, mixed from 45, else disliked."""
    if rating >= 65:
        return LOVES if rating >= 85 else LIKES
    return WAVERS if rating >= 45 else DISLIKES


@cache
def aspect_pools(tone: int, facts: int) -> dict[str, Pool]:
    file = _TONES[tone]
    again = "liked_again" if tone <= LIKES else "disliked_again"
    occasions = pool(facts, "voices", "occasions") + pool(facts, "voices", again)
    aspects = load_toml(f"reviews/{file}")
    return {aspect: pool(facts, file, aspect) for aspect in aspects} | {"occasion": occasions}


def genre_pool(tone: int, facts: int, genre: str) -> Pool:
    """Return the phrases of praise or blame for a genre; empty if none suits."""
    genre = _BORROWED.get(genre, genre)
    known = genre in load_toml("reviews/genres")
    return pool(facts, "genres", genre, "praise" if tone <= LIKES else "faults") if known else ()


@cache
def era_pool(tone: int, facts: int, year: int) -> Pool:
    side, eras = "praise" if tone <= LIKES else "faults", load_toml("reviews/eras", "eras")
    era = next(number for number, era in enumerate(eras) if year <= era["last_year"])
    return pool(facts, "eras", "eras", era, side) + pool(facts, "eras", f"{side}_of_any_year")


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
        """Return the facts that phrases may require, as bits of `phrases.FACTS`."""
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
