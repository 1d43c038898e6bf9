"""Taking a decision back: a decision of its own, which puts the thing back to what it was."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member
from accounts.permissions import recheck_permission
from accounts.queries import is_staff
from accounts.standing import add_report_outcomes
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction

from . import log
from .decision_notices import notify_undone, reporters_of
from .documents import Case
from .effects import Effect, reverse
from .errors import AlreadyUndone, DecisionNotFound, NotUndoable, OwnThing, StaffThing
from .log_documents import Decision
from .rules import ACTIONS

DISMISSED = "dismiss"


def undo_decision(*, moderator: Member, decision_id: ObjectId, reason: str) -> Decision:
    """Take a decision back, once; also one that took another back.

    Raises DecisionNotFound, OwnThing, StaffThing, AlreadyUndone, and NotUndoable where the thing
    has changed since.
    """

    def work(session: ClientSession) -> Decision:
        turn = log.lock_log_head(session)
        recheck_permission(member=moderator, action="undo-decision", session=session)
        undone = get_decision_in_transaction(decision_id, session)
        check_may_judge(moderator, undone, session)
        return undo_in_transaction(undone, "undo", reason, by=moderator, turn=turn, session=session)

    try:
        return in_transaction(work)
    except Duplicate as taken:
        if "undoes" not in taken.key:
            raise
        raise AlreadyUndone from taken


def get_decision_in_transaction(decision_id: ObjectId, session: ClientSession) -> Decision:
    """Give a decision within a transaction, or raise DecisionNotFound."""
    doc = mongo.decisions().find_one({"_id": decision_id}, session=session)
    if doc is None:
        raise DecisionNotFound
    return Decision.from_doc(doc)


def is_undone(decision: Decision, session: ClientSession | None = None) -> bool:
    """Tell whether a decision has been taken back (index `undone_once`)."""
    undoing = {"undoes": decision.number}
    return mongo.decisions().find_one(undoing, {"_id": 1}, session=session) is not None


def check_may_judge(
    moderator: Member, decision: Decision, session: ClientSession | None = None
) -> None:
    """Raise OwnThing or StaffThing where this moderator may not touch what it is about."""
    member_id = subject_of(decision)
    if member_id == moderator.id:
        raise OwnThing
    if moderator.role != ADMIN and member_id and is_staff(member_id, session):
        raise StaffThing


def subject_of(decision: Decision) -> ObjectId | None:
    """Give whom a decision concerns."""
    member = decision.about.get("member", "")
    return ObjectId(member) if ObjectId.is_valid(member) else None


def undo_in_transaction(
    undone: Decision, action: str, reason: str, *, by: Member, turn: Any, session: ClientSession
) -> Decision:
    """Within a transaction: reverse a decision's effect, log it, and tell both sides."""
    if is_undone(undone, session):
        raise AlreadyUndone
    case = _case_of(undone, session)
    if case is None or (undone.action not in ACTIONS and "effect" not in undone.private):
        raise NotUndoable
    private: dict[str, Any] = {"case_id": case.id, "undone_id": undone.id}
    if "effect" in undone.private:
        effect: Effect = reverse(undone.private["effect"], session)
        private["effect"] = effect
    elif undone.action == DISMISSED:
        _open_again(case, session)
    entry = undo_log_entry(undone, action, reason, private)
    decision = Decision.from_doc(log.append(entry, by=by, turn=turn, session=session))
    _tell(case, undone, decision, session)
    return decision


def undo_log_entry(
    undone: Decision, action: str, reason: str, private: Mapping[str, Any]
) -> log.Entry:
    """Give what is logged of a decision that takes another back."""
    return log.Entry(
        action=action,
        reason=reason,
        rule=undone.rule,
        about=undone.about,
        detail=f"{undone.label}, number {undone.number}",
        undoes=undone.number,
        private=private,
    )


def _case_of(decision: Decision, session: ClientSession) -> Case | None:
    doc = mongo.cases().find_one({"_id": decision.private.get("case_id")}, session=session)
    return Case.from_doc(doc) if doc else None


def _open_again(case: Case, session: ClientSession) -> None:
    """A dismissal that is taken back leaves the case to be decided, unless there is a new one."""
    another = {"target.id": case.about.id, "open": True}
    if mongo.cases().find_one(another, {"_id": 1}, session=session) is None:
        mongo.cases().update_one({"_id": case.id}, {"$set": {"open": True}}, session=session)


def _tell(case: Case, undone: Decision, decision: Decision, session: ClientSession) -> None:
    """Tell both sides; what the reporters said counts as it did before the decision."""
    reporters = reporters_of(case.id, session)
    if undone.action in ACTIONS and reporters:
        was_right = ACTIONS[undone.action].against
        counted = dict.fromkeys(reporters, -1)
        add_report_outcomes(counts=counted, was_right=was_right, session=session)
    author = [case.about.member_id] if case.about.member_id else []
    notify_undone([*author, *reporters], case.about, decision, session)
