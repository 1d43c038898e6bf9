"""Each layer refuses by itself: services without a view, views without a service behind them."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from accounts.documents import Member, Standing
from accounts.permissions import OTHERS, OWN, PERMISSIONS
from mflix_site.errors import Forbidden, NotFound, Problem
from mflix_site.mongo import collections as mongo
from tests.support.routes import ROUTES, ask, domain_hashes, outcome_of
from tests.support.routes_of_admins import ADMINISTRATION
from tests.support.sampling import sampled
from tests.support.writers import WRITERS

from .support.route_table import PEOPLE, REFUSED, World

SIGNED_IN = PEOPLE[1:]
STANDINGS = ("good", "limited", "suspended", "closed")
PERSONS = [(who, standing) for who in SIGNED_IN for standing in STANDINGS]
# Another's decision or import is none to them.
UNKNOWN_TO_OTHERS = (
    *("appeal", "choose-match", "run-import", "retry-import", "undo-import", "restore-list"),
)
OWNED = (
    *("edit-review", "delete-review", "edit-entry", "delete-entry", *UNKNOWN_TO_OTHERS),
    *("edit-list", "delete-list", "renew-list-link", "list-editors", "add-to-list"),
)
OTHERS_ONLY = [
    *("report-review", "report-member", "report-list", "report-entry", "claim-case", "note-case"),
    *("decide-case", "decide-cases", "undo-decision", "answer-appeal"),
]
TURNED_AWAY = [
    (name, who)
    for name in WRITERS
    for who in PEOPLE
    if ROUTES[name].outcome("post", who) in REFUSED
]


def some_persons(name: str) -> list[tuple[str, str]]:
    """Return who tries a service in a quick run: a third of all, others for the next service."""
    return PERSONS[list(WRITERS).index(name) % 3 :: 3]


def fallen(world: World, who: str, standing: str) -> Member:
    """Store a standing of somebody's; return the member with it."""
    member = world.people[who]
    assert member
    mongo.members().update_one({"_id": member.id}, {"$set": {"standing": standing}})
    return replace(member, standing=Standing(standing))


def is_theirs(name: str, who: str) -> bool:
    """Return whether the table lets somebody touch what the owner has."""
    whose = PERMISSIONS[name].owner
    if name in OWNED:
        return who == "owner" or whose != OWN
    return who != "owner" or whose != OTHERS


def refused(name: str, world: World, member: Member) -> bool:
    """Call a service; tell whether it refused. Anything else that it says is no refusal."""
    try:
        WRITERS[name].call(world, member)
    except Forbidden:
        return True
    except NotFound:
        return name in UNKNOWN_TO_OTHERS
    except Problem:
        return False
    return False


def is_allowed(name: str, who: str, member: Member) -> bool:
    return PERMISSIONS[name].allows(member) and is_theirs(name, who)


@pytest.mark.parametrize("name", WRITERS)
def test_a_service_refuses_by_itself_what_the_table_forbids(
    name: str, world: World, database: Any, exhaustive: bool
) -> None:
    for who, standing in PERSONS if exhaustive else some_persons(name):
        member = fallen(world, who, standing)
        if is_allowed(name, who, member):
            continue
        before = hashes_of_members_data(database)
        assert (who, standing, refused(name, world, member)) == (who, standing, True)
        assert hashes_of_members_data(database) == before, (who, standing)


def hashes_of_members_data(database: Any) -> dict[str, str]:
    """Return hashes of all that people own, without the films that a writer inserts itself."""
    return {name: value for name, value in domain_hashes(database).items() if name != "movies"}


@pytest.mark.parametrize(("name", "who"), sampled(product(WRITERS, SIGNED_IN), 3))
def test_a_service_does_what_the_table_allows(name: str, who: str, world: World) -> None:
    member = world.people[who]
    assert member
    if is_allowed(name, who, member):
        assert not refused(name, world, member)


@pytest.mark.parametrize("name", [n for n, writer in WRITERS.items() if writer.rereads])
def test_a_service_asks_again_who_is_acting_when_it_writes(
    name: str, world: World, database: Any, exhaustive: bool
) -> None:
    for who, standing in PERSONS if exhaustive else some_persons(name):
        before = world.people[who]
        assert before
        member = fallen(world, who, standing)
        if PERMISSIONS[name].allows(before) and not PERMISSIONS[name].allows(member):
            assert (who, standing, refused(name, world, before)) == (who, standing, True)


@pytest.mark.parametrize(("name", "who"), sampled(TURNED_AWAY, 3))
def test_a_view_reaches_no_service_for_whom_it_turns_away(
    name: str, who: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []
    monkeypatch.setattr(WRITERS[name].path, lambda **_: reached.append(name))
    try:
        outcome = outcome_of(ask(world.browser(who), "post", name, world))
    except AttributeError:  # it went on with nothing in hand
        outcome = 200
    assert reached == []
    assert outcome in REFUSED


@pytest.mark.parametrize("name", OTHERS_ONLY)
def test_staff_never_judge_what_is_their_own(name: str, world: World) -> None:
    owner = world.people["owner"]
    assert owner
    mongo.members().update_one({"_id": owner.id}, {"$set": {"role": "admin"}})
    assert refused(name, world, replace(owner, role="admin"))


def test_every_form_of_a_member_is_in_the_list_or_needs_no_one_s_leave() -> None:
    own = {"change-password", "close-account", "log-out", "sign-up", "log-in"}
    free = own | {
        "request-reset",
        "reset-password",
        "change-email",
        "cancel-email-change",
        "confirm-email",
        "paste-titles",
    }
    posts = {name for name, row in ROUTES.items() if 405 not in row.post.values()}
    assert posts - free - set(ADMINISTRATION) == set(WRITERS)
