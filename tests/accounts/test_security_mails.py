"""Mails that tell an account's owner of what somebody with their password has done."""

from typing import Any

import pytest
from django.core import mail

from accounts.outbox import send_pending
from accounts.password_reset import create_token
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

ALICE, NEW = "alice@example.test", "a whole new password"
NEW_TWICE = {"new_password1": NEW, "new_password2": NEW}


def sent() -> list[tuple[list[str], str]]:
    send_pending()
    return [(one.to, one.subject) for one in mail.outbox]


def test_a_changed_password_is_mailed(as_alice: Browser, mailoutbox: Any, settings: Any) -> None:
    settings.SITE_URL = "https://films.example/"
    as_alice.post("/accounts/password/", {**NEW_TWICE, "old_password": PASSWORD})
    assert sent() == [([ALICE], "Your mflix password has been changed")]
    assert "https://films.example/accounts/reset/\n" in mail.outbox[0].body
    assert NEW not in mail.outbox[0].body


def test_a_reset_password_is_mailed(alice: Any, mailoutbox: Any) -> None:
    Browser().post(f"/accounts/reset/{create_token(alice.id)}/", NEW_TWICE)
    assert sent() == [([ALICE], "Your mflix password has been changed")]


def test_it_goes_to_the_address_of_that_time(as_alice: Browser, mailoutbox: Any) -> None:
    as_alice.post("/accounts/password/", {**NEW_TWICE, "old_password": PASSWORD})
    mongo.members().update_one({}, {"$set": {"email": "thief@example.test"}})
    assert [to for to, _ in sent()] == [[ALICE]]


@pytest.mark.parametrize("keep", ["keep", "remove"])
def test_a_closed_account_is_mailed_and_then_forgotten(
    as_alice: Browser, mailoutbox: Any, keep: str
) -> None:
    as_alice.post("/accounts/delete/", {"password": PASSWORD, "keep_reviews": keep})
    assert sent() == [([ALICE], "Your mflix account has been closed")]
    assert mongo.outbox().count_documents({}) == 0


def test_nothing_is_mailed_where_nothing_changes(as_alice: Browser, mailoutbox: Any) -> None:
    wrong = {"old_password": "not her password", "password": "not her password"}
    as_alice.post("/accounts/password/", {**NEW_TWICE, **wrong})
    as_alice.post("/accounts/delete/", {**wrong, "keep_reviews": "keep"})
    assert sent() == []
