"""What an action has to say is in sight and has the focus, with and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review
from tests.support.moderation import a_report, an_old_member

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 700}


@pytest.fixture
def open_as(scripts: bool, open_page: Open, database: Any) -> Any:
    return lambda who=None: open_page(who, java_script_enabled=scripts, viewport=PHONE)


@pytest.fixture
def film(database: Any) -> Any:
    """Return a film whose page is long."""
    film = a_film()
    for name in ("Vera", "Walt", "Xena", "Yuri", "Zora"):
        a_review(an_old_member(name), film, f"The words of {name}.\n\n" * 20)
    return film


def expect_message(page: Page, text: str) -> None:
    notice = page.locator(".notice", has_text=text).first
    expect(notice).to_be_in_viewport()
    expect(page.locator(":is(.notices, .notice):focus")).to_contain_text(text)


def test_a_message_is_met_after_posting(open_as: Any, alice: Any, film: Any) -> None:
    page = open_as(alice)
    page.goto(f"/movies/{film}/#review")
    page.locator("textarea[name=text]").fill("Words.")
    page.get_by_role("button", name="Post review").click()
    expect_message(page, "Your review has been posted.")
    page.get_by_role("link", name="See your review").click()
    expect(page.locator(".mine")).to_be_in_viewport()


def test_a_message_is_met_after_editing_and_deleting(open_as: Any, alice: Any, film: Any) -> None:
    page = open_as(alice)
    page.goto(f"/reviews/{a_review(alice, film).id}/edit/")
    page.locator("textarea[name=text]").fill("Other words.")
    page.get_by_role("button", name="Save").click()
    expect_message(page, "Your review has been saved.")
    page.locator(".mine summary").click()
    page.get_by_role("button", name="Delete review").click()
    expect_message(page, "Your review was deleted.")


def test_a_message_is_met_after_reporting(open_as: Any, alice: Any, film: Any) -> None:
    page = open_as(alice)
    page.goto(f"/movies/{film}/")
    page.get_by_role("link", name="Report the review by Vera").click()
    page.locator("input[name=reason]").first.check()
    page.locator("main").get_by_role("button", name="Report").click()
    expect_message(page, "Thank you.")


def test_a_decision_leads_to_the_top_of_the_next_case(open_as: Any, alice: Any, film: Any) -> None:
    for name in ("Wim", "Wes"):
        case = a_report(an_old_member(name), a_review(an_old_member(f"B{name}"), film).id)
    page = open_as(an_old_member("Maud", role="moderator"))
    page.goto(f"/moderation/cases/{case}/")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect_message(page, "There's a problem with this form.")
    page.get_by_label("Dismiss", exact=False).first.check()
    page.get_by_label("Public reason").fill("Nothing is wrong with it.")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect_message(page, "Decided")
    assert str(case) not in page.url


def test_what_is_wrong_with_a_review_or_a_note_is_met(open_as: Any, alice: Any, film: Any) -> None:
    page = open_as(alice)
    page.goto(f"/movies/{film}/#review")
    page.get_by_role("button", name="Post review").click()
    expect_message(page, "write something, or do both")


def test_a_new_member_meets_their_welcome(open_as: Any, film: Any) -> None:
    page = open_as()
    page.goto(f"/accounts/signup/?next=/movies/{film}/%23review")
    page.locator("input[name=name]").fill("Zoë Quill")
    page.locator("input[name=email]").fill("zoe@example.test")
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect_message(page, "Welcome, Zoë Quill.")
    assert f"/movies/{film}/" in page.url


def test_a_dismissed_message_passes_the_focus_on(open_page: Open, alice: Any, film: Any) -> None:
    page = open_page(alice)
    page.goto(f"/movies/{film}/")
    page.locator("textarea[name=text]").first.fill("It holds.")
    page.get_by_role("button", name="Post review").click()
    page.get_by_role("button", name="Dismiss this message").click()
    expect(page.locator("main")).to_be_focused()
