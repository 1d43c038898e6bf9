"""Which passwords are accepted, and how they are hashed."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from zxcvbn_rs_py import zxcvbn

from mflix_site.errors import Unavailable
from mflix_site.text import fold_text

MAX_LENGTH = 4096
UNUSABLE_PASSWORD = "!"  # noqa: S105 -- in place of a hash; no password matches it
MIN_PART_LENGTH = 4
DIGITS = "0123456789"
# 93 % of strings of ten random digits exceed it. Only 72 characters are estimated: more take long.
MIN_GUESSES, ESTIMATED_LENGTH = 3e7, 72
SURROGATE = re.compile("[\ud800-\udfff]")  # UTF-8 cannot encode it
WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")
# A process computes one hash and lets two wait: its fourth thread is for pages.
WAITING_PLACES, WAITING_SECONDS = 2, 2.0
_computing, _places = threading.Lock(), threading.BoundedSemaphore(1 + WAITING_PLACES)


class HashingBusy(Unavailable):
    """More passwords are to be hashed than this process lets wait."""

    sentence = gettext_lazy(
        "Many people are logging in or signing up right now. Try again in a few seconds."
    )


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Wait for the one hash that is being computed; raise HashingBusy rather than wait long."""
    if not _places.acquire(blocking=False):
        raise HashingBusy
    try:
        if not _computing.acquire(timeout=WAITING_SECONDS):
            raise HashingBusy
        try:
            yield
        finally:
            _computing.release()
    finally:
        _places.release()


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at about 19 MiB and 30 ms a hash: OWASP's figures (m=19456 KiB, t=2, p=1)."""

    time_cost, memory_cost, parallelism = 2, 19456, 1

    def encode(self, password: str, salt: str) -> str:
        with hashing_slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with hashing_slot():
            return super().verify(password, encoded)


def normalize_password(password: str) -> str:
    """Return a password as it is hashed: in NFKC, with plain spaces (RFC 8265)."""
    composed = unicodedata.normalize("NFKC", password)
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed)


def hash_password(password: str) -> str:
    return make_password(normalize_password(password))


def verify_password(password: str, stored: str) -> bool:
    """Return whether a password matches a stored hash; it takes as long if there is no hash."""
    if len(password) > MAX_LENGTH:
        return False
    # Older hashes are of passwords as they were typed.
    as_typed = (password, *(unicodedata.normalize(form, password) for form in ("NFC", "NFD")))
    forms = dict.fromkeys((normalize_password(password), *as_typed))
    matches = [_matches(form, stored) for form in forms]  # all of them, whatever the first says
    return any(matches)


def _matches(password: str, stored: str) -> bool:
    if stored.startswith("argon2$"):
        with suppress(ValueError):  # a damaged hash matches no password
            return check_password(password, stored)
    make_password(password)
    return False


def find_weakness(password: str, name: str, email: str, min_length: int = 0) -> str:
    """Return why a new password is not accepted, as a sentence; empty if it is."""
    if wrong := _length_or_encoding_problem(password, min_length or settings.PASSWORD_MIN_LENGTH):
        return wrong
    # A common word is as easy to guess with digits or punctuation around it.
    folded = normalize_password(password).casefold()
    words = {folded.strip(), folded.strip(DIGITS + "!?.-_ ")}
    if len(set(folded)) < 4 or words & _common_passwords():
        return _("This password is too common: an attacker would try it first. Choose another.")
    if _consists_of_name_or_email(password, name, email):
        return _("This password is made from your name or e-mail address. Choose another.")
    personal = [name, *re.split(r"\W", email)]
    if _estimate_guesses(normalize_password(password), personal) < MIN_GUESSES:
        return _(
            "This password is easy to guess: a pattern, a famous line or a few common words. "
            "Add two or three unrelated words."
        )
    return ""


def _length_or_encoding_problem(password: str, min_length: int) -> str:
    if len(password) > MAX_LENGTH:
        return _("This password is too long. Use up to 4,096 characters.")
    if SURROGATE.search(password):
        return _("This password has a character that can't be stored. Choose another password.")
    if len(unicodedata.normalize("NFC", password)) < min_length:
        text = _("Use at least %(number)s characters. A few unrelated words work well.")
        return text % {"number": min_length}
    return ""


def _estimate_guesses(password: str, personal: list[str]) -> float:
    """Return how many tries zxcvbn expects, also without punctuation and repeated words."""
    distinct_words = "".join(dict.fromkeys(WORD_OR_NUMBER.findall(password.casefold())))
    known = [*_guessable_phrases(), *(part for part in personal if len(part) >= MIN_PART_LENGTH)]
    forms = [form[:ESTIMATED_LENGTH] for form in {password, distinct_words} if form]
    return min(float(zxcvbn(form, known).guesses) for form in forms)


@cache
def _guessable_phrases() -> list[str]:
    lines = (Path(__file__).parent / "data" / "guessable.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


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
