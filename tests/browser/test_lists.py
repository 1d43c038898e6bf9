"""Films of a list are put in order by keyboard, and nothing is written before it is saved."""

from typing import Any

import pytest
from playwright.sync_api import Page

from lists.queries import positions_of
from tests.support.factories import a_film
from tests.support.lists import a_list

from .conftest import Open

pytestmark = pytest.mark.browser
ORDER = "[...document.querySelectorAll('.edit-row')].map((row) => row.dataset.title[0]).join('')"


@pytest.fixture
def made(alice: Any) -> Any:
    films = [a_film(title=title, year=None) for title in ("Alien", "Brazil", "Casablanca", "Dune")]
    return a_list(alice, *films)


@pytest.fixture
def form(made: Any, alice: Any, open_page: Open) -> Page:
    """Return the page that edits the list."""
    page = open_page(alice)
    page.goto(f"/lists/{made.id}/edit/")
    page.wait_for_selector("html.js")
    return page


def test_films_move_by_keyboard_and_are_saved_once(made: Any, form: Page) -> None:
    a, b, c, d = positions_of(made.id)
    form.get_by_role("button", name="Move Alien down").press("Enter")
    form.keyboard.press("Enter")
    assert form.evaluate(ORDER) == "BCAD"
    form.get_by_label("Number of Dune").fill("1")
    form.keyboard.press("Tab")
    assert form.evaluate(ORDER) == "DBCA"
    assert list(positions_of(made.id)) == [a, b, c, d]
    form.get_by_role("button", name="Save list").last.press("Enter")
    form.wait_for_url(f"**/lists/{made.id}/")
    assert list(positions_of(made.id)) == [d, b, c, a]
