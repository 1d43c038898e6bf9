"""Who may do what, on every route: each cell of the table in `tests/support/routes.py`."""

from typing import Any

import pytest
from django.urls import URLPattern

from tests.support.routes import (
    ROUTES,
    ask,
    outcome_of,
    path_of,
    patterns,
    snapshot,
)
from tests.support.routes_of_admins import SHOWS_ADDRESSES
from tests.support.worlds import PEOPLE, REFUSED, World

CELLS = [(name, method, who) for name in ROUTES for method in ("get", "post") for who in PEOPLE]
POSTABLE = [name for name, row in ROUTES.items() if 405 not in row.post.values()]
POST_ONLY = [name for name, row in ROUTES.items() if 405 in row.get.values()]
READABLE = [name for name in ROUTES if name not in POST_ONLY]
BESIDE = {"sessions", "page_views", "throttle"}


@pytest.fixture
def world(database: Any) -> World:
    return World()


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    names = [pattern.name for pattern in patterns()]
    assert sorted(map(str, names)) == sorted(ROUTES)


def test_every_row_says_what_everybody_gets() -> None:
    for name, row in ROUTES.items():
        assert set(row.get) == set(row.post) == set(PEOPLE), name


def test_no_view_is_exempt_from_csrf() -> None:
    views = [pattern.callback for pattern in patterns() if isinstance(pattern, URLPattern)]
    assert len(views) == len(ROUTES)
    assert not [view for view in views if getattr(view, "csrf_exempt", False)]


def test_no_route_takes_any_text_or_number() -> None:
    found = {type(c).__name__ for p in patterns() for c in p.pattern.converters.values()}
    assert not found & {"StringConverter", "IntConverter", "PathConverter", "SlugConverter"}


@pytest.mark.parametrize(("name", "method", "who"), CELLS)
def test_each_person_gets_what_the_table_says(
    name: str, method: str, who: str, world: World, database: Any
) -> None:
    before = snapshot(database)
    answer = ask(world.browser(who), method, name, world)
    expected = ROUTES[name].outcome(method, who)
    assert outcome_of(answer) == expected
    if method == "get" or expected in REFUSED:
        assert snapshot(database) == before
    if (name, who) not in SHOWS_ADDRESSES:
        assert who == "visitor" or not leaks(answer, who, world)


def leaks(answer: Any, who: str, world: World) -> list[str]:
    """Give the addresses of other members that an answer shows."""
    body = answer.content.decode()
    others = [m.email for name, m in world.people.items() if m is not None and name != who]
    return [email for email in others if email in body]


@pytest.mark.parametrize("name", READABLE)
def test_no_page_shows_a_visitor_anybodys_address(name: str, world: World) -> None:
    assert not leaks(ask(world.browser("visitor"), "get", name, world), "visitor", world)


@pytest.mark.parametrize("who", ["visitor", "owner"])
@pytest.mark.parametrize("name", POSTABLE)
def test_a_form_without_its_token_is_403_and_changes_nothing(
    name: str, who: str, world: World, database: Any
) -> None:
    before = snapshot(database)
    answer = world.browser(who).post(path_of(name, world), dict(ROUTES[name].sent(world)))
    assert answer.status_code == 403
    assert snapshot(database) == before


@pytest.mark.parametrize("name", POSTABLE)
def test_a_form_sent_from_another_site_is_403_and_changes_nothing(
    name: str, world: World, database: Any
) -> None:
    before = snapshot(database)
    origin = {"headers": {"Origin": "https://elsewhere.example"}}
    assert ask(world.browser("owner"), "post", name, world, **origin).status_code == 403
    assert snapshot(database) == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", ROUTES)
def test_other_methods_change_nothing(name: str, method: str, world: World, database: Any) -> None:
    before = snapshot(database)
    token = {"X-CSRFToken": "a" * 32}
    answer = getattr(world.browser("owner"), method)(path_of(name, world), headers=token)
    assert answer.status_code in (302, 405)
    assert snapshot(database) == before


@pytest.mark.parametrize("name", POST_ONLY)
def test_a_visit_to_what_takes_a_form_is_405_with_a_page(name: str, world: World) -> None:
    answer = world.browser("owner").get(path_of(name, world))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("who", ["visitor", "owner"])
@pytest.mark.parametrize("name", ROUTES)
def test_a_visit_writes_nothing_but_views_sessions_and_counters(
    name: str, who: str, world: World, database: Any
) -> None:
    browser, before = world.browser(who), everything(database)
    ask(browser, "get", name, world)
    assert everything(database) == before


def everything(database: Any) -> dict[str, list[Any]]:
    """Give all documents but those that a visit may write."""
    names = sorted(set(database.list_collection_names()) - BESIDE)
    return {name: list(database[name].find().sort("_id", 1)) for name in names}


@pytest.mark.parametrize("who", ["visitor", "owner"])
@pytest.mark.parametrize("name", ROUTES)
def test_head_is_get_without_the_page(name: str, who: str, world: World) -> None:
    browser = world.browser(who)
    get, head = (ask(browser, method, name, world) for method in ("get", "head"))
    assert head.content == b""
    assert head.status_code == get.status_code
    assert comparable(head) == comparable(get)


def comparable(answer: Any) -> dict[str, str]:
    """Give an answer's headers but its length, which may follow a masked token."""
    return {name: value for name, value in answer.headers.items() if name != "Content-Length"}
