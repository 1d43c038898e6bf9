"""Phrases: choices spelled out, with the facts that each needs; selected by film and tone."""

import re
from collections import defaultdict
from functools import cache
from typing import Final

from .data_files import load_toml

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

# What a phrase may require of a film. Each fact is a bit: a set of facts is one number.
FACTS: Final = {fact: 1 << bit for bit, fact in enumerate(load_toml("reviews/requirements"))}
LOVES, LIKES, WAVERS, DISLIKES = range(4)
_TONES: Final = ("loved", "liked", "mixed", "disliked")
_BORROWED: Final = {"Film-Noir": "Crime", "History": "Drama"}
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")


def expand_choices(template: str) -> list[str]:
    """Return every variant of a template: "[a|b] c" is "a c" and "b c"."""
    choice = _CHOICE.search(template)
    if choice is None:
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
    """Return the phrases of a list that suit a film of which these facts are known."""
    return tuple(lines for required, lines in _phrases(file, *keys) if not required & ~facts)


def tone_of(rating: int) -> int:
    """Return the tone of a rating: loved from 85, liked from 65, mixed from 45, else disliked."""
    if rating >= 65:
        return LOVES if rating >= 85 else LIKES
    return WAVERS if rating >= 45 else DISLIKES


@cache
def aspect_pools(tone: int, facts: int) -> dict[str, Pool]:
    """Return the phrases of every aspect in this tone that suit a film with these facts."""
    file = _TONES[tone]
    again = "liked_again" if tone <= LIKES else "disliked_again"
    occasions = pool(facts, "voices", "occasions") + pool(facts, "voices", again)
    aspects = load_toml(f"reviews/{file}")
    return {aspect: pool(facts, file, aspect) for aspect in aspects} | {"occasion": occasions}


def genre_pool(tone: int, facts: int, genre: str) -> Pool:
    """Return what is praised or blamed in this genre; empty if nothing suits."""
    genre = _BORROWED.get(genre, genre)
    known = genre in load_toml("reviews/genres")
    return pool(facts, "genres", genre, "praise" if tone <= LIKES else "faults") if known else ()


@cache
def era_pool(tone: int, facts: int, year: int) -> Pool:
    """Return how a film of this year is placed in its time."""
    side, eras = "praise" if tone <= LIKES else "faults", load_toml("reviews/eras", "eras")
    era = next(number for number, era in enumerate(eras) if year <= era["last_year"])
    return pool(facts, "eras", "eras", era, side) + pool(facts, "eras", f"{side}_of_any_year")
