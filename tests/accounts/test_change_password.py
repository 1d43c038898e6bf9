"""Changing one's password."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.authentication import log_in, token_of

PAGE, ALICE, NEW = "/accounts/password/", "alice@example.test", "a whole new password"
FORM = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


def test_the_new_password_opens_the_account_and_the_old_one_does_not(as_alice: Browser) -> None:
    assert as_alice.post(PAGE, FORM).status_code == 302
    assert log_in(Browser(), ALICE, PASSWORD).status_code == 422
    assert log_in(Browser(), ALICE, NEW).status_code == 302


def test_other_devices_are_logged_out_and_this_one_is_not(
    as_alice: Browser, as_alice_elsewhere: Browser
) -> None:
    as_alice.post(PAGE, FORM)
    assert as_alice.is_signed_in
    assert not as_alice_elsewhere.is_signed_in


def test_no_other_session_is_left(
    as_alice: Browser, as_alice_elsewhere: Browser, database: Any
) -> None:
    as_alice.post(PAGE, FORM)
    assert database.sessions.count_documents({}) == 1


def test_a_session_written_back_meanwhile_is_dead_all_the_same(
    as_alice: Browser, as_alice_elsewhere: Browser, database: Any
) -> None:
    old = list(database.sessions.find())
    as_alice.post(PAGE, FORM)
    database.sessions.insert_many(old)
    assert not as_alice_elsewhere.is_signed_in


def test_this_device_gets_a_new_token(as_alice: Browser, settings: Any) -> None:
    old = token_of(as_alice)
    as_alice.post(PAGE, FORM)
    thief = Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert token_of(as_alice) != old
    assert not thief.is_signed_in


@pytest.mark.parametrize("old", ["", "not her password", PASSWORD.upper(), NEW])
def test_without_the_old_password_nothing_changes(
    as_alice: Browser, as_alice_elsewhere: Browser, database: Any, old: str
) -> None:
    before = database.users.find_one()
    assert as_alice.post(PAGE, {**FORM, "old_password": old}).status_code == 422
    assert database.users.find_one() == before
    assert as_alice_elsewhere.is_signed_in


@pytest.mark.parametrize("weak", ["short", "password1234", "alice angstrom", "alice@example.test"])
def test_a_weak_password_is_refused(as_alice: Browser, database: Any, weak: str) -> None:
    before = database.users.find_one()
    form = {**FORM, "new_password1": weak, "new_password2": weak}
    assert as_alice.post(PAGE, form).status_code == 422
    assert database.users.find_one() == before


def test_two_different_passwords_are_refused(as_alice: Browser) -> None:
    answer = as_alice.post(PAGE, {**FORM, "new_password2": "something else"})
    assert answer.status_code == 422
    assert "two passwords don&#39;t match" in answer.content.decode()


def test_no_password_comes_back_in_the_page(as_alice: Browser) -> None:
    page = as_alice.post(PAGE, {**FORM, "old_password": "not her password"}).content.decode()
    assert "not your password." in page
    assert NEW not in page
    assert "not her password" not in page


def test_bobs_password_stays_as_it_is(as_alice: Browser, bob: Any) -> None:
    as_alice.post(PAGE, {**FORM, "email": bob.email, "member": str(bob.id), "name": "Bob"})
    assert log_in(Browser(), bob.email, PASSWORD).status_code == 302


def test_a_visitor_is_sent_to_log_in(visitor: Browser, alice: Any) -> None:
    assert visitor.post(PAGE, FORM)["Location"].startswith("/accounts/login/")
    assert log_in(Browser(), ALICE, PASSWORD).status_code == 302


def test_a_blank_at_the_end_counts(as_alice: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "new_password1": NEW + " ", "new_password2": NEW + " "})
    assert log_in(Browser(), ALICE, NEW).status_code == 422
    assert log_in(Browser(), ALICE, NEW + " ").status_code == 302


def test_the_old_password_is_no_new_one(as_alice: Browser, as_alice_elsewhere: Browser) -> None:
    same = {**FORM, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = as_alice.post(PAGE, same)
    assert (answer.status_code, "same as the old one" in answer.content.decode()) == (422, True)
    assert as_alice_elsewhere.is_signed_in
