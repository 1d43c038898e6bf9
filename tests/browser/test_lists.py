"""Films of a list are put in order by keyboard, and nothing is written before it is saved."""

from typing import Any

import pytest

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


def test_films_move_by_keyboard_and_are_saved_once(made: Any, alice: Any, open_page: Open) -> None:
    page, before = open_page(alice), list(positions_of(made.id))
    page.goto(f"/lists/{made.id}/edit/")
    page.wait_for_selector("html.js")
    page.get_by_role("button", name="Move Alien down").press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(ORDER) == "BCAD"
    page.get_by_label("Number of Dune").fill("1")
    page.keyboard.press("Tab")
    assert page.evaluate(ORDER) == "DBCA"
    assert list(positions_of(made.id)) == before
    page.get_by_role("button", name="Save list").last.press("Enter")
    page.wait_for_url(f"**/lists/{made.id}/")
    a, b, c, d = before
    assert list(positions_of(made.id)) == [d, b, c, a]
