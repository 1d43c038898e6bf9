"""Writes reviews that read as if people had: many voices, lengths and moods, quickly."""

import random
from itertools import permutations
from typing import Final

from . import phrases as pools
from .film_facts import FilmFacts, known_facts, words
from .grammar import Pool
from .phrases_voices import CASUAL_ENDS, CASUAL_STARTS, TYPOS

__all__ = ["FilmFacts", "follow_up", "review_text", "spoiler_text"]

_LONGEST: Final = 2_500
_PARAGRAPH: Final = "\n\n"
_OFTEN: Final = ("story", "acting", "craft")
_BODY: Final = (*_OFTEN, "pace", "genre", "era")
_PAIRS: Final = (*permutations(_OFTEN, 2), *permutations(_BODY, 2))
_TRIPLES: Final = (*permutations(_OFTEN, 3), *permutations(_BODY, 3))
_STARTS: Final = ("opening", "opening", "occasion")

# What a review speaks of, in order; one is drawn for each review.
_NOTES: Final = tuple(
    plan
    for start in _STARTS
    for one, two in _PAIRS
    for plan in ((start, one), (start, one, "closing"), (one, "closing"), (one, two), (start, two))
)
_REMARKS: Final = tuple(
    (start, *three, *end)
    for start in _STARTS
    for three in _TRIPLES
    for end in (("closing",), ("but", "closing"), ("but",))
)
_ESSAYS: Final = tuple(
    (*start, _PARAGRAPH, *three, turn, "story", _PARAGRAPH, *more, *end)
    for start in (
        ("occasion", "opening", "story"),
        ("opening", "story", "acting"),
        ("occasion", "story", "genre", "craft"),
    )
    for three in _TRIPLES
    for turn in ("acting", "craft")
    for more in ((), ("craft", "genre", "acting", _PARAGRAPH))
    for end in (
        ("craft", "but", "pace", "closing"),
        ("but", "story", "acting", "closing"),
        ("era", "but", "closing"),
    )
)
_MAY_FOLLOW_A_TURN: Final = ("The ", "It ", "It's ", "There's ", "You ", "Not ", "Everyone ")


def review_text(rng: random.Random, film: FilmFacts, rating: int) -> str:
    """A review of 1 to 2,500 characters that agrees with the rating (1-100)."""
    tone = pools.tone_of(rating)
    said, genre = words(rng, film, rating)
    known = known_facts(film)
    dice = rng.random()
    if dice < 0.12:
        return _one_liner(rng, pools.kit(tone, known)["short"], said, tone)
    topics = pools.kit(tone, known) | {
        "genre": pools.on_genre(tone, known, genre),
        "era": pools.on_era(tone, known, film.year // 10 * 10 + 9) if film.year else (),
    }
    plans = _NOTES if dice < 0.40 else _REMARKS if dice < 0.72 else _ESSAYS
    plan = plans[int(rng.random() * len(plans))]
    lines = _lines(rng, plan, topics, said) or [_draw(rng, topics["opening"], said)]
    return _voiced(rng, lines, tone)[:_LONGEST]


def spoiler_text(rng: random.Random, film: FilmFacts) -> str:
    """A review that gives something away, without saying anything that could be untrue."""
    said, _ = words(rng, film, 70)
    secrets = pools.on_secrets(known_facts(film))
    lines = [_draw(rng, pools.SPOILER_STARTS, said), _draw(rng, secrets, said)]
    if rng.random() < 0.5:
        more = _draw(rng, secrets, said)
        lines += [more] if more not in lines else []
    return " ".join(filter(None, lines))


def follow_up(rng: random.Random) -> str:
    """What an author adds when coming back to a review."""
    return _draw(rng, pools.FOLLOW_UPS, {})


def _draw(rng: random.Random, pool: Pool, said: dict[str, object]) -> str:
    """One random number serves twice: whole part for the phrase, the rest for its variant."""
    at = rng.random() * len(pool)
    variants = pool[int(at)]
    return _filled(variants[int(at % 1.0 * len(variants))], said)


def _filled(phrase: str, said: dict[str, object]) -> str:
    """Names and titles may end in a stop of their own: "Jr." or "Oliver!"."""
    text = phrase % said
    return text[:-1] if text.endswith(("?.", "!.", "..")) else text


def _one_liner(rng: random.Random, pool: Pool, said: dict[str, object], tone: int) -> str:
    text = _draw(rng, pool, said)
    dice = rng.random()
    if dice < 0.3:
        more = _draw(rng, pool, said)
        text = f"{_stopped(text)} {_stopped(more)}" if more != text else text
    elif dice < 0.6:
        text = _stopped(text)
    elif dice < 0.75:
        text = text.lower()
    elif dice < 0.9 and text[-1] not in ".?!":
        text += "!" if tone <= pools.LIKES else "..."
    return text


def _stopped(text: str) -> str:
    return text if text[-1] in ".?!" else text + "."


def _lines(
    rng: random.Random, plan: tuple[str, ...], topics: dict[str, Pool], said: dict[str, object]
) -> list[str]:
    lines: list[str] = []
    begun: set[str] = set()
    for aspect in plan:
        if aspect is _PARAGRAPH:
            lines.append(_PARAGRAPH)
            continue
        pool = topics[aspect]
        if not pool:
            continue
        at = rng.random() * len(pool)
        variants = pool[int(at)]
        line = _filled(variants[int(at % 1.0 * len(variants))], said)
        # Neither the same phrase in other words nor two sentences that begin alike.
        if variants[0] not in begun and line[:14] not in begun:
            begun.update((variants[0], line[:14]))
            lines.append(line)
    return lines


def _voiced(rng: random.Random, lines: list[str], tone: int) -> str:
    dice = rng.random()
    if dice < 0.2 and _PARAGRAPH not in lines:
        return _casual(rng, " ".join(lines))
    if dice > 0.85 and tone == pools.LOVES:
        return _joined(_cheering(rng, lines))
    if dice > 0.8 and tone >= pools.WAVERS:
        lines.insert(0, _draw(rng, pools.GRUMBLES, {}))
    elif dice > 0.5 and len(lines) > 5:
        _turn(rng, lines)
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    return " ".join(lines).replace(" \n\n ", _PARAGRAPH)


def _cheering(rng: random.Random, lines: list[str]) -> list[str]:
    lines.insert(0 if rng.random() < 0.7 else len(lines), _draw(rng, pools.CHEERS, {}))
    return [line[:-1] + "!" if line[-1] == "." and rng.random() < 0.3 else line for line in lines]


def _turn(rng: random.Random, lines: list[str]) -> None:
    """Opens one later sentence with "All the same," and the like."""
    at = 2 + int(rng.random() * (len(lines) - 2))
    line = lines[at]
    if line.startswith(_MAY_FOLLOW_A_TURN) and not line.startswith("The {title}"):
        lines[at] = f"{_draw(rng, pools.TURNS, {})} {line[0].lower()}{line[1:]}"


def _casual(rng: random.Random, text: str) -> str:
    start = CASUAL_STARTS[int(rng.random() * len(CASUAL_STARTS))]
    text = start + text.lower()
    if rng.random() < 0.5:
        right, wrong = TYPOS[int(rng.random() * len(TYPOS))]
        text = text.replace(right, wrong, 1)
    if rng.random() < 0.6:
        text = text.rstrip(".")
    return text + CASUAL_ENDS[int(rng.random() * len(CASUAL_ENDS))]
