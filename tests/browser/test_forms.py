"""Forms as people fill them in: passwords that can be seen, and the focus on what is wrong."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.support.cast import PASSWORD

pytestmark = pytest.mark.browser


def test_a_password_is_shown_and_hidden_again(open_page: Open, alice: Any) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    password = page.locator("#id_password")
    page.get_by_role("button", name="Show").press("Enter")
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(password).to_have_attribute("type", "password")


def test_a_password_that_is_shown_is_sent_like_any_other(open_page: Open, alice: Any) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_role("button", name="Show").click()
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_without_scripts_there_is_no_button_that_does_nothing(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/login/")
    assert page.get_by_role("button", name="Show").count() == 0


def test_the_first_field_that_is_wrong_has_the_focus(open_page: Open, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    page.goto("/accounts/signup/")
    page.get_by_label("Display name").fill("Nora")
    page.get_by_label("E-mail").fill("nora@")
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    expect(page.locator("#id_password1")).to_have_value(PASSWORD)
