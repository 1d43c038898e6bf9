"""What standing forbids, on every route: the table of permissions itself says what to expect.

And what everybody gets where a review is hidden: no more than if it were not there.
"""

from dataclasses import replace
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import ADMIN, LIMITED, Member, Standing
from accounts.permissions import PERMISSIONS, VISITOR
from mflix_site.mongo import collections as mongo
from tests.support.routes import ROUTES, api_patterns, ask, domain_hashes, outcome_of, patterns
from tests.support.sampling import sampled

from .support.route_table import LOG_IN, NOT_ALLOWED, PEOPLE, Outcomes, World, every, members

STANDINGS = ("limited", "suspended", "closed")
ROLES = ("member", "moderator", "admin")


def of_role(role: str, standing: str) -> Member:
    """Return a member of a role and a standing, who is not stored."""
    return Member(ObjectId(), "", "", "", role, None, 0, standing=Standing(standing))


SAMPLE_STEP = 7  # no multiple of the standings, so that a sample has several of them
FALLEN = [(role, standing) for role in ROLES for standing in STANDINGS]
# Answered the same for everybody, without asking who they are.
OF_THE_GROUND = {"healthz", "readyz", "poster", "poster-png", "robots", "manifest", "favicon"}
CELLS = [(name, method) for name in ROUTES for method in ("get", "post")]
# What members and staff of a standing may still do, where standing makes a difference at all.
ALLOWED = [
    (name, role, standing)
    for name, rule in PERMISSIONS.items()
    for role, standing in FALLEN
    if rule.min_role not in (VISITOR, ADMIN) and rule.allows(of_role(role, standing))
]
# New words of limited members that nobody has looked at, and how each route refuses them.
REFUSED_WORDS = {("profile", "post"): 422, ("set-on-watchlist", "post"): 409}
HIDDEN_WORDS = "Nobody is tilted when they tell the truth."
HIDDEN: dict[str, tuple[Outcomes, Outcomes]] = {
    "edit-review": (members(404, owner=200), members(404, owner=302)),
    "delete-review": (NOT_ALLOWED, members(404, owner=302)),
    "report-review": (members(404), members(404)),
    "open-review-case": (NOT_ALLOWED, every(403, visitor=LOG_IN, moderator=302, admin=302)),
}
HIDDEN_CELLS = [(name, at, who) for name in HIDDEN for at in (0, 1) for who in PEOPLE]


def test_every_route_has_a_row_in_the_table_and_every_row_a_route() -> None:
    named = {str(pattern.name) for pattern in (*patterns(), *api_patterns())}
    pages = {str(pattern.name) for pattern in patterns()}
    assert pages <= set(PERMISSIONS) <= named


def test_every_view_reads_the_row_of_its_own_route() -> None:
    read = {str(p.name): getattr(p.callback, "action", None) for p in patterns()}
    assert {name: a for name, a in read.items() if a != name} == dict.fromkeys(OF_THE_GROUND)


def fall(world: World, role: str, standing: str) -> Member:
    """Store a standing of somebody's; return the member with it."""
    member = world.people[role]
    assert member
    mongo.members().update_one({"_id": member.id}, {"$set": {"standing": standing}})
    return replace(member, standing=Standing(standing))


@pytest.mark.parametrize(("name", "method"), CELLS)
def test_a_standing_forbids_what_the_table_says_and_nothing_is_written(
    name: str, method: str, world: World, database: Any, exhaustive: bool
) -> None:
    sample = FALLEN[CELLS.index((name, method)) % SAMPLE_STEP :: SAMPLE_STEP]
    for role, standing in FALLEN if exhaustive else sample:
        fallen, row = fall(world, role, standing), ROUTES[name].outcome(method, role)
        if PERMISSIONS[name].allows(fallen):
            continue
        before = domain_hashes(database)
        outcome = outcome_of(ask(world.browser(role), method, name, world))
        assert (role, standing, outcome) == (role, standing, 405 if row == 405 else 403)
        assert domain_hashes(database) == before


@pytest.mark.parametrize(("name", "role", "standing"), sampled(ALLOWED, SAMPLE_STEP))
def test_a_standing_leaves_what_the_table_says(
    name: str, role: str, standing: str, world: World
) -> None:
    fall(world, role, standing)
    for method in ("get", "post"):
        outcome = outcome_of(ask(world.browser(role), method, name, world))
        expected = ROUTES[name].outcome(method, role)
        if (standing, role) == (LIMITED, "member"):
            expected = REFUSED_WORDS.get((name, method), expected)
        assert outcome == expected


@pytest.mark.parametrize(("name", "at", "who"), HIDDEN_CELLS)
def test_a_hidden_review_is_as_one_that_is_not_there(
    name: str, at: int, who: str, world: World, database: Any
) -> None:
    mongo.reviews().update_one({"text": HIDDEN_WORDS}, {"$set": {"state": "hidden"}})
    before = domain_hashes(database)
    answer = ask(world.browser(who), ("get", "post")[at], name, world)
    assert outcome_of(answer) == HIDDEN[name][at][who]
    if who != "owner" and HIDDEN[name][at][who] != 302:
        assert domain_hashes(database) == before
        assert HIDDEN_WORDS not in answer.content.decode()


@pytest.mark.parametrize("name", ["home", "movie", "member", "browse", "talked-about"])
@pytest.mark.parametrize("who", ["visitor", "other", "moderator"])
def test_no_page_shows_a_hidden_review(name: str, who: str, world: World) -> None:
    mongo.reviews().update_many({}, {"$set": {"state": "removed"}})
    assert HIDDEN_WORDS not in ask(world.browser(who), "get", name, world).content.decode()
