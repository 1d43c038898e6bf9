"""Undoing a decision: a decision of its own, which puts its target back to what it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member
from accounts.errors import MemberNotFound
from accounts.permissions import recheck_permission
from accounts.queries import is_staff
from accounts.standing import add_report_outcomes, set_standing
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.mongo.errors import Duplicate
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE
from reviews.errors import ReviewNotFound, VisibilityChanged
from reviews.visibility import (
    Visibility,
    VisibilityWriter,
    delete_erased_review,
    set_visibility,
)

from . import log
from .decision_notices import notify_undone, reporters_of
from .decisions import Effect, report_outcome, standing_fields
from .documents import Case, Decision
from .errors import AlreadyUndone, DecisionNotFound, NotUndoable, OwnTarget, StaffTarget
from .rules import ACTIONS

DISMISS, OVERTURN = "dismiss", "overturn"
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
        undone = get_decision(decision_id, session)
        check_may_handle(moderator, undone, session)
        return undo_in_transaction(undone, "undo", reason, by=moderator, head=head, session=session)

    try:
        return in_transaction(work)
    except Duplicate as duplicate:
        if "undoes" not in duplicate.key:
            raise
        raise AlreadyUndone from duplicate


def get_decision(decision_id: ObjectId, session: ClientSession) -> Decision:
    """Return a decision within a transaction, or raise DecisionNotFound."""
    doc = mongo.decisions().find_one({"_id": decision_id}, session=session)
    if doc is None:
        raise DecisionNotFound
    return Decision.from_doc(doc)


def is_undone(decision: Decision, session: ClientSession | None = None) -> bool:
    """Whether a decision has been undone (index `undone_once`)."""
    undoing = {"undoes": decision.number}
    return mongo.decisions().find_one(undoing, {"_id": 1}, session=session) is not None


def check_may_handle(
    moderator: Member, decision: Decision, session: ClientSession | None = None
) -> None:
    """Raise OwnTarget or StaffTarget where this moderator may not touch a decision's target."""
    member_id = target_member_id(decision)
    if member_id == moderator.id:
        raise OwnTarget
    if moderator.role != ADMIN and member_id and is_staff(member_id, session):
        raise StaffTarget


def target_member_id(decision: Decision) -> ObjectId | None:
    member = decision.about.get("member", "")
    return ObjectId(member) if ObjectId.is_valid(member) else None


@dataclass(frozen=True, slots=True)
class _Origin:
    """The moderator's decision at the start of a chain of undoing, and whether it stands again."""

    decision: Decision
    stands_again: bool


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
    case = _find_case(undone, session)
    if case is None or (undone.action not in ACTIONS and "effect" not in undone.private):
        raise NotUndoable
    origin = _find_origin(undone, session)
    private: dict[str, Any] = {"case_id": case.id, "undone_id": undone.id}
    if "effect" in undone.private:
        effect = undone.private["effect"]
        if action == OVERTURN:
            effect = shown_if_waiting(case, effect)
        private["effect"] = reverse_effect(effect, session)
    _update_case(case, origin, private.get("effect"), session)
    entry = undo_log_entry(undone, action, reason, private)
    row = log.append_row(entry, by=by, head=head, session=session)
    decision = Decision.from_doc(row)
    _notify(case, origin, decision, session)
    return decision


def undo_log_entry(
    undone: Decision, action: str, reason: str, private: Mapping[str, Any]
) -> log.LogEntry:
    return log.LogEntry(
        action=action,
        reason=reason,
        rule=undone.rule,
        about=undone.about,
        detail=f"{undone.label}, number {undone.number}",
        undoes=undone.number,
        private=private,
    )


def _find_case(decision: Decision, session: ClientSession) -> Case | None:
    doc = mongo.cases().find_one({"_id": decision.private.get("case_id")}, session=session)
    return Case.from_doc(doc) if doc else None


def _find_origin(undone: Decision, session: ClientSession) -> _Origin:
    origin, stands_again = undone, False
    while origin.undoes is not None:
        doc = mongo.decisions().find_one({"number": origin.undoes}, session=session)
        if doc is None:
            raise NotUndoable
        origin, stands_again = Decision.from_doc(doc), not stands_again
    return _Origin(origin, stands_again)


def _review_effect(effect: Effect | None) -> Effect | None:
    return effect if effect is None or "review" in effect else effect.get("also")


def _is_waiting(case: Case, visibility: Mapping[str, Any]) -> bool:
    state = visibility["state"]
    return bool(state == HELD or (state == HIDDEN and case.hidden_by_reports))


def shown_if_waiting(case: Case, effect: Effect) -> Effect:
    """A granted appeal settles what waited: put back, it is shown."""
    if "review" not in effect:
        also = effect.get("also")
        return {**effect, "also": shown_if_waiting(case, also)} if also else effect
    if not _is_waiting(case, effect["before"]):
        return effect
    return {**effect, "before": {**effect["before"], "state": VISIBLE, "held_because": ""}}


def _update_case(
    case: Case, origin: _Origin, effect: Effect | None, session: ClientSession
) -> None:
    """Reopen the case where it is undecided again, close it where its decision stands again."""
    review_effect = _review_effect(effect)
    visibility = review_effect["after"] if review_effect else {"state": VISIBLE}
    is_waiting = not origin.stands_again and _is_waiting(case, visibility)
    if review_effect and not is_waiting:
        of_target = {"target.id": case.target.id, "open": True}
        mongo.cases().update_one(of_target, {"$unset": dict.fromkeys(MARKS, "")}, session=session)
    if origin.stands_again:
        _close_case_again(case, origin.decision, session)
    elif is_waiting or origin.decision.action == DISMISS:
        _reopen_case(case, origin.decision, visibility if is_waiting else {}, session)


def _reopen_case(
    case: Case, decision: Decision, waiting: Mapping[str, Any], session: ClientSession
) -> None:
    """Reopen a case and its reports; where there is a newer one, that takes over what waits."""
    marks: dict[str, Any] = {}
    if waiting.get("state") == HIDDEN:
        marks["hidden_by_reports"] = True
    if waiting.get("state") == HELD:
        marks["held_because"] = waiting.get("held_because") or case.held_because
    newer = {"target.id": case.target.id, "open": True}
    if mongo.cases().find_one(newer, {"_id": 1}, session=session):
        if marks:
            mongo.cases().update_one(newer, {"$set": marks}, session=session)
        return
    update: dict[str, Any] = {"$set": {"open": True, **marks}}
    if unset := [name for name in MARKS if name not in marks]:
        update["$unset"] = dict.fromkeys(unset, "")
    mongo.cases().update_one({"_id": case.id}, update, session=session)
    decided = {"case_id": case.id, "decision_id": decision.id}
    opened = {"$set": {"open": True}, "$unset": dict.fromkeys(OUTCOME_FIELDS, "")}
    mongo.reports().update_many(decided, opened, session=session)


def _close_case_again(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close what undoing a decision had reopened; what came since is decided with it."""
    closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
    reopened = {"_id": case.id, "open": True}
    if mongo.cases().update_one(reopened, closing, session=session).matched_count:
        outcome = {"$set": report_outcome(decision)}
        mongo.reports().update_many({"case_id": case.id}, outcome, session=session)


def _notify(case: Case, origin: _Origin, decision: Decision, session: ClientSession) -> None:
    """Notify both sides; the reporters' record is as it was before the decision, or after it."""
    reporters = reporters_of(case.id, session)
    if origin.decision.action in ACTIONS:
        counted = dict.fromkeys(reporters, 1 if origin.stands_again else -1)
        was_right = ACTIONS[origin.decision.action].against
        add_report_outcomes(counts=counted, was_right=was_right, session=session)
    author = [case.target.member_id] if case.target.member_id else []
    notify_undone([*author, *reporters], case.target, decision, session)


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
            _put_back_review(effect, session, write_visibility)
        else:
            _put_back_standing(effect, session)
    except (ReviewNotFound, MemberNotFound, VisibilityChanged) as error:
        raise NotUndoable from error
    if "also" in effect:
        reversed_effect["also"] = reverse_effect(effect["also"], session, write_visibility)
    return reversed_effect


def _put_back_review(
    effect: Effect, session: ClientSession, write_visibility: VisibilityWriter
) -> None:
    before, after = (Visibility.from_doc(effect[name]) for name in ("before", "after"))

    def put_back(visibility: Visibility) -> Visibility:
        if visibility != after:
            raise VisibilityChanged
        return before

    try:
        write_visibility(review_id=effect["review"], change=put_back, session=session)
    except ReviewNotFound:
        # Its author has erased the words: all that can be given back is the place.
        if before.state != VISIBLE or not delete_erased_review(effect["review"], session):
            raise


def _put_back_standing(effect: Effect, session: ClientSession) -> None:
    before = effect["before"]
    was, _ = set_standing(
        member_id=effect["member"], kind=before["kind"], until=before["until"], session=session
    )
    if standing_fields(was) != effect["after"]:
        raise NotUndoable
