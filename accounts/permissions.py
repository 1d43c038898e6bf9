"""What each person may do: the one table that views and services both read.

An action has the name of its route, which is also its view's and its service's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mflix_site.clock import now

from .documents import (
    ADMIN,
    CLOSED,
    GOOD,
    LIMITED,
    MEMBER,
    MODERATOR,
    STANDINGS,
    SUSPENDED,
    Member,
)
from .errors import NotAllowed

VISITOR = "visitor"
ROLES_UP = (VISITOR, MEMBER, MODERATOR, ADMIN)
ANYBODYS, OWN, OTHERS = "anybody's", "one's own", "others'"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do a thing: from which role on, in which standing still, and to whose things."""

    least: str = VISITOR
    whose: str = ANYBODYS
    standing: str = CLOSED
    only_visitors: bool = False

    def admits(self, member: Member | None) -> bool:
        """Tell whether this person may do it at all, to whatever it is."""
        role = member.role if member else VISITOR
        if ROLES_UP.index(role) < ROLES_UP.index(self.least):
            return False
        standing = member.standing.at(now()) if member else GOOD
        return self.least == VISITOR or _rank(standing) <= _rank(self.standing)


def _rank(standing: str) -> int:
    return STANDINGS.index(standing)


EVERYBODY, NEWCOMERS = Rule(), Rule(only_visitors=True)
OWN_ACCOUNT = Rule(MEMBER, OWN)
TASTE = Rule(MEMBER, OWN, SUSPENDED)
POSTING = Rule(MEMBER, ANYBODYS, LIMITED)
LOOKING = JUDGING = Rule(MODERATOR, OTHERS, GOOD)
RUNNING = Rule(ADMIN, ANYBODYS, GOOD)

PERMISSIONS: Mapping[str, Rule] = {
    **dict.fromkeys(
        ("home", "browse", "movie", "person", "talked-about", "suggest", "member"), EVERYBODY
    ),
    **dict.fromkeys(("healthz", "readyz", "rules"), EVERYBODY),
    **dict.fromkeys(
        ("moderation-log", "log-row", "log-feed", "log-json", "check-log"), EVERYBODY
    ),
    **dict.fromkeys(("request-reset", "reset-password", "log-out"), EVERYBODY),
    **dict.fromkeys(("sign-up", "log-in"), NEWCOMERS),
    **dict.fromkeys(("change-password", "export-account", "close-account"), OWN_ACCOUNT),
    **dict.fromkeys(("standing", "inbox", "read-inbox", "own-reports", "appeal"), OWN_ACCOUNT),
    **dict.fromkeys(("preferences", "hide-row"), TASTE),
    "post-review": POSTING,
    "edit-review": Rule(MEMBER, OWN, LIMITED),
    "delete-review": Rule(MEMBER, OWN, SUSPENDED),
    **dict.fromkeys(("report-review", "report-member"), Rule(MEMBER, OTHERS, LIMITED)),
    **dict.fromkeys(("queue", "case", "claim-case", "release-case", "note-case"), LOOKING),
    **dict.fromkeys(("open-review-case", "open-member-case", "appeals"), LOOKING),
    **dict.fromkeys(("decide-case", "decide-cases", "undo-decision", "answer-appeal"), JUDGING),
    **dict.fromkeys(("dashboard", "members", "member-record", "promotions"), RUNNING),
    **dict.fromkeys(("set-role", "end-sessions"), Rule(ADMIN, ANYBODYS, GOOD)),
    **dict.fromkeys(("start-trial", "end-trials"), RUNNING),
    **dict.fromkeys(("catalogue", "add-film", "edit-film", "film-history"), RUNNING),
    **dict.fromkeys(("revert-film", "pick-film", "merge-films", "delete-film"), RUNNING),
}  # fmt: skip


def has_permission(member: Member | None, action: str) -> bool:
    """Tell whether this person may do a thing at all, to whatever it is."""
    return PERMISSIONS[action].admits(member)


def require_permission(member: Member, action: str) -> None:
    """Raise NotAllowed where a member's role or standing does not let them do a thing."""
    if not has_permission(member, action):
        raise NotAllowed.because(member.standing.at(now()))


def permission_filter(member: Member, action: str, owner: str) -> dict[str, Any]:
    """Give what a write's filter says of whose things it may touch; raises NotAllowed.

    `owner` is the path of the owner's id in the document: `author.id`.
    """
    require_permission(member, action)
    whose = PERMISSIONS[action].whose
    if whose == ANYBODYS:
        return {}
    return {owner: member.id if whose == OWN else {"$ne": member.id}}


def standing_filter(action: str, moment: datetime) -> dict[str, Any]:
    """Give the filter of `users` for whoever may still do a thing at this moment."""
    rule = PERMISSIONS[action]
    worse = list(STANDINGS[_rank(rule.standing) + 1 :])
    roles = ROLES_UP[ROLES_UP.index(rule.least) :]
    # Members of an older database may have no role and no standing.
    of_role = {} if rule.least == MEMBER else {"role": {"$in": list(roles)}}
    over = {"standing_until": {"$lte": moment}}
    return {
        **of_role,
        "closing": {"$exists": False},
        "$or": [{"standing": {"$nin": worse}}, over],
    }
