"""A review by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from movies.search.indexing import rebuild_dictionary
from tests.browser.conftest import Open
from tests.support.factories import a_film, tally_of

pytestmark = pytest.mark.browser
MOST_TABS = 80


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, and see that the focus shows."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {MOST_TABS} presses of Tab")


def write_a_review(page: Page) -> None:
    tab_to(page, "input[name=rating]")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("Typed, not clicked.")
    tab_to(page, "input[name=spoiler]")
    page.keyboard.press("Space")
    tab_to(page, "main form[action*=reviews] button")
    page.keyboard.press("Enter")


def test_a_review_is_written_by_keyboard_alone(
    open_page: Open, alice: Any, database: Any, scripts: bool
) -> None:
    film, page = a_film(), open_page(alice, java_script_enabled=scripts)
    page.goto(f"/movies/{film}/")
    write_a_review(page)
    expect(page.locator("main")).to_contain_text("Your review has been posted.")
    review = database.comments.find_one({"movie_id": film})
    assert (review["text"], review["spoiler"]) == ("Typed, not clicked.", True)
    assert tally_of(film)["sum"] == review["rating"] == 70


def test_the_first_tab_offers_to_skip_to_the_content(open_page: Open, alice: Any) -> None:
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_members_menu_opens_and_closes_by_keyboard(open_page: Open, alice: Any) -> None:
    page = open_page(alice, viewport={"width": 1280, "height": 900})
    page.goto("/")
    tab_to(page, "header summary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()


def test_suggestions_are_chosen_by_keyboard(open_page: Open, database: Any) -> None:
    film = a_film()
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/movies/", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("third")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/movies/{film}/")


@pytest.fixture
def searching(open_page: Open, database: Any) -> Page:
    """A page with the cursor in its search, and a film and its people to be found."""
    a_film(directors=["Carol Reed"])
    rebuild_dictionary()
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/movies/", wait_until="networkidle")
    page.keyboard.press("/")
    return page


def offers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Films and people", include_hidden=True)


def test_the_search_is_a_combobox_that_says_what_is_chosen(searching: Page) -> None:
    box = searching.get_by_role("combobox", name="Search films and people")
    expect(box).to_have_attribute("aria-expanded", "false")
    searching.keyboard.type("third")
    expect(box).to_have_attribute("aria-expanded", "true")
    searching.keyboard.press("ArrowUp")
    chosen = offers(searching).get_by_role("option", selected=True)
    expect(chosen).to_have_text("The Third Man 1949")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert box.get_attribute("aria-controls") == offers(searching).get_attribute("id")


def test_escape_closes_the_suggestions_and_keeps_the_words(searching: Page) -> None:
    searching.keyboard.type("third")
    expect(offers(searching).get_by_role("option")).to_have_count(1)
    searching.keyboard.press("Escape")
    expect(offers(searching)).to_be_hidden()
    expect(searching.locator("#site-q")).to_have_value("third")
    searching.keyboard.press("Enter")
    searching.wait_for_url("**/movies/?q=third")


def test_a_person_is_marked_and_chosen_by_keyboard(searching: Page) -> None:
    searching.keyboard.type("carol re")
    expect(offers(searching).get_by_role("option", name="Carol Reed person")).to_be_visible()
    searching.keyboard.press("ArrowDown")
    searching.keyboard.press("Enter")
    searching.wait_for_url("**/people/Carol%20Reed/")


def test_the_same_words_are_asked_for_once(searching: Page) -> None:
    asked: list[str] = []
    searching.on("request", lambda r: asked.append(r.url) if "/suggest/" in r.url else None)
    searching.keyboard.type("thir")
    expect(offers(searching).get_by_role("option")).to_have_count(1)
    searching.keyboard.press("Escape")
    searching.keyboard.press("ArrowDown")
    expect(offers(searching).get_by_role("option")).to_have_count(1)
    assert [url.partition("q=")[2] for url in asked] == ["thir"]


SHOWS_FOCUS = """() => {
  const shows = (element) => {
    const style = element && getComputedStyle(element);
    return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
  };
  const e = document.activeElement;
  const seen = [e, e.closest('label'), e.nextElementSibling].some(shows);
  return e === document.body || seen ? '' : e.outerHTML.slice(0, 90);
}"""


def test_whatever_has_the_focus_shows_it(open_page: Open, alice: Any) -> None:
    page = open_page(alice, viewport={"width": 1280, "height": 900})
    page.goto(f"/movies/{a_film()}/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(SHOWS_FOCUS))
    assert list(filter(None, unseen)) == []
