"""Logging in."""

import re
import unicodedata
from typing import Any

import pytest

from accounts.queries import find_member_by_email
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.hashing import CountingHasher
from tests.support.sampling import sampled

from ..support.authentication import log_in, token_of

ALICE, NOBODY, WRONG = "alice@example.test", "nemos@example.test", "not her password"
OUTSIDE = [
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "http:evil.example",
    "http:///evil.example", "javascript:alert(1)", "data:text/html,hi", "/\t/evil.example",
    "/\n/evil.example", "/ok\r\nLocation: https://evil.example", "evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "@evil.example",
    "/\u202e/evil.example", " //evil.example",
]  # fmt: skip


def test_the_right_password_signs_in(alice: Any, visitor: Browser) -> None:
    assert log_in(visitor, ALICE)["Location"] == "/"
    assert visitor.is_signed_in


def test_the_address_may_be_typed_in_another_case(alice: Any, visitor: Browser) -> None:
    log_in(visitor, " ALICE@Example.TEST ")
    assert visitor.is_signed_in


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    alice: Any, database: Any
) -> None:
    known, unknown = log_in(Browser(), ALICE, WRONG), log_in(Browser(), NOBODY, WRONG)
    assert known.status_code == unknown.status_code == 422
    assert _bare(known) == _bare(unknown)
    assert dict(known.headers) == dict(unknown.headers)
    assert "That e-mail and password don&#39;t match" in known.content.decode()


def _bare(answer: Any) -> str:
    """An answer's page without what was typed, and without its token."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(ALICE, "").replace(NOBODY, "")


@pytest.mark.parametrize("stored", ["", "!", "foobar", "$2b$12$UREFwsRUoyF0CRqGNK0LzO0HM/jLh"])
def test_an_unknown_address_costs_as_much_hashing_as_a_wrong_password(
    alice: Any, database: Any, visitor: Browser, hashes: type[CountingHasher], stored: str
) -> None:
    counts = []
    for email in (ALICE, NOBODY):
        log_in(visitor, email, WRONG)
        counts.append(hashes.count)
    database.users.update_one({}, {"$set": {"password": stored}})
    log_in(visitor, ALICE, WRONG)
    assert [*counts, hashes.count] == [1, 2, 3]


def test_a_wrong_password_keeps_the_address_typed_but_not_the_password(
    alice: Any, visitor: Browser
) -> None:
    page = log_in(visitor, ALICE, WRONG).content.decode()
    assert ALICE in page
    assert WRONG not in page
    assert not visitor.is_signed_in


@pytest.mark.parametrize("fields", [{}, {"email": ALICE}, {"password": "x"}, {"email": "x\x00@y"}])
def test_a_form_that_lacks_something_is_refused(visitor: Browser, fields: dict[str, str]) -> None:
    assert visitor.post("/accounts/login/", fields).status_code == 422


@pytest.mark.parametrize("target", ["/movies/?q=vertigo&page=2", "/people/Agnès Varda/"])
def test_who_logs_in_goes_on_to_where_they_were(alice: Any, visitor: Browser, target: str) -> None:
    answer = log_in(visitor, ALICE, next=target)
    assert answer["Location"].startswith(target[:11])


@pytest.mark.parametrize("target", sampled(OUTSIDE, 2))
def test_nobody_is_sent_to_another_site(alice: Any, visitor: Browser, target: str) -> None:
    assert log_in(visitor, ALICE, next=target)["Location"] == "/"


@pytest.mark.parametrize("target", sampled(OUTSIDE, 2, 1))
def test_the_form_does_not_carry_another_site_along(visitor: Browser, target: str) -> None:
    answer = visitor.get("/accounts/login/", {"next": target})
    assert "evil.example" not in answer.content.decode()


def test_a_guarded_page_sends_a_visitor_to_log_in_and_back(alice: Any, visitor: Browser) -> None:
    answer = visitor.get("/accounts/preferences/")
    assert answer["Location"] == "/accounts/login/?next=%2Faccounts%2Fpreferences%2F"
    page = visitor.text(answer["Location"])
    assert '<input type="hidden" name="next" value="/accounts/preferences/">' in page


def test_a_form_that_a_visitor_sent_leads_back_to_its_page(visitor: Browser) -> None:
    page = {"HTTP_REFERER": "http://testserver/movies/?page=3"}
    answer = visitor.post("/accounts/preferences/hide-row/", {"key": "x"}, **page)
    assert answer["Location"] == "/accounts/login/?next=%2Fmovies%2F%3Fpage%3D3&undone=1"


def test_a_referrer_from_elsewhere_leads_home(visitor: Browser) -> None:
    page = {"HTTP_REFERER": "http://testserver.evil.example/"}
    answer = visitor.post("/accounts/preferences/hide-row/", {"key": "x"}, **page)
    assert answer["Location"] == "/accounts/login/?next=%2F&undone=1"


def test_each_log_in_begins_a_session_of_its_own(alice: Any, visitor: Browser) -> None:
    log_in(visitor, ALICE)
    first = token_of(visitor)
    visitor.post("/accounts/logout/")
    log_in(visitor, ALICE)
    assert len({first, token_of(visitor)} - {""}) == 2


@pytest.mark.parametrize("planted", ["x" * 43, "", "../../etc", "a" * 5000])
def test_a_planted_token_never_becomes_a_session(
    alice: Any, visitor: Browser, settings: Any, planted: str
) -> None:
    visitor.cookies[settings.SESSION_COOKIE_NAME] = planted
    log_in(visitor, ALICE)
    thief = Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert token_of(visitor) != planted
    assert visitor.is_signed_in
    assert not thief.is_signed_in


def test_logging_in_renews_the_tokens_of_forms(alice: Any, visitor: Browser) -> None:
    visitor.get("/accounts/login/")
    before = visitor.cookies["mflix_csrf"].value
    log_in(visitor, ALICE)
    assert visitor.cookies["mflix_csrf"].value != before


def test_a_form_without_its_token_signs_nobody_in(alice: Any) -> None:
    browser = Browser(csrf=True)
    assert log_in(browser, ALICE).status_code == 403
    assert not browser.is_signed_in


def test_a_member_who_is_signed_in_is_sent_home(as_alice: Browser) -> None:
    assert as_alice.get("/accounts/login/")["Location"] == "/"


def test_an_account_that_is_being_closed_cannot_be_opened(
    alice: Any, visitor: Browser, database: Any
) -> None:
    database.users.update_one({}, {"$set": {"closing": {"keep_reviews": True}}})
    assert log_in(visitor, ALICE).status_code == 422


def test_visitors_who_only_look_have_no_session(visitor: Browser, database: Any) -> None:
    visitor.get("/accounts/login/")
    visitor.get("/")
    assert database.sessions.count_documents({}) == 0


@pytest.mark.parametrize(
    ("joined", "typed"),
    [("bücher.example", "xn--bcher-kva.example"), ("xn--bcher-kva.example", "bücher.example")],
)
def test_one_mailbox_is_one_account_whichever_form_a_browser_sends(
    visitor: Browser, database: Any, joined: str, typed: str
) -> None:
    fields = {"name": "Anna", "password1": PASSWORD, "password2": PASSWORD}
    Browser().post("/accounts/signup/", {**fields, "email": f"anna@{joined}"})
    again = Browser().post("/accounts/signup/", {**fields, "email": f"anna@{typed}"})
    assert again.status_code == 422
    log_in(visitor, f"anna@{typed}")
    assert visitor.is_signed_in


@pytest.mark.parametrize("key", ["anna@bücher.example", "anna@xn--bcher-kva.example"])
@pytest.mark.parametrize("typed", ["anna@bücher.example", "anna@xn--bcher-kva.example"])
def test_an_account_with_a_key_of_an_earlier_version_still_opens(
    alice: Any, database: Any, visitor: Browser, key: str, typed: str
) -> None:
    database.users.update_one({}, {"$set": {"email": key, "email_key": key}})
    log_in(visitor, typed)
    assert visitor.is_signed_in
    fields = {"name": "Anna", "email": typed, "password1": PASSWORD, "password2": PASSWORD}
    assert Browser().post("/accounts/signup/", fields).status_code == 422


def test_two_old_accounts_of_one_mailbox_open_as_they_did(
    alice: Any, bob: Any, database: Any, visitor: Browser
) -> None:
    spellings = {alice.id: "anna@bücher.example", bob.id: "anna@xn--bcher-kva.example"}
    for member_id, email in spellings.items():
        changes = {"email": email, "email_key": email}
        database.users.update_one({"_id": member_id}, {"$set": changes})
        assert find_member_by_email(email).id == member_id  # type: ignore[union-attr]


def test_a_password_opens_composed_or_decomposed(visitor: Browser, database: Any) -> None:
    password = "Cr\u00e8me br\u00fbl\u00e9e au caf\u00e9 7"
    decomposed = unicodedata.normalize("NFD", password)
    fields = {"name": "Nora", "email": "n@mail.test", "password1": password}
    assert (
        Browser().post("/accounts/signup/", {**fields, "password2": decomposed}).status_code == 302
    )
    log_in(visitor, "n@mail.test", decomposed)
    assert visitor.is_signed_in
