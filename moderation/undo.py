"""Undoing a decision: a decision of its own, which puts its target back to what it was."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member, ReportRecord
from accounts.errors import MemberNotFound
from accounts.notices import Notice, send_notices
from accounts.permissions import is_staff, recheck_permission
from accounts.standing import set_standing
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate, in_transaction
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE, Visibility
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.services import VisibilityWriter, delete_erased_review, set_visibility

from . import log
from .decisions import DISMISS, Effect, report_outcome, reporters_of, standing_fields
from .documents import Case, Decision, Target
from .errors import AlreadyUndone, NotUndoable, OwnTarget, StaffTarget
from .rules import ACTIONS

UNDO, OVERTURN = "undo", "overturn"
# What a case says of a review that waits, and what a report says of its decision.
MARKS = ("hidden_by_reports", "held_because")
OUTCOME_FIELDS = ("outcome", "decision_id", "decision_number")


def undo_decision(*, moderator: Member, decision_id: ObjectId, reason: str) -> Decision:
    """Undo a decision, once; also one that undid another.

    Raise DecisionNotFound, OwnTarget, StaffTarget, AlreadyUndone, and NotUndoable where the target
    has changed since.
    """

    def work(session: ClientSession) -> Decision:
        head = log.lock_log_head(session)
        recheck_permission(member=moderator, action="undo-decision", session=session)
        undone = log.get_decision({"_id": decision_id}, session)
        check_may_handle(moderator, undone, session)
        return undo_in_transaction(undone, UNDO, reason, by=moderator, head=head, session=session)

    try:
        return in_transaction(work)
    except Duplicate as duplicate:
        if "undoes" not in duplicate.key:
            raise
        raise AlreadyUndone from duplicate


def is_undone(decision: Decision, session: ClientSession) -> bool:
    """Return whether a decision has been undone (index `undone_once`)."""
    undoing = {"undoes": decision.number}
    return mongo.decisions().find_one(undoing, {"_id": 1}, session=session) is not None


def check_may_handle(
    moderator: Member, decision: Decision, session: ClientSession | None = None
) -> None:
    """Raise OwnTarget or StaffTarget where this moderator may not touch a decision's target."""
    if decision.member_id == moderator.id:
        raise OwnTarget
    if moderator.role != ADMIN and decision.member_id and is_staff(decision.member_id, session):
        raise StaffTarget


def undo_in_transaction(
    undone: Decision,
    action: str,
    reason: str,
    *,
    by: Member,
    head: Mapping[str, Any],
    session: ClientSession,
) -> Decision:
    """Within a transaction: reverse a decision's effect, log it, and notify both sides."""
    if is_undone(undone, session):
        raise AlreadyUndone
    doc = mongo.cases().find_one({"_id": undone.private.get("case_id")}, session=session)
    if doc is None or (undone.action not in ACTIONS and "effect" not in undone.private):
        raise NotUndoable
    case = Case.from_doc(doc)
    origin, stands_again = _find_origin(undone, session)
    effect = undone.private.get("effect")
    if effect and action == OVERTURN:
        effect = shown_if_waiting(case, effect)
    if effect:
        effect = reverse_effect(effect, session)
    _update_case(case, origin, stands_again, effect, session)
    entry = undo_log_entry(case, undone, action, reason, effect)
    decision = log.append_row(entry, by=by, head=head, session=session)
    reporters = reporters_of(case.id, session)
    counts = {}
    if origin.action in ACTIONS:
        path = ReportRecord.path(ACTIONS[origin.action].is_sanction)
        counts = {reporter: {path: 1 if stands_again else -1} for reporter in reporters}
    author = [case.target.member_id] if case.target.member_id else []
    notice = undone_notice(case.target, decision)
    notices = dict.fromkeys([*author, *reporters], notice)
    send_notices(notices, session=session, increments=counts)
    return decision


def undo_log_entry(
    case: Case, undone: Decision, action: str, reason: str, effect: Effect | None
) -> log.LogEntry:
    changed = {"effect": effect} if effect else {}
    return log.LogEntry(
        action=action,
        reason=reason,
        rule=undone.rule,
        about=undone.about,
        detail=f"{undone.label}, number {undone.number}",
        undoes=undone.number,
        private={"case_id": case.id, "undone_id": undone.id, **changed},
    )


def undone_notice(target: Target, decision: Decision) -> Notice:
    """Return what both sides read of an earlier decision that no longer stands."""
    about, role = target.description, decision.role
    return Notice(
        subject=f"Taken back: {about}",
        paragraphs=(
            f"An earlier decision about {about} has been taken back by a {role}.",
            f"Why: {decision.reason}",
        ),
        path=decision.log_path,
        label="See it in the log",
    )


def _find_origin(undone: Decision, session: ClientSession) -> tuple[Decision, bool]:
    """Return the decision at the start of a chain of undoing, and whether it stands again."""
    origin, stands_again = undone, False
    while origin.undoes is not None:
        origin, stands_again = (
            log.get_decision({"number": origin.undoes}, session),
            not stands_again,
        )
    return origin, stands_again


def shown_if_waiting(case: Case, effect: Effect) -> Effect:
    """Return the effect to reverse for a granted appeal, which shows a review that waited."""
    if "also" in effect:
        return {**effect, "also": shown_if_waiting(case, effect["also"])}
    if "review" in effect and case.awaits(effect["before"]["state"]):
        return {**effect, "before": {**effect["before"], "state": VISIBLE, "held_because": ""}}
    return effect


def _update_case(
    case: Case,
    origin: Decision,
    stands_again: bool,
    effect: Effect | None,
    session: ClientSession,
) -> None:
    """Reopen the case where it is undecided again, close it where its decision stands again."""
    changed = (effect or {}).get("also", effect or {})
    visibility = changed["after"] if "review" in changed else None
    is_waiting = bool(visibility and not stands_again and case.awaits(visibility["state"]))
    if visibility and not is_waiting:
        of_target = {"target.id": case.target.id, "open": True}
        mongo.cases().update_one(of_target, {"$unset": dict.fromkeys(MARKS, "")}, session=session)
    if stands_again:
        # What came since is decided with it.
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        reopened = {"_id": case.id, "open": True}
        if mongo.cases().update_one(reopened, closing, session=session).matched_count:
            outcome = {"$set": report_outcome(origin)}
            mongo.reports().update_many({"case_id": case.id}, outcome, session=session)
    elif is_waiting or origin.action == DISMISS:
        _reopen_case(case, origin, visibility if is_waiting else None, session)


def _reopen_case(
    case: Case, decision: Decision, waiting: Mapping[str, Any] | None, session: ClientSession
) -> None:
    """Reopen a case and its reports; where there is a newer one, that takes over what waits."""
    marks: dict[str, Any] = {}
    if waiting and waiting["state"] == HIDDEN:
        marks["hidden_by_reports"] = True
    if waiting and waiting["state"] == HELD:
        marks["held_because"] = waiting.get("held_because") or case.held_because
    newer = {"target.id": case.target.id, "open": True}
    if mongo.cases().find_one(newer, {"_id": 1}, session=session):
        if marks:
            mongo.cases().update_one(newer, {"$set": marks}, session=session)
        return
    update: dict[str, Any] = {"$set": {"open": True, **marks}}
    if unset := dict.fromkeys(set(MARKS) - set(marks), ""):
        update["$unset"] = unset
    mongo.cases().update_one({"_id": case.id}, update, session=session)
    decided = {"case_id": case.id, "decision_id": decision.id}
    opened = {"$set": {"open": True}, "$unset": dict.fromkeys(OUTCOME_FIELDS, "")}
    mongo.reports().update_many(decided, opened, session=session)


def reverse_effect(
    effect: Effect, session: ClientSession, write_visibility: VisibilityWriter = set_visibility
) -> Effect:
    """Restore a target to what it was before a decision; return what that changes.

    Raise NotUndoable where it has been changed since, or is gone.
    """
    before, after = effect["before"], effect["after"]
    reversed_effect = {**effect, "before": after, "after": before}
    try:
        if "review" in effect:
            _restore_review(effect, session, write_visibility)
        else:
            was, _ = set_standing(member_id=effect["member"], **before, session=session)
            if standing_fields(was) != after:
                raise NotUndoable
    except (ReviewNotFound, MemberNotFound, VisibilityChanged) as error:
        raise NotUndoable from error
    if "also" in effect:
        reversed_effect["also"] = reverse_effect(effect["also"], session, write_visibility)
    return reversed_effect


def _restore_review(
    effect: Effect, session: ClientSession, write_visibility: VisibilityWriter
) -> None:
    before, after = (Visibility.from_doc(effect[name]) for name in ("before", "after"))

    def restore(visibility: Visibility) -> Visibility:
        if visibility != after:
            raise VisibilityChanged
        return before

    try:
        write_visibility(review_id=effect["review"], change=restore, session=session)
    except ReviewNotFound:
        # Its author has erased the words: all that can be given back is the place.
        if before.state != VISIBLE or not delete_erased_review(effect["review"], session):
            raise
