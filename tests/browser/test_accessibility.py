"""axe finds nothing on any page, light or dark, wide or narrow; and no page leaves the site."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.conftest import Open
from tests.support.pages import NAMES, world
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

from ..support.page_visits import Visit

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
STILL = "Promise.all(document.getAnimations().map((a) => a.finished.catch(() => 0))).then(() => 0)"
FOUND = """(colours) => axe.run(document, {
  resultTypes: ['violations'],
  preload: {assets: ['media']},  // no rule that runs reads style sheets
  ...(colours ? {runOnly: ['color-contrast', 'link-in-text-block']} : {}),
}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) =>
  `${v.id}: ${n.target.join(' ')} — ${n.failureSummary.split('\\n').slice(1).join(';')}`)))"""
TOO_WIDE = """() => {
  const wide = innerWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return ['too wide', ...[...document.body.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().right > wide + 1)
    .map((e) => `${e.tagName}.${e.className}`).slice(0, 5)];
}"""


class Ears:
    """Hears what a page asks of other hosts, and what its console complains of."""

    def __init__(self, page: Page, stop: Visit) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.name, self.status = stop.name, str(stop.status)
        self.heard = {
            "request": self._requested,
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": self._said,
        }
        for event, listener in self.heard.items():
            page.on(event, listener)  # type: ignore[call-overload]

    def close(self, page: Page) -> None:
        for event, listener in self.heard.items():
            page.remove_listener(event, listener)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.foreign.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        expected = self.status != "200" and f"status of {self.status}" in message.text
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)


@filled_once
def pages_to_look_at() -> dict[str, Visit]:
    return world()


@pytest.fixture(params=sampled(NAMES, 16))
def visit(request: Any, pages_to_look_at: Any, open_page: Open) -> Iterator[tuple[Page, Ears]]:
    """Look at one page, once its scripts are there, and listen."""
    stop = pages_to_look_at[request.param]
    page = open_page(stop.member, WIDE)
    ears = Ears(page, stop)
    answer = page.goto(stop.path)
    assert answer is not None
    assert answer.status == stop.status
    page.wait_for_selector("html.js")
    yield page, ears
    ears.close(page)


def violations(page: Page, viewport: Any, scheme: Any) -> list[str]:
    """Run axe once nothing moves any more."""
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(STILL)
    return list(page.evaluate(FOUND, scheme == "dark"))


def test_a_page_has_no_violation_asks_nobody_else_and_fits(
    visit: tuple[Page, Ears], exhaustive: bool
) -> None:
    """Look at a page in four ways; a quick run does in one, not the same for every page."""
    page, ears = visit
    page.evaluate(AXE_SCRIPT)
    looks = list(product((WIDE, NARROW), ("light", "dark")))
    turn = 1 + len(ears.name) % 2
    for viewport, scheme in looks if exhaustive else looks[turn : turn + 1]:
        assert violations(page, viewport, scheme) == [], (viewport["width"], scheme)
    page.set_viewport_size(NARROWEST)
    assert page.evaluate(TOO_WIDE) == []
    assert (ears.foreign, ears.complaints) == ([], [])


def test_every_page_is_looked_at(pages_to_look_at: Any) -> None:
    assert set(NAMES) == set(pages_to_look_at)
