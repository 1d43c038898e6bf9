"""The members of a seeded site, the same for the same seed: nobody can log in as one of them."""

import random
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, Final

from faker import Faker

from accounts.documents import MEMBER, MODERATOR
from accounts.names import handle_key
from accounts.passwords import UNUSABLE_PASSWORD
from accounts.services import new_member

from .data_files import load_toml
from .seeded_random import deterministic_id, pick, seeded_random

Doc = dict[str, Any]
# One member in this many moderates; a second one comes early, since appeals need two.
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
    handles: dict[str, tuple[str, str]] = {}  # each with the name of its member, by its key
    for name in random_names(seed, number):
        ending = 0 if seed == 1 else seed
        while (key := handle_key(handle := handle_for(name, ending))) in handles:
            ending += 1 if ending < 10 else 7
        handles[key] = name, handle
    named = enumerate(handles.values())
    return [_member(position, *name_and_handle, seed, until) for position, name_and_handle in named]


def _member(position: int, name: str, handle: str, seed: int, until: datetime) -> Doc:
    rng = seeded_random(seed, "member", position)
    nth = position % _MEMBERS_PER_MODERATOR
    moderates = nth == _MEMBERS_PER_MODERATOR // 10 or position == _SECOND_MODERATOR
    since = rng.random() ** 1.5
    # Moderators were among the first to join.
    joined = until - (0.9 + since / 10 if moderates else since) * _OLDEST
    genres = rng.sample(list(load_toml("films/genres"))[:12], rng.randrange(4))
    email, role = f"{handle}.{seed}@members.example", MODERATOR if moderates else MEMBER
    return {
        **new_member(name, email, UNUSABLE_PASSWORD, role),
        "_id": deterministic_id(seed, "member", position),
        "handle": handle,
        "handle_key": handle_key(handle),
        "preferences": {"favorite_genres": genres} if genres else {},
        "account_type": "standard" if rng.random() < 0.9 else "premium",
        "joined_at": joined.replace(microsecond=0),
    }


def random_names(seed: int, number: int) -> list[str]:
    """Return full names in Latin script from several countries; first and last names agree."""
    rng, countries = random.Random(seed), []
    for position, locale in enumerate(_LOCALES):
        fake = Faker(locale)
        fake.seed_instance(seed + position)
        kinds = (fake.first_name, fake.last_name)
        countries.append([[kind() for _ in range(_NAMES_PER_LOCALE)] for kind in kinds])
    chosen = (pick(rng, countries) for _ in range(number))
    return [f"{pick(rng, first)} {pick(rng, last)}" for first, last in chosen]


def handle_for(name: str, number: int) -> str:
    """Return a handle of 3-24 of a-z, 0-9 and _; a number above 0 ends it.

    The number alone keeps handles apart only if no two people get the same one.
    """
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    parts = [p for p in (_NOT_ALLOWED.sub("", part) for part in letters.split()) if p] or ["viewer"]
    given, family = parts[0], "".join(parts[1:]) or parts[0]
    ending = f"_{number}" if number > 0 else ""
    shape = _handle_shape(given, family, number + sum(map(ord, name)))
    return (shape[: _MAX_HANDLE_LENGTH - len(ending)].strip("_") + ending).ljust(3, "x")


def _handle_shape(given: str, family: str, number: int) -> str:
    turn, words = number // 9, load_toml("handles")
    beginnings, endings = words["beginnings"], words["endings"]
    shapes = (
        *(f"{given}_{family[0]}", f"{given[0]}{family}", f"{given}{family}", f"{given}_{family}"),
        *(f"{family}{given[0]}", f"{given}{endings[turn % len(endings)]}"),
        *(f"{beginnings[turn % len(beginnings)]}{given}", f"{given}{50 + turn % 50}"),
        f"{family}_{given}",
    )
    return shapes[number % len(shapes)]
