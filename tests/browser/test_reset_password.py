"""Setting a new password from a mailed link, in a browser, with and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.password_reset import create_token
from tests.browser.conftest import Open
from tests.support.cast import make_member

pytestmark = pytest.mark.browser
NEW = "another horse battery 7"


@pytest.fixture
def page(scripts: bool, open_page: Open) -> Page:
    return open_page(java_script_enabled=scripts)


def test_a_mailed_link_sets_a_password_that_logs_in(page: Page, database: Any) -> None:
    member = make_member("Alice")
    page.goto(f"/accounts/reset/{create_token(member.id)}/")
    page.locator("input[name=new_password1]").fill(NEW)
    page.locator("input[name=new_password2]").fill(NEW)
    page.get_by_role("button", name="Set password").click()
    page.locator("input[name=email]").fill(member.email)
    page.locator("input[name=password]").fill(NEW)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("header").first).to_contain_text("Alice")
