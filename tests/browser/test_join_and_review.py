"""Joining, reviewing, changing and removing one's words, in a browser, with and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review, tally_of

pytestmark = pytest.mark.browser
TEXT = "The zither should not work."


@pytest.fixture
def page(scripts: bool, open_page: Open) -> Page:
    return open_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})


def join(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Zoë Quill")
    page.get_by_label("E-mail").fill("zoe@example.test")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()


def menu(page: Page) -> Any:
    header = page.locator("header").first
    header.locator("summary").click()
    return header


def rate(page: Page, value: int) -> None:
    form = page.locator('form:has([name="text"])')
    form.locator(f'input[name="rating"][value="{value}"]').check(force=True)


def test_a_person_joins_reviews_changes_and_removes_it(page: Page, database: Any) -> None:
    film = a_film()
    join(page)
    page.goto(f"/movies/{film}/")
    rate(page, 80)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="Post review").click()
    expect(page.locator("main")).to_contain_text(TEXT)
    assert tally_of(film)["sum"] == 80
    change_and_remove(page, film)


def change_and_remove(page: Page, film: Any) -> None:
    page.locator('main a[href^="/reviews/"]').first.click()
    page.locator("textarea[name=text]").fill("On second thoughts.")
    rate(page, 50)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("On second thoughts.")
    expect(page.locator("main")).to_contain_text("edited")
    assert tally_of(film)["sum"] == 50
    page.locator("main summary", has_text="Delete").first.click()
    page.get_by_role("button", name="Delete review").first.click()
    expect(page.locator("main")).not_to_contain_text("On second thoughts.")
    assert tally_of(film)["reviews"] == 0


def test_a_member_logs_out_and_in_and_comes_back_to_the_film(
    page: Page, alice: Any, database: Any
) -> None:
    film = a_film()
    join(page)
    menu(page).get_by_role("button", name="Log out").click()
    expect(page.locator("header").first.get_by_role("link", name="Log in")).to_be_visible()
    page.goto(f"/movies/{film}/")
    page.locator("main").get_by_role("link", name="Log in", exact=True).click()
    page.get_by_label("E-mail").fill("zoe@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**/movies/{film}/*")
    expect(page.get_by_role("button", name="Post review")).to_be_visible()


def test_words_that_are_refused_are_still_there(page: Page, database: Any) -> None:
    film = a_film()
    join(page)
    page.goto(f"/movies/{film}/")
    page.get_by_role("button", name="Post review").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose a rating, write something")
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="Post review").click()
    expect(page.locator("main")).to_contain_text(TEXT)


def test_a_spoiler_is_folded_until_asked_for(page: Page, alice: Any) -> None:
    page.goto(f"/movies/{a_review(alice, a_film(), text='He did it.', spoiler=True).movie_id}/")
    words = page.get_by_text("He did it.")
    expect(words).to_be_hidden()
    page.locator("summary", has_text="Spoiler").click()
    expect(words).to_be_visible()


def test_filters_narrow_the_list_and_the_url_says_so(page: Page, database: Any) -> None:
    a_film(title="War and War", genres=["War"])
    a_film(title="All Laughs", genres=["Comedy"])
    page.goto("/movies/?genre=War")
    expect(page.locator("main")).not_to_contain_text("All Laughs")
    page.locator("main").get_by_role("link", name="Remove War").click()
    expect(page.locator("main")).to_contain_text("All Laughs")
    assert "genre" not in page.url


def test_a_choice_takes_effect_at_once_with_scripts(open_page: Open, database: Any) -> None:
    a_film(title="War and War", genres=["War"])
    a_film(title="All Laughs", genres=["Comedy"])
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/movies/")
    page.locator('input[name="genre"][value="War"]').check()
    expect(page.locator("main")).not_to_contain_text("All Laughs")
    page.wait_for_url("**/movies/?genre=War**")
    expect(page.locator('input[name="genre"][value="War"]')).to_be_focused()
