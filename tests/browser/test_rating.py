"""Rating with a pointer: what is lit, the value beside it, and clearing it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.support.factories import a_film, a_review

pytestmark = pytest.mark.browser
LIT = """steps => steps.filter(
  step => getComputedStyle(step).backgroundColor !== getComputedStyle(steps.at(-1)).backgroundColor
).length"""


@pytest.fixture
def page(scripts: bool, open_page: Open, alice: Any) -> Page:
    return open_page(alice, java_script_enabled=scripts)


def test_one_tap_on_the_head_rates_and_another_clears(page: Page, database: Any) -> None:
    page.goto(f"/movies/{a_film()}/")
    bar = page.locator(".rate-bar")
    bar.get_by_role("button", name="4½ out of 5 stars").click()
    expect(bar.locator(".figure")).to_have_text("4½")
    assert bar.locator(".rate-step").evaluate_all(LIT) == 9
    bar.get_by_role("button", name="Clear rating").click()
    expect(bar.locator(".figure")).to_be_hidden()
    assert database.comments.count_documents({}) == 0


def test_the_forms_stars_show_their_value_and_can_be_cleared(
    page: Page, alice: Any, database: Any
) -> None:
    page.goto(f"/reviews/{a_review(alice, a_film(), 'Words', 90).id}/edit/")
    stars, value = page.locator("#review .rate-stars"), page.locator(".rate-value:visible")
    expect(value).to_have_text("4½")
    assert stars.locator(".rate-step").evaluate_all(LIT) == 9
    stars.locator('input[value=""]').check(force=True)
    expect(value).to_have_count(0)
    assert stars.locator(".rate-step").evaluate_all(LIT) == 0
    page.get_by_role("button", name="Save").click()
    assert "rating" not in database.comments.find_one()


def test_the_page_follows_a_tap_on_the_stars(open_page: Open, alice: Any, bob: Any) -> None:
    film = a_film()
    a_review(bob, film, rating=20)
    page = open_page(alice)
    page.goto(f"/movies/{film}/")
    page.get_by_role("button", name="5 out of 5 stars", exact=True).click()
    expect(page.locator(".film-ratings .from")).to_have_text("from 2 members")
    expect(page.locator("#reviews-title .count")).to_have_text("2")
    expect(page.locator('#review input[value="100"]')).to_be_checked()


def test_a_rating_alone_that_is_cleared_makes_room_for_a_review(
    open_page: Open, alice: Any, database: Any
) -> None:
    film = a_film()
    a_review(alice, film, "", 80)
    page = open_page(alice)
    page.goto(f"/movies/{film}/")
    page.get_by_role("button", name="Clear rating").click()
    page.locator("#review textarea").fill("Words.")
    page.get_by_role("button", name="Post review").click()
    expect(page.locator(".mine")).to_contain_text("Words.")


def test_a_rating_that_is_cleared_leaves_the_form_to_log_the_film_too(
    open_page: Open, alice: Any
) -> None:
    film = a_film()
    a_review(alice, film, rating=60)
    page = open_page(alice)
    page.goto(f"/movies/{film}/#log")
    log = page.locator("#log")
    expect(log).to_be_visible()
    expect(log.locator('input[name="rating"]:checked')).to_have_value("60")
    page.locator(".rate-bar").get_by_role("button", name="Clear rating").press("Enter")
    expect(log.locator('input[name="rating"]:checked')).to_have_value("")
    assert page.evaluate("document.activeElement.closest('.rate-bar') !== null")
