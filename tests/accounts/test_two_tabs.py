"""The profile and the preferences, edited in two tabs at once."""

import re
from html import unescape
from typing import Any

import pytest

from accounts.queries import find_member
from tests.support.browsing import Browser
from tests.support.factories import a_film

PROFILE, PREFERENCES = "/accounts/profile/", "/accounts/preferences/"
FIELDS = {
    PROFILE: {"name": "Alice Ångström", "handle": "alice_angstrom", "about": ""},
    PREFERENCES: {"rating_scale": "5", "theme": "auto", "language": "en", "favorite_cast": ""},
}


def opened(browser: Browser, page: str) -> dict[str, str]:
    """Return the fields of a tab that shows a form."""
    shown = re.search(r'name="shown" value="([^"]*)"', browser.text(page))
    assert shown
    return {**FIELDS[page], "shown": unescape(shown[1])}


def stored(browser: Browser) -> Any:
    assert browser.member
    return find_member(browser.member.id)


def test_a_favourite_film_does_not_put_an_old_name_back(as_alice: Browser) -> None:
    a_film(title="Vertigo")
    first, second = opened(as_alice, PROFILE), opened(as_alice, PROFILE)
    assert as_alice.post(PROFILE, {**first, "name": "Alice Bee"}).status_code == 302
    assert as_alice.post(PROFILE, {**second, "film1": "Vertigo"}).status_code == 302
    assert (stored(as_alice).name, len(stored(as_alice).favorite_films)) == ("Alice Bee", 1)


def test_preferences_of_both_tabs_are_saved(as_alice: Browser) -> None:
    first, second = opened(as_alice, PREFERENCES), opened(as_alice, PREFERENCES)
    as_alice.post(PREFERENCES, {**first, "theme": "dark", "films_private": "on"})
    as_alice.post(PREFERENCES, {**second, "favorite_cast": "Alida Valli\r\nOrson Welles"})
    saved = stored(as_alice).preferences
    assert (saved.theme, saved.films_private) == ("dark", True)
    assert saved.favorite_cast == ("Alida Valli", "Orson Welles")


@pytest.mark.parametrize(
    ("page", "name", "one", "other"),
    [(PROFILE, "about", "Zithers.", "Fog."), (PREFERENCES, "theme", "dark", "light")],
)
def test_a_field_changed_in_both_is_asked_about_once(
    as_alice: Browser, page: str, name: str, one: str, other: str
) -> None:
    first, second = opened(as_alice, page), opened(as_alice, page)
    as_alice.post(page, {**first, name: one})
    refused = as_alice.post(page, {**second, name: other})
    text = refused.content.decode()
    assert (refused.status_code, f"“{one.title()}”" in text.title()) == (422, True)
    again = {
        **second,
        name: other,
        "shown": unescape(re.findall(r'"shown" value="([^"]*)', text)[0]),
    }
    assert as_alice.post(page, again).status_code == 302
    assert other in as_alice.text(page)


@pytest.mark.parametrize("shown", ["", "[]", "{", '{"name": {}}', "[" * 9999])
def test_what_is_no_record_of_the_page_changes_nothing_else(as_alice: Browser, shown: str) -> None:
    answer = as_alice.post(PROFILE, {**FIELDS[PROFILE], "about": "Hm.", "shown": shown})
    assert answer.status_code == 302
    assert stored(as_alice).about == "Hm."
