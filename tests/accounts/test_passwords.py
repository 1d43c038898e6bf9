"""Which passwords are good enough, and which stored ones open an account."""

import pytest
from django.contrib.auth.hashers import make_password

from accounts.passwords import find_weakness, verify_password
from tests.support.cast import PASSWORD

NAME, EMAIL = "Ada Lovelace", "countess@analytical.test"
FILM = "zither under vienna "


@pytest.mark.parametrize(("length", "good"), [(9, False), (10, True), (4096, True), (4097, False)])
def test_length_counts_to_the_letter(length: int, good: bool) -> None:
    password = (FILM * (length // len(FILM) + 1))[:length]
    assert (find_weakness(password, NAME, EMAIL) == "") is good


def test_an_emoji_counts_as_one_character() -> None:
    assert find_weakness("🎬🎥🍿🎞📽🎫🎭🎟🌃", NAME, EMAIL)
    assert not find_weakness("🎬🎥🍿🎞📽🎫🎭🎟🌃🎪", NAME, EMAIL)


def test_the_least_length_is_a_setting(settings: object) -> None:
    settings.PASSWORD_MIN_LENGTH = 15  # type: ignore[attr-defined]
    assert "at least 15" in find_weakness("zither vienna", NAME, EMAIL)


@pytest.mark.parametrize(
    "password",
    ["1234567890", "Password123", "PASSWORD1234!", "qwertyuiop", "aaaaaaaaaaaa", "abababababab",
     "q1w2e3r4t5", "letmein12345", "iloveyou2024!", "sunshine----"],
)  # fmt: skip
def test_a_common_password_is_refused(password: str) -> None:
    assert "too common" in find_weakness(password, NAME, EMAIL)


@pytest.mark.parametrize(
    "password",
    ["adalovelace", "Ada Lovelace 1815", "LOVELACE-2024!", "lovelaceada12", "countess1815",
     "analytical99", "countess@analytical.test", "Lóvelace1815"],
)  # fmt: skip
def test_a_password_made_of_ones_name_or_address_is_refused(password: str) -> None:
    assert "your name or e-mail address" in find_weakness(password, NAME, EMAIL)


def test_a_number_is_no_better_when_it_is_ones_address() -> None:
    assert find_weakness("8301946275", NAME, "8301946275@analytical.test")


@pytest.mark.parametrize(
    "password",
    ["lovelace wrote the first program", "no digits no capitals", "8301946275", "9917-8842-ab",
     "ünïcödé pässwörd", "$#%&@!-+=*~^", "   leading and trailing   ", PASSWORD],
)  # fmt: skip
def test_any_other_long_password_is_good(password: str) -> None:
    assert find_weakness(password, NAME, EMAIL) == ""


def test_a_password_is_compared_exactly_as_typed() -> None:
    stored = make_password(PASSWORD)
    assert verify_password(PASSWORD, stored)
    for other in (PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1]):
        assert not verify_password(other, stored)


def test_a_password_counts_past_its_72nd_byte() -> None:
    long = "x" * 72
    assert not verify_password(long + "b", make_password(long + "a"))


@pytest.mark.parametrize(
    "stored",
    ["", "!", "!secret", "foobar", "argon2", "argon2$", "argon2$argon2id$broken",
     "argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$", "md5$a$b", "plain$$foobar",
     "$2b$12$UREFwsRUoyF0CRqGNK0LzO0HM/jLhgUCNNIJ9RJAqMUQ74crlJ1Vu"],
)  # fmt: skip
def test_nothing_but_a_hash_of_ours_opens_an_account(stored: str) -> None:
    assert not verify_password("foobar", stored)
    assert not verify_password(stored, stored)


def test_an_endless_password_is_refused_before_it_is_hashed(hashes: type) -> None:
    assert not verify_password("x" * 4097, "!")
    assert hashes.count == 0  # type: ignore[attr-defined]
