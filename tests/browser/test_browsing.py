"""Filters with and without JavaScript, and an endless grid of films."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_accessibility import NARROW, WIDE, violations
from tests.support.catalogue import many_films
from tests.support.factories import a_film
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

pytestmark = pytest.mark.browser
CARDS = ".card-grid > li"
COUNT = ".browse-count b"


@filled_once
def hundred_films() -> None:
    many_films(100)


@pytest.fixture
def wide(open_page: Open, hundred_films: None) -> Page:
    """A wide window before a catalogue of a hundred films."""
    return open_page(viewport=WIDE)


def test_a_choice_is_wanted_another_left_out_and_each_chip_takes_one_back(
    open_page: Open, database: Any, scripts: bool
) -> None:
    for genres in (["Drama"], ["Drama", "War"], ["Comedy"]):
        a_film(genres=genres)
    page = open_page(viewport=WIDE, java_script_enabled=scripts)
    page.goto("/movies/")
    choose(page, "genre", "Drama", scripts)
    expect(page.locator(COUNT)).to_have_text("2")
    choose(page, "not_genre", "War", scripts)
    expect(page.locator(COUNT)).to_have_text("1")
    assert "genre=Drama" in page.url and "not_genre=War" in page.url
    page.get_by_role("link", name="Remove not War").click()
    expect(page.locator(COUNT)).to_have_text("2")


def choose(page: Page, name: str, value: str, scripts: bool) -> None:
    if scripts:
        page.wait_for_selector("html.js")
        page.wait_for_load_state("networkidle")
    page.locator(f"input[name={name}][value='{value}']").check()
    if not scripts:
        page.get_by_role("button", name="Show films").click()


def test_wanting_what_is_left_out_takes_it_back_in(wide: Page) -> None:
    wide.goto("/movies/?not_genre=Drama")
    wide.wait_for_load_state("networkidle")
    wide.locator("input[name=genre][value=Drama]").check()
    expect(wide.locator("input[name=not_genre][value=Drama]")).not_to_be_checked()
    expect(wide.get_by_role("link", name="Remove not Drama")).to_have_count(0)


def test_a_long_group_is_searched(wide: Page) -> None:
    wide.goto("/movies/")
    wide.wait_for_load_state("networkidle")
    wide.locator("a#more-country").click()
    wide.get_by_label("Find: Country").fill("SPÁ")
    country = wide.locator("fieldset", has=wide.locator("input[name=country]"))
    assert country.locator("li:visible .facet-label").all_inner_texts() == ["Spain"]
    assert "country" not in wide.url


def test_the_button_of_the_filters_counts_those_that_are_active(wide: Page) -> None:
    wide.set_viewport_size(NARROW)
    wide.goto("/movies/")
    wide.wait_for_load_state("networkidle")
    button = wide.locator(".filters-fold > summary")
    button.click()
    wide.locator("input[name=genre]").first.check()
    expect(button).to_have_text("Filters 1 active")
    expect(button).to_be_visible()


def test_the_formula_is_read_by_keyboard(wide: Page) -> None:
    wide.goto("/movies/?sort=rating")
    wide.locator(".formula summary").focus()
    wide.keyboard.press("Enter")
    expect(wide.get_by_text("imaginary ratings")).to_be_visible()


def scroll_to_more(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/movies/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(CARDS)).to_have_count(30)
    page.locator(CARDS).last.scroll_into_view_if_needed()
    page.wait_for_url("**page=*")
    expect(page.locator(CARDS)).not_to_have_count(30)


def test_more_films_come_by_themselves_and_back_finds_the_place(wide: Page) -> None:
    scroll_to_more(wide)
    far = wide.locator(f"{CARDS} a").nth(40)
    title = far.locator("h3").inner_text()
    far.click()
    wide.wait_for_url("**/movies/*/")
    wide.go_back()
    expect(wide.locator(f"{CARDS} a h3").nth(40)).to_have_text(title)
    expect(wide.locator(f"{CARDS} a").nth(40)).to_be_in_viewport()


def test_films_that_came_by_themselves_are_there_after_a_reload(wide: Page) -> None:
    scroll_to_more(wide)
    titles = wide.locator(f"{CARDS} h3").all_inner_texts()[:40]
    wide.reload()
    expect(wide.locator(f"{CARDS} h3").nth(39)).to_have_text(titles[39])
    assert wide.locator(f"{CARDS} h3").all_inner_texts()[:40] == titles


def test_with_less_motion_more_films_come_when_asked_for(wide: Page) -> None:
    wide.goto("/movies/")
    wide.wait_for_load_state("networkidle")
    wide.mouse.wheel(0, 20_000)
    expect(wide.locator(CARDS)).to_have_count(30)
    wide.get_by_role("link", name="Next →").press("Enter")
    expect(wide.locator(CARDS)).to_have_count(60)
    expect(wide.locator("[data-endless-status]")).to_have_text("Page 2 of the films has loaded.")
    wide.wait_for_function("document.activeElement.closest('.card-grid') !== null")
    assert wide.url.endswith("page=2")


def test_without_scripts_more_films_are_a_page_away(open_page: Open, database: Any) -> None:
    many_films(40)
    page = open_page(java_script_enabled=False)
    page.goto("/movies/")
    page.get_by_role("link", name="Next →").click()
    expect(page.locator(CARDS)).to_have_count(10)


@pytest.mark.parametrize("viewport", sampled([NARROW, WIDE], 2), ids=["narrow", "wide"])
def test_axe_finds_nothing_in_a_full_panel(wide: Page, viewport: Any) -> None:
    wide.goto("/movies/?genre=Drama&not_country=France&year_min=1950&sort=rating")
    wide.wait_for_load_state("networkidle")
    wide.set_viewport_size(viewport)
    wide.locator("#filters-fold").evaluate("fold => fold.open = true")
    wide.locator(".more > a").first.click()
    expect(wide.locator("details.more")).to_have_count(1)
    wide.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        assert violations(wide, viewport, scheme) == []


@pytest.mark.parametrize("width", sampled([320, 390, 1440], 3))
def test_each_example_of_the_search_help_is_on_one_line(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page.goto("/search-help/")
    lines = "codes => codes.map(code => [code.textContent, code.getClientRects().length])"
    examples = page.locator("main a code").evaluate_all(lines)
    assert len(examples) > 20 and [text for text, count in examples if count > 1] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
