"""Which passwords are good enough, and how they are kept."""

from contextlib import suppress
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from mflix_site.text import fold_text

LONGEST = 4096
UNUSABLE = "!"
SHORTEST_PART = 4
DIGITS = "0123456789"


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def weakness(password: str, name: str, email: str) -> str:
    """Say what is wrong with a new password; empty when it is good enough."""
    least = settings.PASSWORD_MIN_LENGTH
    if len(password) < least:
        return f"A password needs at least {least} characters; a few words in a row are good."
    if len(password) > LONGEST:
        return "This password is too long: 4,096 characters at most."
    if _is_common(password):
        return "This password is too common: it is among the first that a stranger tries."
    if _is_made_of(password, name, email):
        return "This password is made of your name or address. Choose one that nobody can guess."
    return ""


def _is_common(password: str) -> bool:
    """A common word with digits or punctuation around it is as common as the word."""
    bare = password.casefold().strip(DIGITS + "!?.-_ ")
    if len(set(password.casefold())) < 4:
        return True
    for candidate in {password, password.casefold(), bare}:
        try:
            _common().validate(candidate)
        except ValidationError:
            return True
    return False


def _is_made_of(password: str, name: str, email: str) -> bool:
    """Tell whether name, address and digits are all that a password consists of, nearly."""
    whole = rest = fold_text(password).replace(" ", "")
    parts = {*fold_text(name).split(), *fold_text(email).split(), fold_text(name).replace(" ", "")}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_PART:
            rest = rest.replace(part, "")
    return rest != whole and len(rest.strip(DIGITS)) < SHORTEST_PART


def hashed(password: str) -> str:
    """Hash a password with Argon2id."""
    return make_password(password)


def matches(password: str, stored: str) -> bool:
    """Tell whether a password is the stored one; as slow where there is none to compare with."""
    if len(password) > LONGEST:
        return False
    if stored.startswith("argon2$"):
        with suppress(ValueError):  # a damaged hash opens nothing, and breaks nothing
            return check_password(password, stored)
    make_password(password)
    return False
