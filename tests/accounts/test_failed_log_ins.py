"""The limit of wrong passwords, per account and address."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.hashing import CountingHasher

from ..support.authentication import log_in

ALICE, BOB, WRONG = "alice@example.test", "bob@example.test", "not her password"


@pytest.fixture
def besieged(alice: Any, limit: Any) -> Browser:
    """Alice's account, after as many wrong passwords from one address as are heard."""
    limit("failed-log-in", 3)
    attacker = Browser(REMOTE_ADDR="203.0.113.7")
    assert {log_in(attacker, ALICE, WRONG).status_code for _ in range(3)} == {422}
    return attacker


def test_after_the_last_wrong_password_even_the_right_one_waits(besieged: Browser) -> None:
    answer = log_in(besieged, ALICE)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert not besieged.is_signed_in


def test_writing_the_address_differently_is_no_way_around(besieged: Browser) -> None:
    assert log_in(besieged, "ALICE@example.test").status_code == 429


def test_a_header_that_anybody_can_send_is_no_way_around(besieged: Browser) -> None:
    liar = Browser(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert log_in(liar, ALICE).status_code == 429


def test_another_address_of_the_same_network_is_no_way_around(alice: Any, limit: Any) -> None:
    limit("failed-log-in", 2)
    seen = [Browser(REMOTE_ADDR=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(3)]
    assert [log_in(b, ALICE, WRONG).status_code for b in seen] == [422, 422, 429]
    assert log_in(Browser(REMOTE_ADDR="2001:db8:1:3::1"), ALICE).status_code == 302


def test_the_owner_gets_in_from_elsewhere_meanwhile(besieged: Browser) -> None:
    owner = Browser(REMOTE_ADDR="198.51.100.20")
    log_in(owner, ALICE)
    assert owner.is_signed_in


def test_other_accounts_can_be_opened_from_the_same_address(besieged: Browser, bob: Any) -> None:
    assert log_in(besieged, BOB).status_code == 302


def test_a_session_that_is_open_stays_so(besieged: Browser, as_alice: Browser) -> None:
    assert as_alice.is_signed_in


def test_what_waits_costs_no_hashing(besieged: Browser, hashes: type[CountingHasher]) -> None:
    log_in(besieged, ALICE, WRONG)
    assert hashes.count == 0


def test_the_time_over_the_address_is_heard_again(besieged: Browser, travel: Any) -> None:
    travel("accounts.rate_limits", hours=1)
    assert log_in(besieged, ALICE).status_code == 302


def test_an_address_without_an_account_waits_as_well(visitor: Browser, limit: Any) -> None:
    limit("failed-log-in", 2)
    answers = [log_in(visitor, "nobody@example.test", WRONG) for _ in range(3)]
    assert [a.status_code for a in answers] == [422, 422, 429]


def test_behind_a_trusted_proxy_its_word_counts(alice: Any, limit: Any, settings: Any) -> None:
    settings.TRUSTED_PROXY = True
    limit("failed-log-in", 1)
    seen = [Browser(HTTP_X_FORWARDED_FOR=f"1.2.3.4, 198.51.100.{n}") for n in (1, 1, 2)]
    assert [log_in(b, ALICE, WRONG).status_code for b in seen] == [422, 429, 422]


def test_log_ins_of_one_address_have_a_limit_whatever_the_account(
    visitor: Browser, limit: Any
) -> None:
    limit("log-in", 3)
    answers = [log_in(visitor, f"n{n}@example.test", WRONG) for n in range(4)]
    assert [a.status_code for a in answers] == [422, 422, 422, 429]


def test_a_signed_in_thief_cannot_try_passwords_for_ever(as_alice: Browser, limit: Any) -> None:
    limit("failed-log-in", 2)
    form = {"password": WRONG, "keep_reviews": "keep"}
    answers = [as_alice.post("/accounts/delete/", form) for _ in range(3)]
    assert [a.status_code for a in answers] == [422, 422, 429]
