"""The phrases of reviews, read from `data/reviews` once, and selected by film and tone."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from .data_files import load_toml
from .phrase_templates import YEAR, Phrase, Pool, parse_phrases, select_phrases

LOVES, LIKES, WAVERS, DISLIKES = range(4)
_TONES: Final = ("loved", "liked", "mixed", "disliked")
_BORROWED: Final = {"Film-Noir": "Crime", "History": "Drama"}


def tone_of(rating: int) -> int:
    """Return the tone of a rating: loved from 85, liked from 65, mixed from 45, else disliked."""
    if rating >= 65:
        return LOVES if rating >= 85 else LIKES
    return WAVERS if rating >= 45 else DISLIKES


@cache
def _phrases_by_aspect(tone: int) -> Mapping[str, tuple[Phrase, ...]]:
    voices = load_toml("reviews/voices")
    again = voices["liked_again" if tone <= LIKES else "disliked_again"]
    aspects = {**load_toml(f"reviews/{_TONES[tone]}"), "occasion": [*voices["occasions"], *again]}
    return {aspect: parse_phrases(lines) for aspect, lines in aspects.items()}


@cache
def aspect_pools(tone: int, facts: int) -> dict[str, Pool]:
    """Return the phrases of every aspect in this tone that suit a film with these facts."""
    return {
        aspect: select_phrases(phrases, facts)
        for aspect, phrases in _phrases_by_aspect(tone).items()
    }


@cache
def genre_pool(tone: int, facts: int, genre: str) -> Pool:
    """Return what is praised or blamed in this genre; empty if nothing suits."""
    return select_phrases(_genre_phrases(_side(tone), _BORROWED.get(genre, genre)), facts)


@cache
def era_pool(tone: int, facts: int, year: int) -> Pool:
    """Return how a film of this year is placed in its time."""
    if not facts & YEAR:
        return ()
    eras = load_toml("reviews/eras")["eras"]
    era = next(number for number, era in enumerate(eras) if year <= era["last_year"])
    return select_phrases(_era_phrases(_side(tone), era), facts)


def _side(tone: int) -> str:
    return "praise" if tone <= LIKES else "faults"


@cache
def _genre_phrases(side: str, genre: str) -> tuple[Phrase, ...]:
    return parse_phrases(load_toml("reviews/genres").get(genre, {}).get(side, ()))


@cache
def _era_phrases(side: str, era: int) -> tuple[Phrase, ...]:
    written = load_toml("reviews/eras")
    return parse_phrases([*written["eras"][era][side], *written[f"{side}_of_any_year"]])


@cache
def spoiler_pool(facts: int) -> Pool:
    """Return what gives a film away, vaguely enough to be true of any."""
    return select_phrases(_voices("spoilers"), facts)


@cache
def voice_pool(name: str) -> Pool:
    """Return phrases of `voices.toml` that suit every film, such as "cheers" or "turns"."""
    return select_phrases(_voices(name), ~0)


@cache
def _voices(name: str) -> tuple[Phrase, ...]:
    return parse_phrases(load_toml("reviews/voices")[name])


@cache
def casual_words(name: str) -> Sequence[Any]:
    """Return `starts` and `ends` (texts) or `typos` (pairs) of people who type in a hurry."""
    return tuple(load_toml("reviews/casual")[name])


@cache
def genre_slots(genre: str) -> Mapping[str, str]:
    """Return the values of `kind`, `a_kind` and `kinds` for a genre; empty for an unknown one."""
    entry = load_toml("reviews/genres").get(genre, {})
    return {name: entry[name] for name in ("kind", "a_kind", "kinds") if entry}
