"""A real Chromium before a live site."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from mflix_site.settings import STORAGES
from tests.support.browsing import Browser

from ..support.live_server import live_site
from ..support.sampling import sampled

# First Chromium without windows of its own: a page costs half of the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
Open = Callable[..., Page]
FIRST = "/robots.txt"
VIEWPORT = {"width": 1280, "height": 720}
PATIENCE = 60_000  # milliseconds: a busy machine is slow, and only what fails waits as long
expect.set_options(timeout=PATIENCE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses `scripts` with JavaScript and without.

    A quick run has one of the two: the other one for the next test of the module.
    """
    if "scripts" in metafunc.fixturenames:
        tests = [name for name in vars(metafunc.module) if name.startswith("test_")]
        states = sampled([True, False], 2, tests.index(metafunc.function.__name__) % 2)
        ids = ["with JavaScript", "without JavaScript"]
        metafunc.parametrize("scripts", states, ids=ids)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Yield one Chromium for all tests of a process."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("NOT TESTED in a browser: there is none; install `chromium-headless-shell`")
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
def bundled_static_files(settings: Any, static_root: Path) -> None:
    settings.STATIC_ROOT, settings.STORAGES = static_root, STORAGES


@pytest.fixture(scope="session")
def address(schema: Any, static_root: Path) -> Iterator[str]:
    """Yield the address of the live site; it starts with the settings that its tests have."""
    with ExitStack() as stack:
        with override_settings(STATIC_ROOT=static_root, STORAGES=STORAGES):
            address = stack.enter_context(live_site())
        yield address


class Windows:
    """Windows of one Chromium, each in a context of its own, that are used again.

    A new window takes longer than a test, and a new context loads all files anew. A test gets a
    context without cookies; the site stores nothing else in a browser.
    """

    def __init__(self, chromium: Chromium, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.free: dict[bool, list[BrowserContext]] = {True: [], False: []}  # by their scripts
        self.used: list[tuple[bool, BrowserContext]] = []

    def open(
        self, member: Any = None, viewport: Any = None, java_script_enabled: bool = True
    ) -> Page:
        """Return a window, signed in as somebody, with scripts or without."""
        page = self._context(java_script_enabled).pages[0]
        self.sign_in(page, member)
        page.set_viewport_size(viewport or VIEWPORT)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")  # a test may change them
        return page

    def sign_in(self, page: Page, member: Any = None) -> None:
        """Sign a member in, or nobody, in a window that was another person's."""
        page.context.clear_cookies()
        if member:
            token = Browser(member).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": token, "url": self.address}
            page.context.add_cookies([cookie])

    def close(self) -> None:
        """Leave nothing of a test in the windows that it used."""
        for scripts, context in self.used:
            if self._is_cleared(context):
                self.free[scripts].append(context)
            else:
                context.close()
        self.used = []

    def _is_cleared(self, context: BrowserContext) -> bool:
        page, *others = context.pages
        for other in others:
            other.close()
        try:
            page.mouse.move(0, 0)
            page.goto(FIRST)
        except PlaywrightError:  # what the test began is still under way
            return False
        return True

    def _context(self, scripts: bool) -> BrowserContext:
        """Return a free context, or else a new one."""
        context = (self.free[scripts] or [self._new_context(scripts)]).pop()
        self.used.append((scripts, context))
        return context

    def _new_context(self, scripts: bool) -> BrowserContext:
        context = self.chromium.new_context(base_url=self.address, java_script_enabled=scripts)
        context.set_default_timeout(PATIENCE)
        context.new_page().goto(FIRST)
        return context


@pytest.fixture(scope="session")
def windows(chromium: Chromium, address: str) -> Windows:
    return Windows(chromium, address)


@pytest.fixture
def open_page(windows: Windows, database: Any) -> Iterator[Open]:
    """Yield the function that opens a window, signed in as somebody."""
    yield windows.open
    windows.close()
