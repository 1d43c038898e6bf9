"""Tab walks through every page, and what has the focus can be seen; skipping leads to the films."""

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.support.catalogue import many_films
from tests.support.pages import NAMES, world
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

from ..support.page_visits import Visit

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ON_PHONES = ("home of a member", "browse", "film with a form", "queue", "case", "log")
MOST_TABS = 400
END = "end"
# What is wrong with the element that has the focus: nothing, or a word and its markup.
WRONG = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return 'end';
  const style = getComputedStyle(e), [box] = e.getClientRects();
  const outlined = (x) => x && getComputedStyle(x).outlineStyle !== 'none';
  const around = [e.nextElementSibling];
  const ends = (x) => !x || x.localName === 'form' || x === document.body;
  for (let x = e; !ends(x); x = x.parentElement) around.push(x);
  const problems = {
    'too small': !box || box.width < 8 || box.height < 12,
    'clipped': around.some((x) => x?.contains(e) && getComputedStyle(x).clipPath !== 'none'),
    'without a ring': !around.some(outlined) && style.boxShadow === 'none',
  };
  if (box) {
    // Of a tall text field, browsers show the line that is written on.
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 22)];
    const top = document.elementFromPoint(x, y);
    problems['out of sight'] = x < 0 || y < 0 || x > innerWidth || y > innerHeight;
    problems.covered = top && !e.contains(top) && !top.contains(e) && !e.labels?.[0]?.contains(top);
  }
  const found = Object.keys(problems).filter((name) => problems[name]);
  return found.length ? `${found}: ${e.outerHTML.slice(0, 120)}` : '';
}"""


@filled_once
def pages_to_walk() -> dict[str, Visit]:
    return world()


@filled_once
def films_to_tab_through() -> None:
    many_films(100)


def walk(page: Page) -> list[str]:
    """Press Tab until the page ends, and return what could not be seen."""
    wrong = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(WRONG)
        if found == END:
            return wrong
        wrong += filter(None, [found])
    raise AssertionError(f"the page has not ended after {MOST_TABS} presses of Tab")


@pytest.mark.parametrize(
    ("name", "viewport"),
    [*sampled(product(NAMES, [WIDE]), 26), *sampled(product(ON_PHONES, [NARROW]), 6)],
)
def test_what_has_the_focus_can_be_seen(
    name: str, viewport: Any, pages_to_walk: Any, open_page: Open
) -> None:
    visit = pages_to_walk[name]
    page = open_page(visit.member, viewport)
    page.goto(visit.path)
    page.evaluate("document.activeElement.blur()")
    assert walk(page) == []


def test_skipping_leads_to_the_films_and_keeps_the_page(
    open_page: Open, films_to_tab_through: None, scripts: bool
) -> None:
    page = open_page(viewport=WIDE, java_script_enabled=scripts)
    loads: list[str] = []
    page.on("domcontentloaded", lambda _: loads.append(page.url))
    page.goto("/movies/", wait_until="networkidle")
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    expect(page.locator(".card-grid > li").first.locator("a")).to_be_focused()
    assert len(loads) == 1


@pytest.mark.parametrize("fragment", sampled(["main", "results"], 2))
def test_going_back_from_a_fragment_reloads_nothing(
    open_page: Open, films_to_tab_through: None, fragment: str
) -> None:
    page = open_page(viewport=WIDE)
    page.goto("/movies/", wait_until="networkidle")
    page.evaluate("window.kept = true")
    page.goto(f"/movies/#{fragment}")
    page.go_back()
    assert page.evaluate("window.kept")


def test_going_back_from_a_choice_of_filters_takes_it_back(
    open_page: Open, films_to_tab_through: None
) -> None:
    page = open_page(viewport=WIDE)
    page.goto("/movies/", wait_until="networkidle")
    page.locator("input[name=genre]").first.check()
    page.wait_for_url("**genre=**")
    page.go_back()
    expect(page.locator("input[name=genre]").first).not_to_be_checked()
