"""An admin in a browser, with JavaScript and without: a film edited, put back, merged; a clash."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_accessibility import NARROW, WIDE, violations
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of
from tests.support.running import WHY, actions, an_edit, facts_of
from tests.support.sampling import sampled

pytestmark = pytest.mark.browser


@pytest.fixture
def page(scripts: bool, open_page: Open, ada: Any) -> Page:
    return open_page(ada, viewport=WIDE, java_script_enabled=scripts)


def save(page: Page, button: str) -> None:
    """Type the reason, and press the button."""
    page.get_by_label("Public reason").fill(WHY)
    page.get_by_role("button", name=button).click()


def test_a_film_is_edited_and_put_back(page: Page) -> None:
    film = a_film()
    page.goto(f"/movies/{film}/")
    page.get_by_role("link", name="Edit film").click()
    page.get_by_label("Year").fill("1950")
    save(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("The film has been saved")
    page.goto(f"/administration/films/{film}/history/")
    page.locator("summary", has_text="Restore version 1").click()
    save(page, "Restore version 1")
    expect(page.get_by_role("status")).to_contain_text("Version 1 has been restored")
    assert (facts_of(film).year, actions()) == (1949, ["edit-film", "revert-film"])


def test_two_entries_become_one(page: Page, alice: Any) -> None:
    film, double = a_film(), a_film(title="Third Man, The")
    a_review(alice, double, rating=70)
    page.goto(f"/administration/films/{double}/merge/")
    page.get_by_role("link", name="Merge into this film: The Third Man").click()
    save(page, "Merge films")
    expect(page).to_have_url(page.url.split("/movies/")[0] + f"/movies/{film}/")
    page.goto(f"/movies/{double}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Third Man")
    assert (tally_of(film)["sum"], actions()) == (70, ["merge-films"])


def test_a_member_is_found_and_made_a_moderator(page: Page, bob: Any) -> None:
    page.goto("/administration/members/")
    page.get_by_label("Name, @handle or e-mail address").fill("bo")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Bob").click()
    page.get_by_label("Moderator").check()
    page.get_by_label("Public reason").first.fill(WHY)
    page.get_by_role("button", name="Change role").click()
    expect(page.get_by_role("status")).to_contain_text("Bob now has the role")


def test_the_numbers_behind_a_chart_open_by_keyboard(page: Page) -> None:
    page.goto("/administration/")
    page.get_by_text("Numbers: New members").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="New members by day")).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    sampled(product((WIDE, NARROW), ("light", "dark")), 4, 3),
)
def test_axe_finds_nothing_where_something_went_wrong(
    open_page: Open, ada: Any, viewport: Any, scheme: str
) -> None:
    film, page = a_film(), open_page(ada, viewport=viewport)
    page.goto(f"/administration/films/{film}/edit/")
    an_edit(make_member("Otto", role="admin"), film, plot="Otto wrote this.", cast=("Nobody",))
    page.get_by_label("Year").fill("soon")
    for reason in ("No", WHY):
        page.get_by_label("Public reason").fill(reason)
        page.get_by_role("button", name="Save").click()
        page.evaluate(AXE_SCRIPT)
        assert violations(page, viewport, scheme) == []
        page.get_by_label("Year").fill("1950")
    expect(page.get_by_role("heading", level=2)).to_contain_text("was saved somewhere else")
