"""What each person may do: read by views and services.

An action has the name of its route, which is also the name of its view and its service.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo import ReturnDocument
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
    WITHOUT_PASSWORD,
    Member,
    Standing,
)
from .errors import MemberNotFound, NotAllowed

VISITOR = "visitor"
ROLES_ASCENDING = (VISITOR, MEMBER, MODERATOR, ADMIN)
STANDING_FIELDS = ("standing", "standing_until", "standing_later")
ANYONES, OWN, OTHERS = "anyone's", "one's own", "others'"


@dataclass(frozen=True, slots=True)
class Rule:
    """The lowest role and the worst standing for an action, and whose documents it may change."""

    min_role: str = VISITOR
    owner: str = ANYONES
    worst_standing: str = CLOSED
    only_visitors: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        return ROLES_ASCENDING[ROLES_ASCENDING.index(self.min_role) :]

    @property
    def standings(self) -> tuple[str, ...]:
        return STANDINGS[: STANDINGS.index(self.worst_standing) + 1]

    def allows(self, member: Member | None) -> bool:
        """Return whether this person may do it at all, whoever owns the document."""
        if member is None or self.min_role == VISITOR:
            return self.min_role == VISITOR
        return self._allows(member.role, member.current_standing)

    @lru_cache(1024)  # noqa: B019 -- of the few rules, none of which is ever dropped
    def _allows(self, role: str, standing: str) -> bool:
        return role in self.roles and standing in self.standings


ACTIONS: Mapping[Rule, str] = {
    Rule(): """
        home browse search-help movie person talked-about suggest member healthz readyz rules poster
        member-search api-v2 api-schema api-docs
        diary diary-year diary-feed diary-csv member-films member-likes watchlist year year-png
        poster-png robots manifest favicon sitemap sitemap-of-pages sitemap-of-year
        review reviews-feed films-feed film-feed member-feed
        moderation-log log-row log-feed log-json check-log request-reset reset-password log-out
        confirm-email
        lists film-list list-by-link member-lists lists-feed sitemap-of-lists
    """,
    Rule(only_visitors=True): "sign-up log-in",
    Rule(MEMBER, OWN): """
        change-password change-email cancel-email-change export-account close-account standing
        inbox read-inbox own-reports appeal show-import not-found-rows export-letterboxd
    """,
    Rule(MEMBER, OWN, SUSPENDED): """
        preferences welcome hide-row delete-review delete-entry delete-list restore-list
        undo-import revoke-token
    """,
    Rule(MEMBER, OWN, GOOD): "start-import choose-match run-import retry-import",
    Rule(MEMBER, ANYONES, SUSPENDED): "remove-editor",
    Rule(MEMBER, ANYONES, LIMITED): """
        post-review rate-film set-watched set-on-watchlist set-liked log-film start-log
        new-list clone-list film-lists accept-invitation
    """,
    Rule(MEMBER, OWN, LIMITED): """
        edit-review profile edit-entry access-tokens
        edit-list add-to-list paste-titles renew-list-link list-editors
    """,
    Rule(MEMBER, OTHERS, LIMITED): "report-review report-member report-list report-entry",
    Rule(MODERATOR, OTHERS, GOOD): """
        queue case claim-case release-case note-case open-review-case open-member-case
        open-list-case open-entry-case decide-case decide-cases undo-decision appeals answer-appeal
    """,
    Rule(ADMIN, ANYONES, GOOD): """
        dashboard members member-record promotions set-role end-sessions start-trial end-trials
        catalogue add-film edit-film film-history revert-film pick-film merge-films delete-film
    """,
}
PERMISSIONS: Mapping[str, Rule] = {
    action: rule for rule, actions in ACTIONS.items() for action in actions.split()
}


def has_permission(member: Member | None, action: str) -> bool:
    return PERMISSIONS[action].allows(member)


def require_permission(member: Member, action: str) -> None:
    """Raise NotAllowed if a member's role or standing does not allow an action."""
    if not has_permission(member, action):
        raise NotAllowed.for_standing(member.current_standing)


def permission_filter(member: Member, action: str, owner_path: str) -> dict[str, Any]:
    """Return a write's filter of the documents that a member may change, or raise NotAllowed."""
    require_permission(member, action)
    owner = PERMISSIONS[action].owner
    if owner == ANYONES:
        return {}
    return {owner_path: member.id if owner == OWN else {"$ne": member.id}}


def permitted_members_filter(action: str, moment: datetime) -> dict[str, Any]:
    """Return the filter of `users` that matches members who may do an action at a moment."""
    in_good_standing = _in_good_standing(action)
    is_good = in_good_standing.pop("standing")
    has_ended: dict[str, Any] = {"standing_until": {"$lte": moment}}
    later_is_good = {**has_ended, "standing_later.kind": is_good}
    later_has_ended = {**has_ended, "standing_later.until": {"$lte": moment}}
    return {**in_good_standing, "$or": [{"standing": is_good}, later_is_good, later_has_ended]}


def _in_good_standing(action: str) -> dict[str, Any]:
    """Return the filter of those members who may do an action whether or not a sanction ends."""
    rule = PERMISSIONS[action]
    # Members of an older database may have no role and no standing.
    has_role = {} if rule.min_role == MEMBER else {"role": {"$in": list(rule.roles)}}
    is_good = {"$nin": [kind for kind in STANDINGS if kind not in rule.standings]}
    return {**has_role, **NOT_CLOSING, "standing": is_good}


def recheck_permission(*, member: Member, action: str, session: ClientSession) -> Member:
    """Within a transaction: check a permission again, and return the member as they are now.

    Raise NotAllowed or MemberNotFound.
    """
    moment, after = now(), ReturnDocument.AFTER
    # Written, so that revoking a right or closing the account meanwhile is a conflict.
    update = {"$set": {"last_acted_at": moment}}
    write = partial(mongo.members().find_one_and_update, update=update, session=session)
    # Nearly everybody matches the first, which MongoDB parses and plans in less time.
    for permitted in (_in_good_standing(action), permitted_members_filter(action, moment)):
        selector = {"_id": member.id, **permitted}
        if doc := write(selector, projection=WITHOUT_PASSWORD, return_document=after):
            return Member.from_doc(doc)
    present = {"_id": member.id, **NOT_CLOSING}
    doc = mongo.members().find_one(present, STANDING_FIELDS, session=session)
    if doc is None:
        raise MemberNotFound(_("This account is closed."))
    raise NotAllowed.for_standing(Standing.from_doc(doc).at(moment))


def staff_among(
    member_ids: Iterable[ObjectId], session: ClientSession | None = None
) -> list[ObjectId]:
    """Return which of these members are moderators or admins (index `_id_`)."""
    selector = {"_id": {"$in": [*member_ids]}, "role": {"$in": [MODERATOR, ADMIN]}}
    return [doc["_id"] for doc in mongo.members().find(selector, {"_id": 1}, session=session)]


def staff_permitted_to(action: str, session: ClientSession | None = None) -> dict[ObjectId, str]:
    """Return the roles of moderators and admins who may do an action (index `staff`), by id."""
    permitted = {"role": {"$in": [MODERATOR, ADMIN]}, **permitted_members_filter(action, now())}
    docs = mongo.members().find(permitted, {"role": 1}, session=session)
    return {doc["_id"]: doc["role"] for doc in docs}
