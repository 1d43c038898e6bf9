"""Names and handles of members who could exist, repeatable for the same seed."""

import random
import re
import unicodedata
from typing import Final

from faker import Faker

_LOCALES: Final = ("en_GB", "fr_FR", "de_DE", "es_ES", "pl_PL", "sv_SE", "it_IT", "nl_NL")
_PER_LOCALE: Final = 150
_LONGEST: Final = 24
# Letters that no accent can be taken off.
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"}
)
_NOT_ALLOWED: Final = re.compile(r"[^a-z0-9]+")
_TAILS: Final = ("watches", "_films", "_reel", "atthepics", "_sees", "cinema", "_rows", "onfilm")
_HEADS: Final = ("the_", "just_", "its_", "reel_", "mister_no_", "matinee_", "late_", "dear_")


def name_pool(seed: int, size: int) -> list[str]:
    """Full names in Latin script from several countries; first and last names agree."""
    rng = random.Random(seed)
    people = [_names_of(locale, seed + at) for at, locale in enumerate(_LOCALES)]
    names = []
    for _ in range(size):
        first, last = people[int(rng.random() * len(people))]
        given = first[int(rng.random() * len(first))]
        names.append(f"{given} {last[int(rng.random() * len(last))]}")
    return names


def handle_for(name: str, number: int) -> str:
    """A handle of 3-24 of a-z, 0-9 and _; a number above 0 ends it, so each number is its own.

    The number alone keeps handles apart only if no two people get the same one.
    """
    parts = [part for part in map(_plain, name.split()) if part] or ["viewer"]
    given, family = parts[0], "".join(parts[1:]) or parts[0]
    ending = f"_{number}" if number > 0 else ""
    look = _look(given, family, number + sum(map(ord, name)))
    return (look[: _LONGEST - len(ending)].strip("_") + ending).ljust(3, "x")


def _names_of(locale: str, seed: int) -> tuple[list[str], list[str]]:
    fake = Faker(locale)
    fake.seed_instance(seed)
    first = [fake.first_name() for _ in range(_PER_LOCALE)]
    return first, [fake.last_name() for _ in range(_PER_LOCALE)]


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _NOT_ALLOWED.sub("", bare)


def _look(given: str, family: str, turn: int) -> str:
    shapes = (
        f"{given}_{family[0]}",
        f"{given[0]}{family}",
        f"{given}{family}",
        f"{given}_{family}",
        f"{family}{given[0]}",
        f"{given}{_TAILS[turn // 9 % len(_TAILS)]}",
        f"{_HEADS[turn // 9 % len(_HEADS)]}{given}",
        f"{given}{50 + turn // 9 % 50}",
        f"{family}_{given}",
    )
    return shapes[turn % len(shapes)]
