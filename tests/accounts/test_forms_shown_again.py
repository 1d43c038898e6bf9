"""Forms of accounts that are shown again: what stays typed, and where the focus is."""

import re
from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.authentication import log_in

SIGN_UP = "/accounts/signup/"
Fields = dict[str, str]


def focused(page: str) -> list[str]:
    """Return the names of the fields with the focus."""
    assert page.count("autofocus") <= 1
    elements = re.findall(r"<(?:input|textarea|select)[^>]*\bautofocus\b[^>]*>", page)
    return [re.search(r'name="([^"]+)"', element)[1] for element in elements]  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"email": "carol@"}, "email"), ({"name": "…"}, "name"), ({"name": "", "email": ""}, "name"),
     ({"website": "https://cheap.example"}, "website")],
)  # fmt: skip
def test_good_passwords_stay_when_another_field_is_wrong(
    visitor: Browser, joining: Fields, changes: Fields, name: str
) -> None:
    answer = visitor.post(SIGN_UP, {**joining, **changes})
    page = answer.content.decode()
    assert page.count(f'value="{PASSWORD}"') == 2
    assert "no-store" in answer["Cache-Control"]
    assert focused(page) == [name]


def test_good_passwords_stay_when_the_address_is_taken(
    alice: Any, visitor: Browser, joining: Fields
) -> None:
    page = visitor.post(SIGN_UP, {**joining, "email": alice.email}).content.decode()
    assert page.count(f'value="{PASSWORD}"') == 2
    assert focused(page) == ["email"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"password2": "no such thing"}, "password2"), ({"password1": "short"}, "password1"),
     ({"password1": "password password", "password2": "password password"}, "password1")],
)  # fmt: skip
def test_passwords_that_are_wrong_are_typed_again(
    visitor: Browser, joining: Fields, changes: Fields, name: str
) -> None:
    page = visitor.post(SIGN_UP, {**joining, **changes}).content.decode()
    for field in ("password1", "password2"):
        assert f'value="{joining[field]}"' not in page
    assert focused(page) == [name]


def test_a_wrong_current_password_has_the_focus(as_alice: Browser) -> None:
    new = "violet tractor sings"
    fields = {"old_password": "not hers at all", "new_password1": new, "new_password2": new}
    page = as_alice.post("/accounts/password/", fields).content.decode()
    assert focused(page) == ["old_password"]


def test_after_a_wrong_password_the_focus_is_on_the_message(alice: Any, visitor: Browser) -> None:
    page = log_in(visitor, "alice@example.test", "not her password").content.decode()
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert focused(page) == []


@pytest.mark.parametrize("path", [SIGN_UP, "/accounts/login/", "/accounts/reset/"])
def test_a_form_that_is_new_takes_no_focus(visitor: Browser, path: str) -> None:
    assert focused(visitor.text(path)) == []


def test_the_page_to_sign_up_links_to_the_rules(visitor: Browser) -> None:
    form = visitor.text(SIGN_UP).partition('name="password2"')[2].partition("</form>")[0]
    assert 'href="/rules/"' in form


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/accounts/preferences/", "Log in to see your preferences."),
        ("/accounts/export/", "Log in to download your data."),
        ("/accounts/inbox/", "Log in to read your inbox."),
        ("/members/alice_angstrom/report/", "Log in to report a member."),
        ("/moderation/", "This page is only for the people who run the site."),
        ("/administration/", "This page is for the people who run the site."),
    ],
)
def test_the_page_to_log_in_says_why(alice: Any, visitor: Browser, path: str, reason: str) -> None:
    answer = visitor.get(path, follow=True)
    assert reason in answer.content.decode()


@pytest.mark.parametrize(
    ("target", "reason"),
    [("/movies/000000000000000000000001/#review", "Log in to review this film."),
     ("/movies/?page=3", "Log in to continue."), ("/no/such/page/", "Log in to continue.")],
)  # fmt: skip
def test_a_page_that_anybody_may_see_is_gone_back_to(
    visitor: Browser, target: str, reason: str
) -> None:
    page = visitor.get("/accounts/login/", {"next": target}).content.decode()
    assert reason in page


def test_whoever_comes_to_log_in_without_a_page_in_mind_is_told_no_reason(visitor: Browser) -> None:
    assert "Log in to" not in visitor.text("/accounts/login/").partition("<h1")[2]
