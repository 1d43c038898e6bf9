"""Hashers for tests: one that does next to no work, and one that counts how often it hashes."""

from typing import ClassVar

from accounts.passwords import Argon2idHasher


class QuickHasher(Argon2idHasher):
    """The site's hasher at the least cost that Argon2id allows."""

    time_cost = 1
    memory_cost = 8


class CountingHasher(QuickHasher):
    count: ClassVar[int] = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        CountingHasher.count += 1
        return super().verify(password, encoded)
