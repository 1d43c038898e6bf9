"""Logging out."""

from typing import Any

from tests.support.browsing import Browser

from ..support.authentication import token_of

PAGE = "/accounts/logout/"


def test_who_logs_out_is_a_visitor_again(as_alice: Browser) -> None:
    answer = as_alice.post(PAGE, follow=True)
    assert "ve been logged out." in answer.content.decode()
    assert not as_alice.is_signed_in


def test_the_old_cookie_opens_nothing(as_alice: Browser, settings: Any) -> None:
    old = token_of(as_alice)
    as_alice.post(PAGE)
    thief = Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert not thief.is_signed_in
    assert thief.get("/accounts/export/").status_code == 302


def test_other_devices_stay_logged_in(as_alice: Browser, as_alice_elsewhere: Browser) -> None:
    as_alice.post(PAGE)
    assert as_alice_elsewhere.is_signed_in


def test_nothing_of_the_session_is_left(as_alice: Browser, database: Any) -> None:
    as_alice.post(PAGE)
    assert database.sessions.count_documents({}) == 0


def test_a_link_logs_nobody_out(as_alice: Browser) -> None:
    answer = as_alice.get(PAGE)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert as_alice.is_signed_in


def test_another_sites_form_logs_nobody_out(alice: Any) -> None:
    browser = Browser(alice, csrf=True)
    assert browser.post(PAGE).status_code == 403
    assert browser.is_signed_in


def test_a_visitor_who_logs_out_is_sent_home(visitor: Browser) -> None:
    assert visitor.post(PAGE)["Location"] == "/"
