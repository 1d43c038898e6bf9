"""Ids and random numbers that are the same for the same seed."""

import hashlib
import random
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from bson import ObjectId

T = TypeVar("T")
_FIRST_SECOND, _SECONDS = 1_451_606_400, 8 * 365 * 86_400  # from the beginning of 2016


def deterministic_id(*parts: object) -> ObjectId:
    text = ":".join(map(str, parts)).encode()
    return ObjectId(hashlib.blake2b(text, digest_size=12).digest())


def past_id(*parts: object) -> ObjectId:
    """Return an id that was made between 2016 and 2023: its order is that in which films came."""
    digest = deterministic_id(*parts).binary
    seconds = _FIRST_SECOND + int.from_bytes(digest[:4], "big") % _SECONDS
    return ObjectId(seconds.to_bytes(4, "big") + digest[4:])


def seeded_random(*parts: object) -> random.Random:
    """Return the random numbers that belong to these parts, independent of those of others."""
    return random.Random(":".join(map(str, parts)))


def pick(rng: random.Random, values: Sequence[T]) -> T:
    """Return one of the values; three times as fast as `choice`."""
    return values[int(rng.random() * len(values))]


def to_millisecond(moment: datetime) -> datetime:
    """Cut a moment to the millisecond, as MongoDB stores it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
