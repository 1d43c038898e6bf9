"""Changing the e-mail address: confirmed by a link to the new one; the old one is notified."""

import re
from typing import Any

import pytest
from django.core import mail

from accounts.outbox import send_pending
from accounts.services import end_sessions
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.authentication import log_in
from ..support.mails import confirmation_token, mailed_link

PAGE, OLD, NEW = "/accounts/email/", "alice@example.test", "alice@new.test"
FORM = {"email": NEW, "password": PASSWORD}


def requested(browser: Browser, email: str) -> str:
    """Request a change, have the mails sent, and return the path of the link."""
    browser.post(PAGE, {**FORM, "email": email})
    send_pending()
    text = next(str(one.body) for one in mail.outbox if one.to == [email])
    found = re.search(r"https?://[^/]+(/accounts/email/\S+)", text)
    assert found
    return found[1]


@pytest.fixture
def link(as_alice: Browser, mailoutbox: Any) -> str:
    return requested(as_alice, NEW)


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


def test_a_later_request_ends_the_link_of_an_earlier_one(
    as_alice: Browser, mailoutbox: Any
) -> None:
    typo = requested(as_alice, "alice@nwe.test")
    link = requested(as_alice, NEW)
    assert [Browser().get(typo).status_code, Browser().post(typo).status_code] == [409, 409]
    assert log_in(Browser(), "alice@nwe.test").status_code == 422
    assert Browser().post(link).status_code == 302
    assert Browser().post(typo).status_code == 409
    assert log_in(Browser(), NEW).status_code == 302


def test_a_mail_that_was_still_queued_brings_no_link_to_the_earlier_address(
    as_alice: Browser, mailoutbox: Any
) -> None:
    as_alice.post(PAGE, {**FORM, "email": "alice@nwe.test"})
    requested(as_alice, NEW)
    assert sorted(one.to[0] for one in mail.outbox) == [OLD, NEW]


def test_a_mail_that_was_being_written_brings_a_link_that_confirms_nothing(
    as_alice: Browser, alice: Any, mailoutbox: Any
) -> None:
    token = confirmation_token(alice.id, "alice@nwe.test")
    row = mongo.password_resets().find_one()
    requested(as_alice, NEW)
    mongo.password_resets().insert_one(row)
    assert Browser().post(f"/accounts/email/{token}/").status_code == 409


@pytest.mark.parametrize("page", [PAGE, "/accounts/profile/"])
def test_the_page_shows_the_address_that_waits_until_it_is_confirmed(
    link: str, as_alice: Browser, page: str
) -> None:
    assert f"{NEW}</strong> is waiting" in as_alice.text(page)
    Browser().post(link)
    assert "is waiting" not in as_alice.text(page)


def test_it_no_longer_waits_when_its_link_has_expired(
    link: str, as_alice: Browser, travel: Any
) -> None:
    travel("accounts.email_change", hours=24)
    assert "is waiting" not in as_alice.text(PAGE)


def test_a_change_can_be_cancelled(link: str, as_alice: Browser) -> None:
    assert as_alice.post(f"{PAGE}cancel/")["Location"] == PAGE
    assert "is waiting" not in as_alice.text(PAGE)
    assert Browser().post(link).status_code == 409
    assert log_in(Browser(), OLD).status_code == 302


@pytest.mark.parametrize("is_mailed", [True, False])
def test_a_change_ends_with_the_sessions(
    as_alice: Browser, alice: Any, mailoutbox: Any, is_mailed: bool
) -> None:
    as_alice.post(PAGE, FORM)
    if is_mailed:
        send_pending()
    in_transaction(lambda session: end_sessions(member_id=alice.id, session=session))
    mail.outbox.clear()
    send_pending()
    assert mail.outbox == []
    assert mongo.members().find_one({"pending_email": {"$exists": True}}) is None


def test_a_closed_account_sends_no_link(as_alice: Browser, mailoutbox: Any) -> None:
    as_alice.post(PAGE, FORM)
    as_alice.post("/accounts/delete/", {"password": PASSWORD, "keep_reviews": "keep"})
    send_pending()
    assert [one.to for one in mail.outbox] == [[OLD]]
    assert mail.outbox[0].subject == "Your mflix account has been closed"
