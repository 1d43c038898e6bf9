"""Changing the e-mail address: confirmed by a link to the new one; the old one is notified."""

import re
from typing import Any

import pytest
from django.core import mail

from accounts.outbox import send_pending
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.authentication import log_in
from ..support.mails import confirmation_token, mailed_link

PAGE, OLD, NEW = "/accounts/email/", "alice@example.test", "alice@new.test"
FORM = {"email": NEW, "password": PASSWORD}


@pytest.fixture
def link(as_alice: Browser, mailoutbox: Any) -> str:
    as_alice.post(PAGE, FORM)
    send_pending()
    text = next(str(one.body) for one in mail.outbox if one.to == [NEW])
    found = re.search(r"https?://[^/]+(/accounts/email/\S+)", text)
    assert found
    return found[1]


def test_nothing_changes_before_the_new_address_is_confirmed(link: str) -> None:
    assert log_in(Browser(), NEW).status_code == 422
    assert log_in(Browser(), OLD).status_code == 302


def test_the_old_address_is_told_what_is_about_to_change(link: str) -> None:
    told = next(one for one in mail.outbox if one.to == [OLD])
    assert NEW in told.body
    assert "/accounts/email/" not in told.body


def test_opening_the_link_changes_nothing(link: str, visitor: Browser) -> None:
    assert NEW in visitor.text(link)
    assert log_in(Browser(), NEW).status_code == 422


def test_confirming_changes_the_address_and_tells_the_old_one(
    link: str, visitor: Browser, as_alice: Browser
) -> None:
    mail.outbox.clear()
    assert visitor.post(link)["Location"] == "/accounts/login/"
    assert log_in(Browser(), NEW).status_code == 302
    assert log_in(Browser(), OLD).status_code == 422
    send_pending()
    assert [one.to for one in mail.outbox] == [[OLD]]
    assert as_alice.is_signed_in


def test_a_link_works_once(link: str, visitor: Browser) -> None:
    visitor.post(link)
    assert visitor.post(link).status_code == 409
    assert visitor.get(link).status_code == 409


def test_a_changed_password_ends_the_link(link: str, as_alice: Browser) -> None:
    new = {"new_password1": "violet tractor sings", "new_password2": "violet tractor sings"}
    as_alice.post("/accounts/password/", {"old_password": PASSWORD, **new})
    assert Browser().post(link).status_code == 409


def test_it_needs_the_password(as_alice: Browser, mailoutbox: Any) -> None:
    answer = as_alice.post(PAGE, {**FORM, "password": "not her password"})
    assert answer.status_code == 422
    assert mongo.outbox().count_documents({}) == 0


@pytest.mark.parametrize("email", ["bob@example.test", "BOB@example.test", OLD])
def test_an_address_that_has_an_account_is_refused(as_alice: Browser, bob: Any, email: str) -> None:
    answer = as_alice.post(PAGE, {**FORM, "email": email})
    whose = "This is your" if email == OLD else "Another account has this"
    assert (answer.status_code, f"{whose} e-mail address" in answer.content.decode()) == (422, True)


def test_an_address_that_was_taken_meanwhile_is_a_conflict(link: str, bob: Any) -> None:
    changes = {"email": NEW, "email_key": NEW}
    mongo.members().update_one({"_id": bob.id}, {"$set": changes})
    assert Browser().post(link).status_code == 409
    assert log_in(Browser(), OLD).status_code == 302


def test_neither_link_does_what_the_other_is_for(alice: Any, mailoutbox: Any) -> None:
    token = confirmation_token(alice.id)
    passwords = {"new_password1": "violet tractor sings", "new_password2": "violet tractor sings"}
    assert Browser().post(f"/accounts/reset/{token}/", passwords).status_code == 409
    reset = mailed_link(OLD).removeprefix("/accounts/reset/")
    assert Browser().post(f"/accounts/email/{reset}").status_code == 409
