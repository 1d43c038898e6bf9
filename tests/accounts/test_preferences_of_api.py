"""What the API accepts as a preference stays when the page is saved, and the other way round."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from accounts.access_tokens import SCOPES, create_token
from accounts.documents import Member, Preferences
from accounts.queries import get_member
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.forms import ShownForm
from tests.support.operations_of_api import ask_api

PAGE = "/accounts/preferences/"
ODD_NAMES = ["Lee, Ang", "A; B", "Jr.", 'The "Duke"', "<b>", "a\\b", "\u2028x\ty", "黒澤、明", "🎬"]
LONGEST_NAMES = [[f"{n:02}{sign * 78}" for n in range(50)] for sign in 'x"🎬']
AWKWARD: dict[str, list[Any]] = {
    "favorite_genres": [["drama", "Drama"], ["Drama", "Action"], ODD_NAMES, *LONGEST_NAMES],
    "favorite_cast": [ODD_NAMES, ["Tom Hanks", "tom-hanks"], ["\ufb2c" * 26], *LONGEST_NAMES],
    "preferred_ratings": [["R", "G"], ODD_NAMES, *LONGEST_NAMES],
    "language": ["ja"],
    "rating_scale": [100],
    "theme": ["dark"],
    "hidden_rows": [["welcome", "highest-rated"], ["new-reviews", "because-you-like"] * 30],
    "notices_by_mail": [True],
    "time_zone": ["Japan", "EST5EDT", "Etc/GMT-14", "Asia/Calcutta", "UTC"],
    "films_private": [True],
    "watchlist_private": [True],
    "hide_scores": [True],
}


def token_of(member: Member) -> str:
    return create_token(member=member, name="test", scopes=tuple(SCOPES))


def test_every_preference_has_awkward_values() -> None:
    assert AWKWARD.keys() == asdict(Preferences()).keys()


@pytest.fixture
def two_genres(database: Any) -> None:
    a_film(genres=["Action", "Drama"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name}-{number}")
        for name, values in AWKWARD.items()
        for number, value in enumerate(values)
    ],
)
def test_an_awkward_value_stays(two_genres: None, alice: Any, name: str, value: Any) -> None:
    browser, token = Browser(alice), token_of(alice)
    assert ask_api("PATCH", "me/preferences", token, {name: value}).status_code == 200
    before = get_member(alice.id).preferences
    form = ShownForm(browser.text(PAGE)).data
    theme = "light" if before.theme == "dark" else "dark"
    for sent, chosen in ((form, before.theme), ({**form, "theme": [theme]}, theme)):
        assert browser.post(PAGE, sent).status_code == 302
        assert asdict(get_member(alice.id).preferences) == {**asdict(before), "theme": chosen}
    read = ask_api("GET", "me/preferences", token).json()
    assert ask_api("PATCH", "me/preferences", token, read).json() == read


def test_all_favourites_at_their_longest_can_be_shown_and_saved(alice: Any) -> None:
    names = ("favorite_genres", "favorite_cast", "preferred_ratings")
    longest = dict.fromkeys(names, LONGEST_NAMES[1])
    assert ask_api("PATCH", "me/preferences", token_of(alice), longest).status_code == 200
    before, browser = get_member(alice.id).preferences, Browser(alice)
    assert browser.post(PAGE, ShownForm(browser.text(PAGE)).data).status_code == 302
    assert get_member(alice.id).preferences == before


def test_a_name_with_a_comma_stays_when_another_is_added(alice: Any) -> None:
    names = ["Lee, Ang", "Orson Welles"]
    ask_api("PATCH", "me/preferences", token_of(alice), {"favorite_cast": names})
    browser = Browser(alice)
    form = ShownForm(browser.text(PAGE)).data
    added = form["favorite_cast"][0] + "\r\nAlida Valli, Carol Reed"
    browser.post(PAGE, {**form, "favorite_cast": added})
    stored = get_member(alice.id).preferences.favorite_cast
    assert stored == (*names, "Alida Valli", "Carol Reed")


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Factory"}, {"time_zone": "localtime"}, {"favorite_cast": ["\ufb2c" * 27]}],
    ids=json.dumps,
)
def test_the_api_refuses_what_the_page_refuses(alice: Any, wrong: Any) -> None:
    assert ask_api("PATCH", "me/preferences", token_of(alice), wrong).status_code == 422
