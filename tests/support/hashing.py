"""Hashers for tests: one that counts its work, one that does next to none."""

from typing import ClassVar

from accounts.passwords import Argon2idHasher


class CountingHasher(Argon2idHasher):
    """The site's hasher, which counts how often it hashed."""

    count: ClassVar[int] = 0

    def encode(self, password: str, salt: str) -> str:
        """Count, and hash."""
        CountingHasher.count += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Count, and compare."""
        CountingHasher.count += 1
        return super().verify(password, encoded)


class QuickHasher(Argon2idHasher):
    """As cheap as Argon2id gets, for tests that log in hundreds of times."""

    time_cost = 1
    memory_cost = 8
