"""Who may do what, on every route: each cell of the table in `tests/support/routes.py`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.urls import URLPattern

from accounts.permissions import PERMISSIONS
from tests.support.routes import (
    ROUTES,
    ask,
    domain_hashes,
    outcome_of,
    path_of,
    patterns,
)
from tests.support.routes_of_admins import SHOWS_ADDRESSES
from tests.support.sampling import sampled
from tests.support.stored_state import collection_hashes

from .support.route_table import PEOPLE, REFUSED, Outcome, World

WRITTEN_BY_VISITS = {"sessions", "page_views", "throttle"}
IMMUTABLE = ("poster", "poster-png")
MARKED_READ = {"inbox": {"notices", "users"}}  # whoever opens an inbox has read it


def unchanging(name: str) -> list[str]:
    """Return for whom a form changes nothing, so that they can share a world."""
    return [who for who in PEOPLE if ROUTES[name].outcome("post", who) in REFUSED]


def changing() -> Iterator[Any]:
    """Yield each form with those who can change something: with some of them in a quick run."""
    for name in ROUTES:
        others = [who for who in PEOPLE if who not in unchanging(name)]
        tried = one_of_each_outcome(name, "post", others)
        for who in others:
            marks = () if who in tried else pytest.mark.long
            yield pytest.param(name, who, marks=marks)


def one_of_each_outcome(name: str, method: str, people: Sequence[str]) -> list[str]:
    """Return those whom a quick run lets ask: visitors, and one for each outcome in the table.

    It is another person for the next route, so that everybody asks somewhere.
    """
    turn, alike = list(ROUTES).index(name), defaultdict[Outcome, list[str]](list)
    for who in people:
        alike[ROUTES[name].outcome(method, who)].append(who)
    chosen = {who[turn % len(who)] for who in alike.values()}
    return [who for who in people if who in chosen or who == "visitor"]


POSTABLE = [name for name, row in ROUTES.items() if 405 not in row.post.values()]
POST_ONLY = [name for name, row in ROUTES.items() if 405 in row.get.values()]


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


@pytest.mark.parametrize("name", ROUTES)
def test_a_visit_gets_what_the_table_says_and_writes_only_views_sessions_and_counters(
    name: str, world: World, database: Any, exhaustive: bool
) -> None:
    written = {*WRITTEN_BY_VISITS, *MARKED_READ.get(name, ())}
    before = collection_hashes(database, *written)
    asking = PEOPLE if exhaustive else one_of_each_outcome(name, "get", PEOPLE)
    for who in asking:
        browser = world.browser(who)
        answer = ask(browser, "get", name, world)
        assert (who, outcome_of(answer)) == (who, ROUTES[name].outcome("get", who))
        assert (name, who) in SHOWS_ADDRESSES or not leaks(answer, who, world), who
        assert who != "owner" or name in IMMUTABLE or is_for_no_cache(answer)
        if exhaustive or who == asking[-1]:
            check_head(ask(browser, "head", name, world), answer)
        assert collection_hashes(database, *written) == before, who


def check_head(head: Any, answer: Any) -> None:
    """Assert that it is the answer to GET without content; its length may follow a masked token."""
    assert (head.content, head.status_code) == (b"", answer.status_code)
    assert {**head.headers, "Content-Length": ""} == {**answer.headers, "Content-Length": ""}


def is_for_no_cache(answer: Any) -> bool:
    """Return whether a page tells caches not to keep it; other answers need not."""
    is_page = answer.status_code == 200
    return not is_page or ("no-store" in answer["Cache-Control"] and "Cookie" in answer["Vary"])


@pytest.mark.parametrize("name", [name for name in ROUTES if unchanging(name)])
def test_those_whose_form_can_change_nothing_get_what_the_table_says(
    name: str, world: World, database: Any, exhaustive: bool
) -> None:
    before, refused = domain_hashes(database), unchanging(name)
    for who in refused if exhaustive else one_of_each_outcome(name, "post", refused):
        answer = ask(world.browser(who), "post", name, world)
        assert (who, outcome_of(answer)) == (who, ROUTES[name].outcome("post", who))
        assert may_show_addresses(name, who) or not leaks(answer, who, world), who
        assert domain_hashes(database) == before, who


@pytest.mark.parametrize(("name", "who"), [*changing()])
def test_those_who_can_change_something_get_what_the_table_says(
    name: str, who: str, world: World
) -> None:
    answer = ask(world.browser(who), "post", name, world)
    assert outcome_of(answer) == ROUTES[name].outcome("post", who)
    assert may_show_addresses(name, who) or not leaks(answer, who, world)
    # With a fragment the page would scroll past its message, and the message get no focus.
    assert "#" not in answer.headers.get("Location", "")


def may_show_addresses(name: str, who: str) -> bool:
    """Return whether a page may show an address: to a visitor the one that they sent themselves."""
    return who == "visitor" or (name, who) in SHOWS_ADDRESSES


def leaks(answer: Any, who: str, world: World) -> list[str]:
    """Return the addresses of other members that an answer shows."""
    body = answer.content.decode("utf-8", "replace")
    others = [m.email for name, m in world.people.items() if m is not None and name != who]
    return [email for email in others if email in body]


def without_token(name: str, who: str) -> int:
    """Return the status of a form without its token: who has logged in already is led on."""
    return 302 if PERMISSIONS[name].only_visitors and who != "visitor" else 403


@pytest.mark.parametrize("name", sampled(POSTABLE, 3))
def test_a_form_without_its_token_is_403_and_changes_nothing(
    name: str, world: World, database: Any
) -> None:
    before, sent = domain_hashes(database), dict(ROUTES[name].sent(world))
    for who in ("visitor", "owner", "admin"):
        answer = world.browser(who).post(path_of(name, world), sent)
        assert (who, answer.status_code) == (who, without_token(name, who))
    assert domain_hashes(database) == before


@pytest.mark.parametrize("name", sampled(POSTABLE, 3, 1))
def test_a_form_sent_from_another_site_is_403_and_changes_nothing(
    name: str, world: World, database: Any
) -> None:
    before = domain_hashes(database)
    origin = {"headers": {"Origin": "https://elsewhere.example"}}
    for who in ("owner", "admin"):
        answer = ask(world.browser(who), "post", name, world, **origin)
        assert answer.status_code == without_token(name, who)
    assert domain_hashes(database) == before


@pytest.mark.parametrize("name", sampled(ROUTES, 3, 2))
def test_other_methods_change_nothing(name: str, world: World, database: Any) -> None:
    before, browser = domain_hashes(database), world.browser("owner")
    token = {"X-CSRFToken": "a" * 32}
    for method in ("put", "patch", "delete"):
        answer = getattr(browser, method)(path_of(name, world), headers=token)
        assert answer.status_code in (302, 403, 405)
    assert domain_hashes(database) == before


@pytest.mark.parametrize("name", POST_ONLY)
def test_a_visit_to_what_takes_a_form_is_405_with_a_page(name: str, world: World) -> None:
    answer = world.browser("owner").get(path_of(name, world))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1" in answer.content.decode()
