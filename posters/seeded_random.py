"""Repeatable random numbers."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class SeededRandom:
    """A small generator seeded by text; cheaper to create than `random.Random`."""

    __slots__ = ("_state",)

    def __init__(self, seed: str) -> None:
        digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def below(self, limit: int) -> int:
        """Return an integer from 0 up to, but not including, the limit."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        # The low bits of such a generator repeat soon: scale the high ones instead of a modulo.
        return ((self._state >> 32) * limit) >> 32

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def boolean(self) -> bool:
        return self.below(2) == 1

    def choice(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]
