"""The members of a seeded site: nobody can log in as one of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.bulk import insert_members
from accounts.documents import MEMBER, MODERATOR
from accounts.names import email_key, handle_key, name_key
from accounts.passwords import UNUSABLE

from .member_names import handle_for, name_pool
from .randomness import lots, seeded_id

Doc = dict[str, Any]
GENRES = (
    "Drama",
    "Comedy",
    "Horror",
    "Thriller",
    "Sci-Fi",
    "Romance",
    "Crime",
    "Western",
    "Animation",
)
# One member in so many moderates, and the second one from the start: appeals need two.
MEMBERS_A_MODERATOR, SECOND_MODERATOR = 100, 20
OLDEST = timedelta(days=5 * 365)
AT_ONCE = 2000


def seeded_members(number: int, seed: int, until: datetime) -> list[Doc]:
    """Give `number` members for a seed, who joined in the five years before `until`."""
    taken: set[str] = set()
    return [
        _member(at, name, seed, until, taken) for at, name in enumerate(name_pool(seed, number))
    ]


def _member(at: int, name: str, seed: int, until: datetime, taken: set[str]) -> Doc:
    lot = lots(seed, "member", at)
    handle = _free_handle(name, seed, taken)
    email = f"{handle}.{seed}@members.example"
    moderates = at % MEMBERS_A_MODERATOR == MEMBERS_A_MODERATOR // 10 or at == SECOND_MODERATOR
    since = lot.random() ** 1.5
    # Whoever moderates has been there from the beginning, or nearly so.
    joined = until - (0.9 + since / 10 if moderates else since) * OLDEST
    wanted = lot.sample(GENRES, lot.randrange(4))
    return {
        "_id": seeded_id(seed, "member", at),
        "name": name,
        "name_key": name_key(name),
        "handle": handle,
        "handle_key": handle_key(handle),
        "email": email,
        "email_key": email_key(email),
        "password": UNUSABLE,
        "role": MODERATOR if moderates else MEMBER,
        "standing": "good",
        "preferences": {"favorite_genres": wanted} if wanted else {},
        "account_type": "standard" if lot.random() < 0.9 else "premium",
        "free_trial": False,
        "joined_at": joined.replace(microsecond=0),
        "session_epoch": 0,
    }


def _free_handle(name: str, seed: int, taken: set[str]) -> str:
    number = 0 if seed == 1 else seed
    while True:
        handle = handle_for(name, number)
        if handle_key(handle) not in taken:
            taken.add(handle_key(handle))
            return handle
        number += 1 if number < 10 else 7


def put_members(docs: Sequence[Doc], progress: Callable[[int], None]) -> tuple[int, list[Doc]]:
    """Insert members that are not there yet; give how many were, and all who are there now."""
    there: list[Doc] = []
    put = 0
    for start in range(0, len(docs), AT_ONCE):
        batch = docs[start : start + AT_ONCE]
        inserted, existing = insert_members(batch)
        put, there = put + inserted, there + existing
        progress(len(batch))
    return put, there
