"""The texts of reviews: in many voices, lengths and moods, and quickly."""

import random
from itertools import permutations, product
from typing import Final

from . import phrases
from .data_files import load_toml
from .phrases import Pool, ReviewedFilm, Slots, slot_values
from .seeded_random import pick

_MAX_LENGTH: Final = 2_500
_PARAGRAPH: Final = "\n\n"
_OFTEN: Final = ("story", "acting", "craft")
_BODY: Final = (*_OFTEN, "pace", "genre", "era")
_PAIRS: Final = (*permutations(_OFTEN, 2), *permutations(_BODY, 2))
_TRIPLES: Final = (*permutations(_OFTEN, 3), *permutations(_BODY, 3))
_STARTS: Final = ("opening", "opening", "occasion")
_STARTS_AFTER_A_TURN: Final = ("The ", "It ", "It's ", "There's ", "You ", "Not ", "Everyone ")

# What a review speaks of, in order; one is drawn for each review. A ¶ begins a paragraph.
_NOTES: Final = tuple(
    outline.split()
    for start, (one, two) in product(_STARTS, _PAIRS)
    for outline in (f"{start} {one}", f"{start} {one} closing", f"{one} closing", f"{one} {two}")
)
_REMARKS: Final = tuple(
    f"{start} {' '.join(three)} {end}".split()
    for start, three in product(_STARTS, _TRIPLES)
    for end in ("closing", "but closing", "but")
)
_ESSAYS: Final = tuple(
    f"{start} ¶ {' '.join(three)} {turn} story ¶ {more} {end}".split()
    for start in ("occasion opening story", "opening story acting", "occasion story genre craft")
    for three, turn in product(_TRIPLES, ("acting", "craft"))
    for more in ("", "craft genre acting ¶")
    for end in ("craft but pace closing", "but story acting closing", "era but closing")
)


def review_text(rng: random.Random, film: ReviewedFilm, rating: int) -> str:
    """Return a review of 1 to 2,500 characters that agrees with the rating (1-100)."""
    tone, facts = phrases.tone_of(rating), film.facts
    slots, genre = slot_values(rng, film, rating)
    dice = rng.random()
    aspects = phrases.aspect_pools(tone, facts)
    if dice < 0.12:
        return _one_liner(rng, aspects["short"], slots, tone)
    pools = aspects | {
        "genre": phrases.genre_pool(tone, facts, genre),
        "era": phrases.era_pool(tone, facts, film.year) if film.year else (),
    }
    outlines = _NOTES if dice < 0.40 else _REMARKS if dice < 0.72 else _ESSAYS
    lines = _lines(rng, pick(rng, outlines), pools, slots)
    return _in_voice(rng, lines or [_phrase(rng, pools["opening"], slots)], tone)[:_MAX_LENGTH]


def spoiler_text(rng: random.Random, film: ReviewedFilm) -> str:
    """Return a review that gives something away, without saying anything that could be untrue."""
    slots, _ = slot_values(rng, film, 70)
    spoilers = phrases.pool(film.facts, "voices", "spoilers")
    pools = [phrases.pool(film.facts, "voices", "spoiler_openings"), spoilers]
    pools += [spoilers] if rng.random() < 0.5 else []
    return " ".join(filter(None, dict.fromkeys(_phrase(rng, pool, slots) for pool in pools)))


def voice_phrase(rng: random.Random, name: str) -> str:
    return _phrase(rng, phrases.pool(~0, "voices", name), {})


def _phrase(rng: random.Random, pool: Pool, slots: Slots) -> str:
    return _fill(pick(rng, pick(rng, pool)), slots)


def _fill(template: str, slots: Slots) -> str:
    """Fill the slots; names and titles may end in a stop of their own: "Jr." or "Oliver!"."""
    text = template % slots
    return text[:-1] if text.endswith(("?.", "!.", "..")) else text


def _one_liner(rng: random.Random, pool: Pool, slots: Slots, tone: int) -> str:
    text = _phrase(rng, pool, slots)
    dice = rng.random()
    if dice < 0.3:
        more = _phrase(rng, pool, slots)
        text = f"{_end_sentence(text)} {_end_sentence(more)}" if more != text else text
    elif dice < 0.6:
        text = _end_sentence(text)
    elif dice < 0.75:
        text = text.lower()
    elif dice < 0.9 and text[-1] not in ".?!":
        text += "!" if tone <= phrases.LIKES else "..."
    return text


def _end_sentence(text: str) -> str:
    return text if text[-1] in ".?!" else text + "."


def _lines(
    rng: random.Random, outline: list[str], pools: dict[str, Pool], slots: Slots
) -> list[str]:
    lines: list[str] = []
    used: set[str] = set()
    random_number = rng.random
    for aspect in outline:
        if aspect == "¶":
            lines.append(_PARAGRAPH)
        elif pool := pools[aspect]:
            variants = pool[int(random_number() * len(pool))]
            line = _fill(variants[int(random_number() * len(variants))], slots)
            # Neither the same phrase in other words nor two sentences that begin alike.
            if variants[0] not in used and line[:14] not in used:
                used.update((variants[0], line[:14]))
                lines.append(line)
    return lines


def _in_voice(rng: random.Random, lines: list[str], tone: int) -> str:
    dice = rng.random()
    if dice < 0.2 and _PARAGRAPH not in lines:
        return _casual(rng, " ".join(lines))
    if dice > 0.85 and tone == phrases.LOVES:
        lines.insert(0 if rng.random() < 0.7 else len(lines), voice_phrase(rng, "cheers"))
        lines = [f"{x[:-1]}!" if x[-1] == "." and rng.random() < 0.3 else x for x in lines]
    elif dice > 0.8 and tone >= phrases.WAVERS:
        lines.insert(0, voice_phrase(rng, "grumbles"))
    elif dice > 0.5 and len(lines) > 5:
        position = 2 + int(rng.random() * (len(lines) - 2))
        line = lines[position]
        if line.startswith(_STARTS_AFTER_A_TURN):
            lines[position] = f"{voice_phrase(rng, 'turns')} {line[0].lower()}{line[1:]}"
    return " ".join(lines).replace(" \n\n ", _PARAGRAPH)


def _casual(rng: random.Random, text: str) -> str:
    words = load_toml("reviews/casual")
    text = pick(rng, words["starts"]) + text.lower()
    if rng.random() < 0.5:
        right, wrong = pick(rng, words["typos"])
        text = text.replace(right, wrong, 1)
    if rng.random() < 0.6:
        text = text.rstrip(".")
    return text + str(pick(rng, words["ends"]))
