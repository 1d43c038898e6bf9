"""Every operation of version 2, for everybody, with each scope and every method."""

from typing import Any

import pytest

from accounts.access_tokens import SCOPES
from tests.support.operations_of_api import OPERATIONS, SIGNED_IN, ask_api, token_of
from tests.support.route_table import World
from tests.support.routes import domain_hashes
from tests.support.sampling import sampled

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SCOPED = [name for name, row in OPERATIONS.items() if row.scope]
READING = [name for name, row in OPERATIONS.items() if row.method == "GET"]
OPEN = [name for name in OPERATIONS if name not in SCOPED]
CHANGING = [(name, who) for name in SCOPED for who in SIGNED_IN if OPERATIONS[name].method != "GET"]


def some_people(name: str, exhaustive: bool) -> tuple[str, ...]:
    """Return who asks: in a quick run two, others for the next operation."""
    turn = list(OPERATIONS).index(name) % len(SIGNED_IN)
    return SIGNED_IN if exhaustive else (*SIGNED_IN, *SIGNED_IN)[turn : turn + 2]


def leaks(answer: Any, who: str, world: World) -> list[str]:
    """Return the addresses of other members that an answer has."""
    others = [m.email for name, m in world.people.items() if m is not None and name != who]
    return [email for email in others if email in answer.content.decode()]


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    from api.v2.views.site import OPERATIONS as OPERATIONS_OF_CODE

    names = sorted(operation.view_func.__name__ for operation in OPERATIONS_OF_CODE.values())
    assert names == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_the_scope_nothing_is_done_and_nothing_read(
    name: str, world: World, database: Any, exhaustive: bool
) -> None:
    row = OPERATIONS[name]
    lacking = [scope for scope in SCOPES if scope != row.scope]
    tokens = {who: token_of(world, who, *lacking) for who in some_people(name, exhaustive)}
    path = row.path(world)  # an entry that it names is logged now
    before = domain_hashes(database)
    for who, token in tokens.items():
        answer = ask_api(row.method, path, token, row.body)
        assert (who, answer.status_code) == (who, 403 if row.scope else row.status)
    answer = ask_api(row.method, path, "", row.body)
    assert answer.status_code == (401 if row.scope else row.status)
    assert domain_hashes(database) == before


@pytest.mark.parametrize("name", READING)
def test_with_the_scope_everybody_reads_their_own_or_what_all_may(
    name: str, world: World, exhaustive: bool
) -> None:
    row = OPERATIONS[name]
    for who in some_people(name, exhaustive):
        answer = ask_api("GET", row.path(world), token_of(world, who, *filter(None, [row.scope])))
        assert (who, answer.status_code) == (who, row.outcome(who))
        assert not leaks(answer, who, world)


@pytest.mark.parametrize(("name", "who"), sampled(CHANGING, 3))
def test_with_the_scope_everybody_may_what_the_table_says(
    name: str, who: str, world: World
) -> None:
    row = OPERATIONS[name]
    answer = ask_api(row.method, row.path(world), token_of(world, who, row.scope), row.body)
    assert answer.status_code == row.outcome(who), answer.content
    assert not leaks(answer, who, world)


@pytest.mark.parametrize("name", sampled(OPERATIONS, 3))
def test_methods_that_an_operation_lacks_are_405_and_change_nothing(
    name: str, world: World, database: Any
) -> None:
    paths = {name: row.path(world).partition("?")[0] for name, row in OPERATIONS.items()}
    path, before = paths[name], domain_hashes(database)
    known = {row.method for other, row in OPERATIONS.items() if paths[other] == path}
    for method in {*METHODS, "OPTIONS", "TRACE", "BREW"} - known:
        answer = ask_api(method, path, world.token_text, {} if method in METHODS[1:] else None)
        assert (method, answer.status_code) == (method, 405)
        assert set(answer.headers["Allow"].split(", ")) == known
    assert domain_hashes(database) == before


@pytest.mark.parametrize("name", sampled(READING, 3))
def test_head_is_get_without_the_document(name: str, world: World) -> None:
    path = OPERATIONS[name].path(world)
    get, head = (ask_api(method, path, world.token_text) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers.get("ETag") == get.headers.get("ETag")


@pytest.mark.parametrize("name", [
    "edit_review", "delete_review", "edit_entry", "delete_entry", "edit_list", "delete_list",
    "arrange_films", "add_films", "remove_film",
])  # fmt: skip
def test_what_would_replace_a_version_that_nobody_saw_is_412(
    name: str, world: World, database: Any
) -> None:
    row = OPERATIONS[name]
    path, token = row.path(world), token_of(world, "owner", row.scope)
    before = domain_hashes(database)
    stale = {"If-Match": '"0.x"'}
    assert ask_api(row.method, path, token, row.body, **stale).status_code == 412
    assert domain_hashes(database) == before
    present = {"If-Match": "*"}
    assert ask_api(row.method, path, token, row.body, **present).status_code == row.status
