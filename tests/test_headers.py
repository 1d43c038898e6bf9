"""What every answer tells browsers and caches, whatever its status."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.routes import World, ask, path_of


@pytest.fixture
def world(world: World, settings: Any) -> World:
    """A world in which nobody may ask for a reset."""
    settings.LIMITS = {**settings.LIMITS, "reset": (0, 60)}
    return world


Asks = Callable[[World], Any]
STATUSES: dict[int, Asks] = {
    200: lambda w: w.browser("owner").get("/"),
    302: lambda w: w.browser("visitor").get("/accounts/preferences/"),
    400: lambda w: w.browser("visitor").get("/", headers={"Host": "elsewhere.example"}),
    403: lambda w: w.browser("other").get(path_of("edit-review", w)),
    404: lambda w: w.browser("owner").get("/nowhere/"),
    405: lambda w: w.browser("owner").get(path_of("delete-review", w)),
    409: lambda w: ask(w.browser("other"), "post", "post-review", w),
    422: lambda w: Browser(w.people["member"]).post(path_of("post-review", w), {"rating": "x"}),
    429: lambda w: ask(w.browser("owner"), "post", "request-reset", w),
}


@pytest.mark.parametrize("status", STATUSES)
def test_every_answer_has_the_security_headers(status: int, world: World) -> None:
    answer = STATUSES[status](world)
    assert answer.status_code == status
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("status", STATUSES)
def test_every_answer_forbids_what_is_not_ours(status: int, world: World) -> None:
    policy = STATUSES[status](world)["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == parts["object-src"] == parts["base-uri"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == "'self'"
    assert parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422, 429])
def test_every_problem_has_a_page_of_the_site(status: int, world: World) -> None:
    page = STATUSES[status](world).content.decode()
    assert "<h1" in page
    assert 'href="/movies/"' in page


@pytest.mark.parametrize("status", [302, 403, 404, 405, 409, 422, 429])
def test_a_members_problems_are_kept_by_no_cache_either(status: int, world: World) -> None:
    if status == 302:
        answer = ask(world.browser("owner"), "post", "edit-review", world)
    else:
        answer = STATUSES[status](world)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]


def test_the_cookies_are_for_this_site_and_not_for_scripts(world: World) -> None:
    answer = ask(world.browser("visitor"), "post", "log-in", world)
    session = answer.cookies["mflix_session"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["path"] == "/"
    assert not session["domain"]
    assert answer.cookies["mflix_csrf"]["samesite"] == "Lax"


def test_cookies_are_for_https_only_where_the_site_is(world: World, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    answer = ask(world.browser("visitor"), "post", "log-in", world)
    assert all(cookie["secure"] for cookie in answer.cookies.values() if cookie.value)


def test_no_other_site_may_read_an_answer(world: World) -> None:
    answer = world.browser("owner").get("/", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
