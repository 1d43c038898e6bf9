"""Hashing is bounded: few wait, the others are answered early, and pages are not held up."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts import passwords
from accounts.passwords import HashingBusy, hash_password, hashing_slot, verify_password
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

NEW = "another drowsy lighthouse"


@pytest.fixture(autouse=True)
def with_queue(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.support.hashing.QueueingHasher"]


@pytest.fixture
def busy(alice: Any) -> Iterator[None]:
    """Take the places of those who compute a hash and wait, as in a rush of log-ins."""
    waiting = range(passwords.WAITING_PLACES)
    with hashing_slot():
        assert all(passwords._places.acquire(blocking=False) for _ in waiting)
        yield
        for _ in waiting:
            passwords._places.release()


@pytest.mark.usefixtures("busy")
def test_a_log_in_is_503_at_once_and_says_when_to_try_again(
    visitor: Browser, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "WAITING_SECONDS", 120)  # who waits at all is noticed
    began = time.monotonic()
    form = {"email": alice.email, "password": PASSWORD}
    answer = visitor.post("/accounts/login/", form)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "Many people are logging in or signing up right now." in page
    assert alice.email in page
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("path", ["/", "/movies/", "/accounts/login/", "/accounts/signup/"])
def test_a_page_does_not_wait(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 200


@pytest.mark.usefixtures("busy")
def test_a_sign_up_that_is_not_taken_keeps_what_was_typed(visitor: Browser) -> None:
    form = {"name": "Nora", "email": "n@n.test", "password1": PASSWORD, "password2": PASSWORD}
    answer = visitor.post("/accounts/signup/", form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert all(text in answer.content.decode() for text in ("Nora", "n@n.test", "signing up"))


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("path", "form"), [
    ("password", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}),
    ("email", {"email": "new@example.test", "password": PASSWORD}),
    ("delete", {"password": PASSWORD, "keep_reviews": "remove"}),
    ("tokens", {"name": "Script", "scopes": ["read"], "days": "30", "password": PASSWORD}),
])  # fmt: skip
def test_other_forms_with_a_password_say_so_too(alice: Any, path: str, form: Any) -> None:
    answer = Browser(alice).post(f"/accounts/{path}/", form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert "signing up right now." in page
    assert "<form" in page
    assert PASSWORD not in page


@pytest.mark.usefixtures("busy")
def test_a_wrong_password_that_was_not_checked_is_not_counted(
    visitor: Browser, alice: Any, database: Any
) -> None:
    visitor.post("/accounts/login/", {"email": alice.email, "password": "wrong horse"})
    assert not database.throttle.count_documents({"_id": {"$regex": "^failed-log-in:"}})


def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING_SECONDS", 0.01)
    with hashing_slot(), ThreadPoolExecutor(1) as thread, pytest.raises(HashingBusy):
        thread.submit(hash_password, PASSWORD).result()
    assert verify_password(PASSWORD, hash_password(PASSWORD))  # and no place is lost


def test_three_who_log_in_at_one_moment_are_all_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.hashing.QueueingHasher.time_cost", 1_000)
    monkeypatch.setattr(passwords, "WAITING_SECONDS", 60)
    with ThreadPoolExecutor(3) as threads:
        hashes = list(threads.map(hash_password, [PASSWORD] * 3))
    assert all(one.startswith("argon2") for one in hashes)


def test_of_thirty_two_at_once_most_are_answered_early_and_all_places_are_free_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def outcome(_: int) -> str:
        try:
            return hash_password(PASSWORD)[:6]
        except HashingBusy:
            return "busy"

    monkeypatch.setattr("tests.support.hashing.QueueingHasher.time_cost", 2_000)
    with ThreadPoolExecutor(32) as threads:
        outcomes = list(threads.map(outcome, range(32)))
    assert set(outcomes) == {"argon2", "busy"}
    assert outcome(0) == "argon2"
