"""Ids and lots that come out the same for the same seed."""

import hashlib
import random

from bson import ObjectId


def seeded_id(*parts: object) -> ObjectId:
    """Give the id that belongs to these parts, always the same."""
    text = ":".join(map(str, parts)).encode()
    return ObjectId(hashlib.blake2b(text, digest_size=12).digest())


def lots(*parts: object) -> random.Random:
    """Give a source of lots that belongs to these parts, independent of any other."""
    return random.Random(":".join(map(str, parts)))
