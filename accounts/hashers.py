"""Argon2id at a cost that a small server can bear, and no more hashes at once than its cores."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = threading.BoundedSemaphore(2)


class Argon2idHasher(Argon2PasswordHasher):
    """About 19 MiB and 30 ms a hash: OWASP's Argon2id figures (m=19456 KiB, t=2, p=1)."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password; a third caller waits for one of two to be done."""
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with its hash; a third caller waits."""
        with AT_ONCE:
            return super().verify(password, encoded)
