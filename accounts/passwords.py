"""Which passwords are accepted, and how they are hashed."""

import threading
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from mflix_site.text import fold_text

MAX_LENGTH = 4096
UNUSABLE_PASSWORD = "!"  # noqa: S105 -- in place of a hash; no password matches it
MIN_PART_LENGTH = 4
DIGITS = "0123456789"
HASHING_SLOTS = threading.BoundedSemaphore(2)


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at about 19 MiB and 30 ms a hash: OWASP's figures (m=19456 KiB, t=2, p=1).

    At most two hashes are computed at the same time, so that memory stays bounded.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with HASHING_SLOTS:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with HASHING_SLOTS:
            return super().verify(password, encoded)


def verify_password(password: str, stored: str) -> bool:
    """Return whether a password matches a stored hash; takes as long where there is no hash."""
    if len(password) > MAX_LENGTH:
        return False
    if stored.startswith("argon2$"):
        with suppress(ValueError):  # a damaged hash matches no password
            return check_password(password, stored)
    make_password(password)
    return False


def find_weakness(password: str, name: str, email: str) -> str:
    """Return why a new password is not accepted, as a sentence; empty if it is."""
    min_length = settings.PASSWORD_MIN_LENGTH
    if len(password) < min_length:
        return _("Use at least %(number)s characters. A few unrelated words work well.") % {
            "number": min_length
        }
    if len(password) > MAX_LENGTH:
        return _("This password is too long. Use up to 4,096 characters.")
    # A common word is as easy to guess with digits or punctuation around it.
    folded = password.casefold()
    words = {folded.strip(), folded.strip(DIGITS + "!?.-_ ")}
    if len(set(folded)) < 4 or words & _common_passwords():
        return _("This password is too common: an attacker would try it first. Choose another.")
    if _consists_of_name_or_email(password, name, email):
        return _("This password is made from your name or e-mail address. Choose another.")
    return ""


@cache
def _common_passwords() -> set[str]:
    return CommonPasswordValidator().passwords


def _consists_of_name_or_email(password: str, name: str, email: str) -> bool:
    folded = rest = fold_text(password).replace(" ", "")
    parts = {*fold_text(name).split(), *fold_text(email).split(), fold_text(name).replace(" ", "")}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= MIN_PART_LENGTH:
            rest = rest.replace(part, "")
    return rest != folded and len(rest.strip(DIGITS)) < MIN_PART_LENGTH
