"""Phrases: choices spelled out, with the facts that each needs; selected by film and tone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from .data_files import load_toml

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

# What a phrase may require of a film, as bits: a set of facts is one number.
_FACTS: Final = (
    *("director", "actor", "second", "kind", "year", "runtime", "plot", "talks", "fiction"),
    *("feature", "live"),
)
DIRECTOR, ACTOR, SECOND, KIND, YEAR, RUNTIME, PLOT, TALKS, FICTION, FEATURE, LIVE = (
    1 << bit for bit in range(len(_FACTS))
)
LOVES, LIKES, WAVERS, DISLIKES = range(4)
_TONES: Final = ("loved", "liked", "mixed", "disliked")
_BORROWED: Final = {"Film-Noir": "Crime", "History": "Drama"}
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")


class Phrase(NamedTuple):
    """One phrase: its spelled-out variants in %-form, and the facts that it requires."""

    variants: Variants
    requires: int


def expand_choices(template: str) -> list[str]:
    """Return every variant of a template: "[a|b] c" is "a c" and "b c"."""
    choice = _CHOICE.search(template)
    if choice is None:
        return [" ".join(template.split())]
    before, after = template[: choice.start()], template[choice.end() :]
    return [line for word in choice[1].split("|") for line in expand_choices(before + word + after)]


@cache
def _requirements() -> Sequence[tuple[int, re.Pattern[str]]]:
    patterns = load_toml("reviews/requirements")
    return [
        (1 << bit, re.compile("|".join(patterns[fact]), re.IGNORECASE))
        for bit, fact in enumerate(_FACTS)
    ]


def _parse(templates: Iterable[str]) -> list[Phrase]:
    """Parse templates; variants that require different facts become different phrases."""
    parsed = []
    for template in templates:
        by_facts: dict[int, list[str]] = {}
        for line in expand_choices(template.replace("%", "%%")):
            required = sum(bit for bit, pattern in _requirements() if pattern.search(line))
            by_facts.setdefault(required, []).append(_SLOT.sub(r"%(\1)s", line))
        parsed += [Phrase(tuple(lines), facts) for facts, lines in by_facts.items()]
    return parsed


# One entry a list of a file: the same lists are selected from for every set of facts.
@cache
def _phrases(file: str, *keys: str | int) -> list[Phrase]:
    return _parse(load_toml(f"reviews/{file}", *keys))


def _select(phrases: Iterable[Phrase], facts: int) -> Pool:
    # What can be said of a film of which these facts are known.
    return tuple(phrase.variants for phrase in phrases if not phrase.requires & ~facts)


def tone_of(rating: int) -> int:
    """Return the tone of a rating: loved from 85, liked from 65, mixed from 45, else disliked."""
    if rating >= 65:
        return LOVES if rating >= 85 else LIKES
    return WAVERS if rating >= 45 else DISLIKES


@cache
def aspect_pools(tone: int, facts: int) -> dict[str, Pool]:
    """Return the phrases of every aspect in this tone that suit a film with these facts."""
    file = _TONES[tone]
    pools = {
        aspect: _select(_phrases(file, aspect), facts) for aspect in load_toml(f"reviews/{file}")
    }
    file = _TONES[tone]
    again = "liked_again" if tone <= LIKES else "disliked_again"
    occasions = [*_phrases("voices", "occasions"), *_phrases("voices", again)]
    return pools | {"occasion": _select(occasions, facts)}


def _side(tone: int) -> str:
    return "praise" if tone <= LIKES else "faults"


@cache
def genre_pool(tone: int, facts: int, genre: str) -> Pool:
    """Return what is praised or blamed in this genre; empty if nothing suits."""
    genre = _BORROWED.get(genre, genre)
    known = genre in load_toml("reviews/genres")
    return _select(_phrases("genres", genre, _side(tone)), facts) if known else ()


@cache
def era_pool(tone: int, facts: int, year: int) -> Pool:
    """Return how a film of this year is placed in its time."""
    if not facts & YEAR:
        return ()
    side, eras = _side(tone), load_toml("reviews/eras", "eras")
    era = next(number for number, era in enumerate(eras) if year <= era["last_year"])
    of_any_year = _phrases("eras", f"{side}_of_any_year")
    return _select([*_phrases("eras", "eras", era, side), *of_any_year], facts)


@cache
def voice_pool(name: str, facts: int = ~0) -> Pool:
    """Return phrases of `voices.toml`, such as "cheers", that suit a film with these facts."""
    return _select(_phrases("voices", name), facts)


@cache
def genre_slots(genre: str) -> Mapping[str, str]:
    """Return the values of `kind`, `a_kind` and `kinds` for a genre; empty for an unknown one."""
    entry = load_toml("reviews/genres").get(genre, {})
    return {name: entry[name] for name in ("kind", "a_kind", "kinds") if entry}
