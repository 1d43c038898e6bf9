"""The rows of moderation: what each person gets of reports, cases, decisions, appeals, the log."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from mflix_site.text import now

from .moderation import shown_on
from .route_table import (
    ALL,
    NOT_ALLOWED,
    OF_APPEAL,
    OF_CASE,
    OF_DECISION,
    OF_MEMBER,
    OF_REVIEW,
    Route,
    World,
    members,
    staff,
)

Sent = Callable[[World], Mapping[str, Any]]
NEXT_MONTH = f"{now() + timedelta(days=30):%Y-%m-%d}"
DECISION = {
    **{"action": "suspend", "until": NEXT_MONTH, "rule": "2"},
    **{"reason": "It is about a person, not the film.", "note": "A note."},
}
REPORT = {"reason": "abusive", "note": "It is about me."}


def _with_shown(find_page: Callable[[World], Any], **fields: str) -> Sent:
    """Return what is sent from the page of a case, a decision or an appeal."""
    return lambda world: {**fields, "shown": shown_on(find_page(world))}


OWN_ONLY = members(404, owner=200)

MODERATION: Mapping[str, Route] = {
    "report-review": Route(
        members(200, owner=403), members(302, owner=403), OF_REVIEW, data=REPORT
    ),
    "report-member": Route(
        members(200, owner=403), members(302, owner=403), OF_MEMBER, data=REPORT
    ),
    "own-reports": Route(members(200), NOT_ALLOWED, query={"page": "1"}),
    "standing": Route(members(200), NOT_ALLOWED),
    "inbox": Route(members(200), NOT_ALLOWED, query={"page": "1"}),
    "read-inbox": Route(NOT_ALLOWED, members(302)),
    "appeal": Route(
        OWN_ONLY, members(404, owner=302), OF_DECISION, data={"text": "It was no insult."}
    ),
    "rules": Route(ALL, NOT_ALLOWED),
    "queue": Route(
        staff(200),
        NOT_ALLOWED,
        query={"q": "alice", "reason": "abusive", "state": "decided", "page": "1"},
    ),
    "decide-cases": Route(
        NOT_ALLOWED, staff(302), data=lambda world: {**DECISION, "case": str(world.case)}
    ),
    "case": Route(staff(200), NOT_ALLOWED, OF_CASE),
    "claim-case": Route(NOT_ALLOWED, staff(302), OF_CASE),
    "release-case": Route(NOT_ALLOWED, staff(302), OF_CASE),
    "note-case": Route(NOT_ALLOWED, staff(302), OF_CASE, data={"text": "Seen before."}),
    "decide-case": Route(
        NOT_ALLOWED, staff(302), OF_CASE, data=_with_shown(lambda world: world.case, **DECISION)
    ),
    "open-review-case": Route(NOT_ALLOWED, staff(302), OF_REVIEW),
    "open-member-case": Route(NOT_ALLOWED, staff(302), OF_MEMBER),
    "undo-decision": Route(
        staff(200),
        staff(302),
        OF_DECISION,
        data=_with_shown(lambda world: world.decision, reason="It was about the film."),
    ),
    "appeals": Route(staff(200), NOT_ALLOWED, query={"state": "answered", "page": "1"}),
    "answer-appeal": Route(
        staff(200),
        staff(302),
        OF_APPEAL,
        data=_with_shown(lambda world: world.appeal, granted="yes", answer="You are right."),
    ),
    "moderation-log": Route(
        ALL,
        NOT_ALLOWED,
        query={"action": "remove", "rule": "2", "moderator": "moe", "page": "1"},
    ),
    "log-row": Route(ALL, NOT_ALLOWED, lambda _: [1]),
    "log-feed": Route(ALL, NOT_ALLOWED),
    "log-json": Route(ALL, NOT_ALLOWED, query={"after": "0"}),
    "check-log": Route(ALL, NOT_ALLOWED),
}
