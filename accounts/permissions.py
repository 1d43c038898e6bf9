"""What each person may do: one table, read by views and services.

An action has the name of its route, which is also the name of its view and its service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .documents import (
    ADMIN,
    CLOSED,
    GOOD,
    LIMITED,
    MEMBER,
    MODERATOR,
    NOT_CLOSING,
    STANDINGS,
    SUSPENDED,
    Member,
    Standing,
)
from .errors import MemberNotFound, NotAllowed

VISITOR = "visitor"
ROLES_ASCENDING = (VISITOR, MEMBER, MODERATOR, ADMIN)
ANYONES, OWN, OTHERS = "anyone's", "one's own", "others'"


@dataclass(frozen=True, slots=True)
class Rule:
    """The lowest role and the worst standing for an action, and whose documents it may change."""

    min_role: str = VISITOR
    owner: str = ANYONES
    worst_standing: str = CLOSED
    only_visitors: bool = False

    def allows(self, member: Member | None) -> bool:
        """Return whether this person may do it at all, whoever owns the document."""
        role = member.role if member else VISITOR
        if ROLES_ASCENDING.index(role) < ROLES_ASCENDING.index(self.min_role):
            return False
        standing = member.standing.at(now()) if member else GOOD
        is_good_enough = STANDINGS.index(standing) <= STANDINGS.index(self.worst_standing)
        return self.min_role == VISITOR or is_good_enough


EVERYBODY, VISITORS_ONLY = Rule(), Rule(only_visitors=True)
OWN_ACCOUNT = Rule(MEMBER, OWN)
OWN_CONTENT = Rule(MEMBER, OWN, SUSPENDED)
POST = Rule(MEMBER, ANYONES, LIMITED)
EDIT = Rule(MEMBER, OWN, LIMITED)
REPORT = Rule(MEMBER, OTHERS, LIMITED)
MODERATE = Rule(MODERATOR, OTHERS, GOOD)
ADMINISTER = Rule(ADMIN, ANYONES, GOOD)

PERMISSIONS: Mapping[str, Rule] = {
    **dict.fromkeys(
        ("home", "browse", "movie", "person", "talked-about", "suggest", "member"), EVERYBODY
    ),
    **dict.fromkeys(("healthz", "readyz", "rules", "poster"), EVERYBODY),
    **dict.fromkeys(
        ("moderation-log", "log-row", "log-feed", "log-json", "check-log"), EVERYBODY
    ),
    **dict.fromkeys(("request-reset", "reset-password", "log-out"), EVERYBODY),
    **dict.fromkeys(("sign-up", "log-in"), VISITORS_ONLY),
    **dict.fromkeys(("change-password", "export-account", "close-account"), OWN_ACCOUNT),
    **dict.fromkeys(("standing", "inbox", "read-inbox", "own-reports", "appeal"), OWN_ACCOUNT),
    **dict.fromkeys(("preferences", "hide-row", "delete-review"), OWN_CONTENT),
    "post-review": POST,
    "edit-review": EDIT,
    **dict.fromkeys(("report-review", "report-member"), REPORT),
    **dict.fromkeys(("queue", "case", "claim-case", "release-case", "note-case"), MODERATE),
    **dict.fromkeys(("open-review-case", "open-member-case", "appeals"), MODERATE),
    **dict.fromkeys(("decide-case", "decide-cases", "undo-decision", "answer-appeal"), MODERATE),
    **dict.fromkeys(("dashboard", "members", "member-record", "promotions"), ADMINISTER),
    **dict.fromkeys(("set-role", "end-sessions", "start-trial", "end-trials"), ADMINISTER),
    **dict.fromkeys(("catalogue", "add-film", "edit-film", "film-history"), ADMINISTER),
    **dict.fromkeys(("revert-film", "pick-film", "merge-films", "delete-film"), ADMINISTER),
}  # fmt: skip


def has_permission(member: Member | None, action: str) -> bool:
    """Return whether this person may do an action at all, whoever owns the document."""
    return PERMISSIONS[action].allows(member)


def require_permission(member: Member, action: str) -> None:
    """Raise NotAllowed if a member's role or standing does not allow an action."""
    if not has_permission(member, action):
        raise NotAllowed.for_standing(member.standing.at(now()))


def permission_filter(member: Member, action: str, owner_path: str) -> dict[str, Any]:
    """Return the part of a write's filter that matches the documents a member may change.

    `owner_path` is where a document has its owner's id: `author.id`. Raise NotAllowed.
    """
    require_permission(member, action)
    owner = PERMISSIONS[action].owner
    if owner == ANYONES:
        return {}
    return {owner_path: member.id if owner == OWN else {"$ne": member.id}}


def permitted_members_filter(action: str, moment: datetime) -> dict[str, Any]:
    """Return the filter of `users` that matches members who may do an action at a moment."""
    rule = PERMISSIONS[action]
    too_bad = list(STANDINGS[STANDINGS.index(rule.worst_standing) + 1 :])
    roles = list(ROLES_ASCENDING[ROLES_ASCENDING.index(rule.min_role) :])
    # Members of an older database may have no role and no standing.
    has_role = {} if rule.min_role == MEMBER else {"role": {"$in": roles}}
    has_ended = {"standing_until": {"$lte": moment}}
    return {**has_role, **NOT_CLOSING, "$or": [{"standing": {"$nin": too_bad}}, has_ended]}


def recheck_permission(*, member: Member, action: str, session: ClientSession) -> None:
    """Within a transaction: check again that the acting member has permission.

    Their document is updated, so that a right that is revoked or an account that is closed
    meanwhile conflicts with the transaction. Raise NotAllowed or MemberNotFound.
    """
    moment = now()
    permitted = {"_id": member.id, **permitted_members_filter(action, moment)}
    update = {"$set": {"last_acted_at": moment}}
    if mongo.members().update_one(permitted, update, session=session).matched_count:
        return
    present = {"_id": member.id, **NOT_CLOSING}
    doc = mongo.members().find_one(present, {"standing": 1, "standing_until": 1}, session=session)
    if doc is None:
        raise MemberNotFound("This account is closed.")
    raise NotAllowed.for_standing(Standing.from_doc(doc).at(moment))


def is_staff(member_id: ObjectId, session: ClientSession | None = None) -> bool:
    """Return whether a member is a moderator or an admin (index `_id_`)."""
    selector = {"_id": member_id, "role": {"$in": [MODERATOR, ADMIN]}}
    return mongo.members().find_one(selector, {"_id": 1}, session=session) is not None


def has_other_staff(member_id: ObjectId, session: ClientSession | None = None) -> bool:
    """Return whether another moderator or admin may answer appeals (index `staff`)."""
    others = {
        "role": {"$in": [MODERATOR, ADMIN]},
        "_id": {"$ne": member_id},
        **permitted_members_filter("answer-appeal", now()),
    }
    return mongo.members().find_one(others, {"_id": 1}, session=session) is not None
