"""The buttons of films in a browser: pressed without loading the page, and accessible."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from diary.queries import get_state
from tests.browser.conftest import Open
from tests.support.factories import a_film

pytestmark = pytest.mark.browser


@pytest.fixture
def page(scripts: bool, open_page: Open, alice: Any) -> Page:
    return open_page(alice, java_script_enabled=scripts)


def test_a_press_under_a_poster_is_kept_and_undone(page: Page, alice: Any, database: Any) -> None:
    film = a_film()
    page.goto("/movies/")
    for is_on in ("true", "false"):
        page.get_by_role("button", name="Watchlist The Third Man").press("Enter")
        button = page.get_by_role("button", name="Watchlist The Third Man")
        expect(button).to_have_attribute("aria-pressed", is_on)
        assert get_state(alice.id, film).on_watchlist == (is_on == "true")


def test_a_film_is_rated_and_logged_under_its_poster(page: Page, alice: Any, database: Any) -> None:
    film = a_film()
    for name in ("Rate", "Log today"):
        page.goto("/movies/")
        page.locator(".film-more > summary").click()
        page.get_by_label("Your rating").select_option("80")
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_load_state("networkidle")
        pressed = page.get_by_role("button", name="Watched The Third Man")
        expect(pressed).to_have_attribute("aria-pressed", "true")
    state = get_state(alice.id, film)
    assert (state.rating, state.viewings) == (80, 1)


def test_a_viewing_logged_under_a_poster_is_confirmed(
    open_page: Open, alice: Any, database: Any
) -> None:
    a_film()
    page = open_page(alice)
    page.goto("/movies/")
    answers = {"Rate": "Your rating has been saved.", "Log today": "Added to your diary."}
    for name, answer in answers.items():
        page.locator(".film-more > summary").click()
        page.get_by_label("Your rating").select_option("80")
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".press-result:not(.visually-hidden)")).to_contain_text(answer)
        expect(page.locator(".film-more")).not_to_have_attribute("open", "")
    page.get_by_role("link", name="Edit or delete the entry").click()
    page.wait_for_url("**/diary/*/edit/")


def test_a_film_that_leaves_the_watchlist_is_kept_there_by_a_press(
    open_page: Open, alice: Any, database: Any
) -> None:
    page = open_page(alice)
    page.goto(f"/movies/{a_film()}/")
    wanted = page.get_by_role("button", name="Watchlist The Third Man")
    wanted.click()
    expect(page.locator(".press-result")).to_have_text("The Third Man is on your watchlist.")
    page.locator(".rate-bar button").first.click()
    expect(page.locator(".press-result")).to_contain_text("the film is off your watchlist.")
    page.get_by_role("button", name="Keep it on my watchlist").click()
    expect(wanted).to_have_attribute("aria-pressed", "true")


def test_the_focus_stays_on_what_was_pressed(open_page: Open, alice: Any, database: Any) -> None:
    page = open_page(alice)
    page.goto(f"/movies/{a_film()}/")
    button = page.get_by_role("button", name="Like The Third Man")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(page.locator(".press-result")).to_have_text("You like The Third Man.")


def test_what_more_there_is_opens_over_the_next_row(page: Page, database: Any) -> None:
    a_film()
    page.goto("/movies/")
    card = page.locator(".card-grid > li").first
    before = card.bounding_box()
    page.locator(".film-more > summary").click()
    expect(page.get_by_label("Your rating")).to_be_visible()
    assert card.bounding_box() == before
