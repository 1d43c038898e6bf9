"""The two spam traps of the sign-up form: a hidden field, and a minimum time."""

import re
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser

PATH = "/accounts/signup/"
SENT = {
    **{"name": "Nora", "email": "nora@example.test"},
    **{"password1": "a new long password", "password2": "a new long password"},
}


def opened(browser: Browser) -> str:
    found = re.search(r'name="opened" value="([^"]+)"', browser.text(PATH))
    assert found
    return found.group(1)


def test_whoever_fills_in_the_hidden_field_does_not_join(visitor: Browser) -> None:
    answer = visitor.post(PATH, {**SENT, "website": "https://cheap.example"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Leave the field “Website” empty" in page
    assert 'value="https://cheap.example"' in page  # seen, with its label, by whom it concerns
    assert ">Website" in page
    assert "Leave this empty" not in page
    assert mongo.members().count_documents({}) == 0


def test_the_hidden_field_is_hidden_from_everybody(visitor: Browser) -> None:
    page = visitor.text(PATH)
    trap = page[page.index('aria-hidden="true"><label>Leave this empty') :][:200]
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


def test_without_the_time_trap_nobody_waits(visitor: Browser) -> None:
    assert visitor.post(PATH, SENT).status_code == 302


def test_with_it_who_is_too_quick_is_asked_to_send_it_again(
    visitor: Browser, settings: Any
) -> None:
    settings.SIGN_UP_SECONDS = 5
    answer = visitor.post(PATH, {**SENT, "opened": opened(visitor)})
    assert answer.status_code == 422
    assert "Wait a few seconds" in answer.content.decode()


def test_with_it_who_takes_their_time_joins(
    visitor: Browser, settings: Any, monkeypatch: Any
) -> None:
    settings.SIGN_UP_SECONDS = 5
    moment = opened(visitor)
    from accounts import forms

    later = forms.time() + 6
    monkeypatch.setattr(forms, "time", lambda: later)
    assert visitor.post(PATH, {**SENT, "opened": moment}).status_code == 302


@pytest.mark.parametrize("forged", ["", "1", "1:abc:def", "x" * 90])
def test_with_it_a_forged_moment_is_none(visitor: Browser, settings: Any, forged: str) -> None:
    settings.SIGN_UP_SECONDS = 5
    assert visitor.post(PATH, {**SENT, "opened": forged}).status_code == 422
