"""All phrases, read once, and the pools of those that fit a film and a tone."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from . import phrases_voices as voices
from .grammar import YEAR, Phrase, Pool, fitting, phrases
from .phrases_disliked import DISLIKED
from .phrases_eras import ERAS, KIND_TO_ANY_YEAR, UNKIND_TO_ANY_YEAR
from .phrases_genre_faults import BAD
from .phrases_genres import GOOD
from .phrases_liked import LIKED
from .phrases_loved import LOVED
from .phrases_mixed import MIXED

LOVES, LIKES, WAVERS, DISLIKES = range(4)

_BORROWED: Final = {"Film-Noir": "Crime", "History": "Drama"}
_OCCASIONS: Final = phrases(voices.OCCASIONS)
_GOOD_DAY: Final = _OCCASIONS + phrases(voices.AGAIN_GOOD)
_BAD_DAY: Final = _OCCASIONS + phrases(voices.AGAIN_BAD)


def _read(written: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[Phrase, ...]]:
    return {aspect: phrases(lines) for aspect, lines in written.items()}


_TONES: Final = tuple(_read(written) for written in (LOVED, LIKED, MIXED, DISLIKED))
_GOOD: Final = _read(GOOD)
_BAD: Final = _read(BAD)
_ERAS: Final = tuple(
    (until, phrases(kind + KIND_TO_ANY_YEAR), phrases(unkind + UNKIND_TO_ANY_YEAR))
    for until, kind, unkind in ERAS
)
_SPOILERS: Final = phrases(voices.SPOILERS)

CHEERS: Final = fitting(phrases(voices.CHEERS), ~0)
GRUMBLES: Final = fitting(phrases(voices.GRUMBLES), ~0)
TURNS: Final = fitting(phrases(voices.ESSAY_TURNS), ~0)
FOLLOW_UPS: Final = fitting(phrases(voices.FOLLOW_UPS), ~0)
SPOILER_STARTS: Final = fitting(phrases(voices.SPOILER_STARTS), ~0)


def tone_of(rating: int) -> int:
    """Loved from 85, liked from 65, mixed from 45, disliked below."""
    if rating >= 65:
        return LOVES if rating >= 85 else LIKES
    return WAVERS if rating >= 45 else DISLIKES


@cache
def kit(tone: int, known: int) -> dict[str, Pool]:
    """Every aspect's phrases in this tone that a film with these facts can bear."""
    pools = {aspect: fitting(read, known) for aspect, read in _TONES[tone].items()}
    return pools | {"occasion": fitting(_GOOD_DAY if tone <= LIKES else _BAD_DAY, known)}


@cache
def on_genre(tone: int, known: int, genre: str) -> Pool:
    """What is praised or blamed in this kind of film; empty if nothing fits."""
    genre = _BORROWED.get(genre, genre)
    good, bad = _GOOD.get(genre, ()), _BAD.get(genre, ())
    return fitting(good if tone <= LIKES else bad, known)


@cache
def on_era(tone: int, known: int, decade: int) -> Pool:
    """How a film of this decade (1950 for the fifties) is placed in its time."""
    if not known & YEAR:
        return ()
    _, kind, unkind = next(era for era in _ERAS if decade <= era[0])
    return fitting(kind if tone <= LIKES else unkind, known)


@cache
def on_secrets(known: int) -> Pool:
    """What gives a film away, vaguely enough to be true of any."""
    return fitting(_SPOILERS, known)
