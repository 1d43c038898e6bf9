"""A real Chromium before a live site."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright

from mflix_site.settings import STORAGES
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
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the static files as production serves them: bundled and hashed."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture(autouse=True)
def bundled_static_files(_settings_of_tests: None, settings: Any, static_root: Path) -> None:
    settings.STATIC_ROOT, settings.STORAGES = static_root, STORAGES


@pytest.fixture(scope="session")
def address(schema: Any, static_root: Path) -> Iterator[str]:
    """Yield the address of the live site."""
    with override_settings(STATIC_ROOT=static_root, STORAGES=STORAGES), live_site() as address:
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
