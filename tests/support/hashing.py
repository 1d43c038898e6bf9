"""Hashers for tests: of next to no work, without a queue; with the site's queue; counting."""

from typing import ClassVar

from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.passwords import Argon2idHasher


class QuickHasher(Argon2PasswordHasher):
    """Argon2id at the least cost that it allows; any number may hash at once."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


class QueueingHasher(Argon2idHasher):
    """The site's hasher with its queue, at the least cost."""

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
