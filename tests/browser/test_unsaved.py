"""Leaving a form with words in it asks first; nothing that was written is lost with a session."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Open
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review

pytestmark = pytest.mark.browser
Questions = Callable[[Page], list[str]]
TEXT = "An hour of careful words."


@pytest.fixture
def page(open_page: Open, alice: Any) -> Page:
    page = open_page(alice)
    page.goto(f"/reviews/{a_review(alice, a_film(), 'Words', 90).id}/edit/")
    page.wait_for_selector("html.js")
    return page


@pytest.fixture
def questions(open_page: Open) -> Iterator[Questions]:
    """Yield what returns the list that a page's questions are added to; yes answers each."""
    asked: list[str] = []
    heard: list[Page] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    def listen(page: Page) -> list[str]:
        page.on("dialog", answer)
        heard.append(page)
        return asked

    yield listen
    for page in heard:
        page.remove_listener("dialog", answer)


def log_in_again(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in").click()


def test_leaving_an_edited_form_asks_first(page: Page, questions: Questions) -> None:
    asked = questions(page)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("link", name="Films").first.click()
    page.wait_for_url("**/movies/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("text", [None, "Words"])
def test_leaving_a_form_as_it_was_asks_nothing(
    page: Page, questions: Questions, text: str | None
) -> None:
    asked = questions(page)
    if text:
        page.locator("textarea[name=text]").fill(TEXT)
        page.locator("textarea[name=text]").fill(text)
    page.get_by_role("link", name="Films").first.click()
    page.wait_for_url("**/movies/")
    assert asked == []


def test_sending_it_asks_nothing(page: Page, questions: Questions) -> None:
    asked = questions(page)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".mine")).to_contain_text(TEXT)
    assert asked == []


def test_words_survive_logging_in(
    open_page: Open, alice: Any, database: Any, scripts: bool
) -> None:
    page = open_page(alice, java_script_enabled=scripts)
    page.goto(f"/movies/{a_film()}/")
    page.locator("textarea[name=text]").fill(TEXT)
    page.context.clear_cookies(name="mflix_session")
    page.get_by_role("button", name="Post review").click()
    expect(page.locator("main")).to_contain_text("carry on with what you wrote")
    log_in_again(page, alice.email)
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name="Post review").click()
    expect(page.locator(".mine")).to_contain_text(TEXT)


def test_leaving_a_form_that_was_refused_asks_first(page: Page, questions: Questions) -> None:
    page.locator("textarea[name=text]").evaluate("box => (box.maxLength = 20_000)")
    page.locator("textarea[name=text]").fill("x" * 10_001)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice.error")).to_be_visible()
    asked = questions(page)
    page.locator("textarea[name=text]").click()  # browsers ask only after something was done
    page.get_by_role("link", name="Films").first.click()
    page.wait_for_url("**/movies/")
    assert asked == ["beforeunload"]


def test_one_tap_on_the_stars_leaves_words_as_they_are(
    open_page: Open, alice: Any, questions: Questions
) -> None:
    page = open_page(alice)
    page.goto(f"/movies/{a_film()}/")
    page.wait_for_selector("html.js")
    asked = questions(page)
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator(".rate-bar button").first.click()
    expect(page.locator(".rate-bar")).to_contain_text("Your rating has been saved.")
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name="Post review").click()
    expect(page.locator(".mine")).to_contain_text(TEXT)
    assert asked == []


def test_leaving_words_that_were_kept_asks_first(
    open_page: Open, alice: Any, questions: Questions
) -> None:
    page = open_page(alice)
    page.goto(f"/movies/{a_film()}/")
    page.locator("textarea[name=text]").fill(TEXT)
    page.context.clear_cookies(name="mflix_session")
    page.get_by_role("button", name="Post review").click()
    log_in_again(page, alice.email)
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.locator("textarea[name=text]").click()  # browsers ask only after something was done
    expect(page.locator("#review")).to_contain_text("hasn't been sent yet")
    asked = questions(page)
    page.goto("/movies/")
    assert asked == ["beforeunload"]
