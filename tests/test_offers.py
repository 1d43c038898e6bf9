"""No page offers an action that its reader may not do; what is refused says what to do next."""

import re
from itertools import product
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from accounts.permissions import has_permission
from accounts.queries import find_member
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_review
from tests.support.route_table import World
from tests.support.routes import ROUTES, path_of
from tests.support.sampling import sampled

ADDRESS = re.compile(r'(?:href|action)="(/[^"#?]*)')
READ = ("home", "browse", "movie", "member", "person", "talked-about", "standing", "inbox")
ROLES = ("member", "moderator", "admin")
PAGES = (*READ, "moderation-log", "log-row", "rules", "own-reports", "preferences", "close-account")


def refused_actions(page: str, member: Any) -> set[str]:
    """Return what a page's links and forms lead to and the member may not do."""
    actions = set()
    for address in ADDRESS.findall(page):
        try:
            actions.add(getattr(resolve(address).func, "action", ""))
        except Resolver404:  # a static file
            continue
    return {action for action in actions - {""} if not has_permission(member, action)}


@pytest.mark.parametrize(
    ("role", "standing"), sampled(product(ROLES, ("good", "limited", "suspended", "closed")), 5)
)
def test_no_page_offers_what_its_reader_may_not_do(
    world: World, database: Any, role: str, standing: str
) -> None:
    member = make_member("Stan", role=role)
    a_review(member, world.another_film)
    database.users.update_one({"_id": member.id}, {"$set": {"standing": standing}})
    browser, member = Browser(member), find_member(member.id)
    paths = [path_of(name, world) for name in PAGES]
    paths += [f"/members/{member.handle}/", f"/movies/{world.another_film}/"]
    pages = {path: browser.get(path) for path in paths}
    shown = {path: page.content.decode() for path, page in pages.items() if page.status_code == 200}
    offers = {path: refused_actions(page, member) for path, page in shown.items()}
    assert {path: found for path, found in offers.items() if found} == {}


@pytest.mark.parametrize("name", ["edit-review", "report-review", "report-member"])
def test_a_suspended_member_who_is_refused_is_led_to_the_reason(
    world: World, database: Any, name: str
) -> None:
    suspended = Browser(make_member("Sus", standing="suspended"))
    answer = suspended.get(path_of(name, world))
    assert answer.status_code == 403
    assert 'class="button" href="/accounts/standing/"' in answer.content.decode()


def test_a_suspended_member_is_told_in_place_of_the_form(world: World, database: Any) -> None:
    page = Browser(make_member("Sus", standing="suspended")).text(path_of("movie", world))
    assert "review while your account is limited, suspended or closed" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("token", ["A" * 43, "used"])
def test_a_reset_link_that_no_longer_works_offers_a_new_one(
    world: World, visitor: Browser, database: Any, token: str
) -> None:
    used = path_of("reset-password", world)
    path = used if token == "used" else f"/accounts/reset/{token}/"
    visitor.post(used, ROUTES["reset-password"].sent(world))
    for answer in (visitor.get(path), visitor.post(path, ROUTES["reset-password"].sent(world))):
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'action="/accounts/reset/"' in page
        assert "Send a new link" in page
        assert 'href="/accounts/login/"' in page
