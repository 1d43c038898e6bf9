"""A real Chromium before a live site."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.support.browsing import Browser

from ..support.live_server import live_site

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Yield one Chromium for all tests of a process."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("NOT TESTED in a browser: there is none; install the package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(schema: Any) -> Iterator[str]:
    """Yield the address of the live site."""
    with live_site() as address:
        yield address


@pytest.fixture
def open_page(chromium: Chromium, address: str, database: Any) -> Iterator[Open]:
    """Yield a function that opens a window, signed in as somebody and with Playwright's options."""
    contexts: list[BrowserContext] = []

    def open_page(member: Any = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if member:
            token = Browser(member).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": token, "url": address}
            context.add_cookies([cookie])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
