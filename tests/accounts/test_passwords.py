"""Which passwords are good enough, and which stored ones open an account."""

import secrets
import unicodedata

import pytest
from django.contrib.auth.hashers import make_password

from accounts.passwords import find_weakness, hash_password, verify_password
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


def test_half_a_character_is_refused() -> None:
    assert "can't be stored" in find_weakness("half of a clapper \ud83c board", NAME, EMAIL)


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


@pytest.mark.parametrize(
    "password",
    ["123456789012345", "qwertyuiopasdfgh", "iamyourfather1977", "password password",
     "i am your father 1977", "May_the_force_be_with_you", "mflixmflix2026", "monkey dragon 123",
     "hello world hello", "1234567890abcdef", "letmein letmein letmein", "qwertzuiopasdf",
     "azertyuiop123456", "йцукенгшщз123", "one two three", "P@ssw0rd2026!", "aaaa bbbb cccc",
     "1qaz2wsx3edc4rfv", "heres looking at you kid", "thegodfather1972", "January2025!",
     "drowssapdrowssap", "ｐａｓｓｗｏｒｄ ｐａｓｓｗｏｒｄ", "p a s s w o r d", "0987654321098"],
)  # fmt: skip
def test_a_password_of_patterns_or_famous_words_is_refused_with_advice(password: str) -> None:
    weakness = find_weakness(password, NAME, EMAIL)
    assert "easy to guess" in weakness or "too common" in weakness


def test_a_name_among_other_common_words_is_as_easy_to_guess() -> None:
    assert find_weakness("ada lovelace 1815 1815", NAME, EMAIL)


def test_the_longest_password_is_judged_at_once() -> None:
    assert find_weakness(secrets.token_hex(2048), NAME, EMAIL) == ""


WRITTEN_TWO_WAYS = [
    ("Cr\u00e8me br\u00fbl\u00e9e 7", "Cre\u0300me bru\u0302le\u0301e 7"),
    ("caf\u00e9 pour minuit", "caf\u00e9\u00a0pour\u3000minuit"),
    ("violet 0123 tractor", "ｖｉｏｌｅｔ ０１２３ ｔｒａｃｔｏｒ"),
    ("\ud55c\uad6d\uc5b4 \uc601\ud654 \uad00\ub78c\uac1d", None),
    ("\u212bngstr\u00f6m zither", "A\u030angstro\u0308m zither"),
    ("of\ufb01cial tractor", "official tractor"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), WRITTEN_TWO_WAYS)
def test_a_password_opens_however_the_keyboard_composes_it(one: str, other: str | None) -> None:
    other = other or unicodedata.normalize("NFD", one)
    assert one != other
    assert verify_password(other, hash_password(one))
    assert verify_password(one, hash_password(other))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_hash_of_a_password_as_it_was_typed_still_opens(form: str) -> None:
    typed = unicodedata.normalize(form, "Cr\u00e8me br\u00fbl\u00e9e 7")  # type: ignore[arg-type]
    stored = make_password(typed)
    assert verify_password(unicodedata.normalize("NFC", typed), stored)
    assert verify_password(unicodedata.normalize("NFD", typed), stored)
    assert verify_password("ｖｉｏｌｅｔ tractor", make_password("ｖｉｏｌｅｔ tractor"))


def test_accents_and_case_still_matter() -> None:
    stored = hash_password("caf\u00e9 pour minuit")
    assert not verify_password("cafe pour minuit", stored)
    assert not verify_password("Caf\u00e9 pour minuit", stored)
