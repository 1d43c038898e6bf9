"""The members of a seeded site, the same for the same seed: nobody can log in as one of them."""

import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from faker import Faker

from accounts.documents import MEMBER, MODERATOR
from accounts.names import email_key, handle_key
from accounts.passwords import UNUSABLE_PASSWORD
from accounts.services import new_member

from .data_files import load_toml
from .seeded_random import deterministic_id, pick, seeded_random

Doc = dict[str, Any]
_FAVORITE_GENRES: Final = (
    *("Drama", "Comedy", "Horror", "Thriller", "Sci-Fi", "Romance", "Crime", "Western"),
    "Animation",
)
# One member in so many moderates, and the second one from the start: appeals need two.
_MEMBERS_PER_MODERATOR, _SECOND_MODERATOR = 100, 20
_OLDEST: Final = timedelta(days=5 * 365)
_LOCALES: Final = ("en_GB", "fr_FR", "de_DE", "es_ES", "pl_PL", "sv_SE", "it_IT", "nl_NL")
_NAMES_PER_LOCALE: Final = 150
_MAX_HANDLE_LENGTH: Final = 24
# Letters that no accent can be taken off.
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"}
)
_NOT_ALLOWED: Final = re.compile(r"[^a-z0-9]+")


def seeded_members(number: int, seed: int, until: datetime) -> list[Doc]:
    taken: set[str] = set()
    names = random_names(seed, number)
    return [_member(position, name, seed, until, taken) for position, name in enumerate(names)]


def _member(position: int, name: str, seed: int, until: datetime, taken: set[str]) -> Doc:
    rng = seeded_random(seed, "member", position)
    handle = _free_handle(name, seed, taken)
    email = f"{handle}.{seed}@members.example"
    nth = position % _MEMBERS_PER_MODERATOR
    moderates = nth == _MEMBERS_PER_MODERATOR // 10 or position == _SECOND_MODERATOR
    since = rng.random() ** 1.5
    # Whoever moderates has been there from the beginning, or nearly so.
    joined = until - (0.9 + since / 10 if moderates else since) * _OLDEST
    genres = rng.sample(_FAVORITE_GENRES, rng.randrange(4))
    return {
        **new_member(name, email, UNUSABLE_PASSWORD, MODERATOR if moderates else MEMBER),
        "_id": deterministic_id(seed, "member", position),
        "handle": handle,
        "handle_key": handle_key(handle),
        "email_key": email_key(email),
        "preferences": {"favorite_genres": genres} if genres else {},
        "account_type": "standard" if rng.random() < 0.9 else "premium",
        "joined_at": joined.replace(microsecond=0),
    }


def _free_handle(name: str, seed: int, taken: set[str]) -> str:
    number = 0 if seed == 1 else seed
    while True:
        handle = handle_for(name, number)
        if handle_key(handle) not in taken:
            taken.add(handle_key(handle))
            return handle
        number += 1 if number < 10 else 7


def random_names(seed: int, number: int) -> list[str]:
    """Return full names in Latin script from several countries; first and last names agree."""
    rng = random.Random(seed)
    countries = [_names_of(locale, seed + at) for at, locale in enumerate(_LOCALES)]
    names = []
    for _ in range(number):
        first, last = pick(rng, countries)
        names.append(f"{pick(rng, first)} {pick(rng, last)}")
    return names


def _names_of(locale: str, seed: int) -> tuple[Sequence[str], Sequence[str]]:
    fake = Faker(locale)
    fake.seed_instance(seed)
    first = [fake.first_name() for _ in range(_NAMES_PER_LOCALE)]
    return first, [fake.last_name() for _ in range(_NAMES_PER_LOCALE)]


def handle_for(name: str, number: int) -> str:
    """Return a handle of 3-24 of a-z, 0-9 and _; a number above 0 ends it.

    The number alone keeps handles apart only if no two people get the same one.
    """
    parts = [part for part in map(_ascii_only, name.split()) if part] or ["viewer"]
    given, family = parts[0], "".join(parts[1:]) or parts[0]
    ending = f"_{number}" if number > 0 else ""
    shape = _handle_shape(given, family, number + sum(map(ord, name)))
    return (shape[: _MAX_HANDLE_LENGTH - len(ending)].strip("_") + ending).ljust(3, "x")


def _ascii_only(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _NOT_ALLOWED.sub("", decomposed)


def _handle_shape(given: str, family: str, number: int) -> str:
    def nth(kind: str) -> str:
        words = load_toml("handles")[kind]
        return str(words[number // 9 % len(words)])

    shapes = (
        f"{given}_{family[0]}",
        f"{given[0]}{family}",
        f"{given}{family}",
        f"{given}_{family}",
        f"{family}{given[0]}",
        f"{given}{nth('endings')}",
        f"{nth('beginnings')}{given}",
        f"{given}{50 + number // 9 % 50}",
        f"{family}_{given}",
    )
    return shapes[number % len(shapes)]
