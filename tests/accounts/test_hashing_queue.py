"""Hashing is bounded: few wait, the others are answered early, and pages are not held up."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts import passwords
from accounts.passwords import HashingBusy, hash_password, hashing_turn, verify_password
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD


@pytest.fixture(autouse=True)
def with_queue(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.support.hashing.QueueingHasher"]


@pytest.fixture
def busy(alice: Any) -> Iterator[None]:
    """Take the places of those who compute a hash and wait, as in a rush of log-ins."""
    waiting = range(passwords.WAITING_PLACES)
    with hashing_turn():
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
    assert "Many people are logging in right now." in answer.content.decode()
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("path", ["/", "/movies/", "/accounts/login/", "/accounts/signup/"])
def test_a_page_does_not_wait(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 200


@pytest.mark.usefixtures("busy")
def test_a_wrong_password_that_was_not_checked_is_not_counted(
    visitor: Browser, alice: Any, database: Any
) -> None:
    visitor.post("/accounts/login/", {"email": alice.email, "password": "wrong horse"})
    assert not database.throttle.count_documents({"_id": {"$regex": "^failed-log-in:"}})


def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING_SECONDS", 0.01)
    with hashing_turn(), ThreadPoolExecutor(1) as thread, pytest.raises(HashingBusy):
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
