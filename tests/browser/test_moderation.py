"""Four people in a browser: one writes, two report, one decides; all are told, one reverses it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mflix_site.mongo import collections as mongo
from moderation.log import verify_log
from tests.browser.conftest import Open, Windows
from tests.support.factories import a_film, a_review, tally_of

from ..support.moderation import a_report, an_old_member, inbox_of

pytestmark = pytest.mark.browser
WIDE = {"width": 1440, "height": 900}


class Cast:
    """Alice, Bob, Carla, Maud and Moe, who take turns at one window, and a film."""

    def __init__(self, windows: Windows, page: Page) -> None:
        self.windows, self.page = windows, page
        self.members = {n: an_old_member(n.title()) for n in ("alice", "bob", "carla")}
        self.members |= {n: an_old_member(n.title(), role="moderator") for n in ("maud", "moe")}
        self.film = a_film()

    def __getitem__(self, name: str) -> Page:
        self.windows.sign_in(self.page, self.members.get(name))
        return self.page


@pytest.fixture
def cast(scripts: bool, windows: Windows, open_page: Open, database: Any) -> Cast:
    return Cast(windows, open_page(viewport=WIDE, java_script_enabled=scripts))


def write(cast: Cast) -> None:
    page = cast["alice"]
    page.goto(f"/movies/{cast.film}/")
    page.locator('form:has([name="text"]) input[name="rating"][value="80"]').check(force=True)
    page.locator("textarea[name=text]").fill("You are all fools.")
    page.get_by_role("button", name="Post review").click()


def complain(cast: Cast, name: str, reason: str) -> None:
    page = cast[name]
    page.goto(f"/movies/{cast.film}/")
    page.get_by_role("link", name="Report the review by Alice").click()
    page.get_by_label(reason).check()
    page.locator("main").get_by_role("button", name="Report").click()
    expect(page.locator("main")).to_contain_text("tell you the outcome")


def decide(cast: Cast) -> None:
    page = cast["maud"]
    page.goto("/moderation/")
    page.locator(".case-line").first.click()
    expect(page.locator(".as-said").first).to_contain_text("You are all fools.")
    page.get_by_label("Remove", exact=True).check()
    page.get_by_label("Public reason").fill("It speaks about people, not the film.")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("main")).to_contain_text("Decided: Removed")


def appeal(cast: Cast) -> None:
    page = cast["alice"]
    page.goto("/accounts/inbox/")
    expect(page.locator("main")).to_contain_text("It speaks about people")
    page.locator("main").get_by_role("link", name="Appeal").first.click()
    page.get_by_label("Why should the decision change?").fill("I was angry about the film.")
    page.get_by_role("button", name="Send appeal").click()


def restore(cast: Cast) -> None:
    page = cast["moe"]
    page.goto("/moderation/appeals/")
    page.locator("main h2 a").first.click()
    page.get_by_label("Overturn the decision").check()
    page.get_by_label("Public reason").fill("It was about the film.")
    page.get_by_role("button", name="Answer appeal").click()


def test_four_people_settle_it_in_the_open(cast: Cast) -> None:
    write(cast)
    complain(cast, "bob", "It's abusive or hateful")
    complain(cast, "carla", "It isn't about the film")
    decide(cast)
    assert tally_of(cast.film)["reviews"] == 0
    appeal(cast)
    restore(cast)
    told = {n: len(inbox_of(m)) for n, m in cast.members.items()}
    assert told == {"alice": 2, "bob": 2, "carla": 2, "maud": 1, "moe": 0}
    seen_by_all(cast)


def seen_by_all(cast: Cast) -> None:
    page = cast["visitor"]
    page.goto("/moderation/log/")
    expect(page.locator(".log-list li")).to_have_count(2)
    expect(page.locator(".log-list")).to_contain_text("Overturned on appeal")
    expect(page.locator(".log-list")).to_contain_text("overturned by #2")
    page.goto(f"/movies/{cast.film}/")
    expect(page.locator("main")).to_contain_text("You are all fools.")
    assert tally_of(cast.film)["reviews"] == 1
    assert (verify_log().rows, verify_log().problems) == (2, ())


def test_a_case_is_claimed_walked_and_decided_by_keys(open_page: Open, database: Any) -> None:
    maud, bob = an_old_member("Maud", role="moderator"), an_old_member("Bob")
    first, second = (
        a_report(bob, a_review(an_old_member(n), a_film(title=n)).id, reason)
        for n, reason in (("Alien", "illegal"), ("Brazil", "off-topic"))
    )
    page = open_page(maud, viewport=WIDE)
    page.goto("/moderation/")
    page.wait_for_selector("html.js")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/moderation/cases/{first}/")
    keys_on_a_case(page, first, second)


def keys_on_a_case(page: Page, first: Any, second: Any) -> None:
    page.wait_for_selector("html.js")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.wait_for_url(f"**/moderation/cases/{second}/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("k")
    page.wait_for_url(f"**/moderation/cases/{first}/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("c")
    expect(page.locator(".case-head")).to_contain_text("Claimed by you")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("d")
    expect(page.get_by_label("Dismiss", exact=True)).to_be_focused()
    assert (mongo.cases().find_one({"_id": first}) or {})["claim"]["handle"] == "maud"
