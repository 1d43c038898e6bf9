"""Undoing a decision: a decision of its own, which puts its target back to what it was."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import send_notices
from accounts.services import set_standing
from mflix_site.errors import NotFound
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from reviews.documents import HIDDEN, VISIBLE, Visibility
from reviews.errors import VisibilityChanged
from reviews.services import VisibilityWriter

from . import decisions, log
from .decisions import Settlement, report_outcome, report_record_change, settle_reports
from .documents import Case, Decision, Effect, changed_post
from .errors import AlreadyUndone, NotUndoable
from .notices import undone_notices
from .posts import POST_KINDS, check_words, delete_erased
from .profile_editing import change_cleared
from .queries import check_may_undo, find_case_of, undo_chain
from .rules import ACTIONS

UNDO, OVERTURN = "undo", "overturn"
# What a case says of a review that waits.
MARKS = ("hidden_by_reports", "held_because")


def undo_decision(
    *, moderator: Member, decision_id: ObjectId, reason: str, shown: str | None = None
) -> Decision:
    """Undo a decision, once; also one that undid another; `shown` as in `check_words`.

    Raise DecisionNotFound, OwnTarget, OwnReport, StaffTarget, Overruled, AlreadyUndone,
    WordsChanged, and NotUndoable where the target has changed since.
    """

    def work(session: ClientSession, append: log.Append) -> Decision:
        undone = log.get_decision({"_id": decision_id}, session)
        check_may_undo(moderator, undone, session)
        if is_undone(undone, session):
            raise AlreadyUndone
        check_words_of(undone, shown, session)
        return undo_in_transaction(undone, UNDO, reason, append, session)

    return log.run_logged(moderator, "undo-decision", work)


def check_words_of(decision: Decision, shown: str | None, session: ClientSession) -> None:
    """Within a transaction: raise WordsChanged as `check_words` does, about a decision's case."""
    if case := find_case_of(decision, session):
        check_words(case, shown, session)


def is_undone(decision: Decision, session: ClientSession) -> bool:
    """Return whether a decision has been undone (index `undone_once`)."""
    undoing = {"undoes": decision.number}
    return mongo.decisions().find_one(undoing, {"_id": 1}, session=session) is not None


def undo_in_transaction(
    undone: Decision, action: str, reason: str, append: log.Append, session: ClientSession
) -> Decision:
    """Within a transaction: reverse a decision's effect, log it, and notify both sides."""
    case, effect = find_case_of(undone, session), undone.private.get("effect")
    if case is None or (undone.action not in ACTIONS and effect is None):
        raise NotUndoable
    chain = undo_chain(undone, session)
    origin, stands_again = chain[-1], len(chain) % 2 == 0
    if effect:
        to_reverse = effect_to_overturn(case, effect) if action == OVERTURN else effect
        effect = reverse_effect(to_reverse, session)
    of_reports = _update_case(case, origin, stands_again, effect, session)
    decision = append(undo_log_entry(case, undone, action, reason, effect))
    notices = undone_notices(case.target, decision)
    if action != OVERTURN:  # the answer to the appeal says it
        send_notices(notices.author, session=session)
    record = report_record_change(origin, 1 if stands_again else -1)
    settlement = Settlement(notices.reporters, decision.at, record=record, **of_reports)
    settle_reports(case.id, settlement, session)
    return decision


def undo_log_entry(
    case: Case, undone: Decision, action: str, reason: str, effect: Effect | None
) -> log.LogEntry:
    changed = {"effect": effect} if effect else {}
    private = {"case_id": case.id, "undone_id": undone.id, **changed}
    return log.entry_about(undone, action, reason, private, undoes=undone.number)


def effect_to_overturn(case: Case, effect: Effect) -> Effect:
    """Return the effect that a granted appeal reverses: a review that waited becomes visible."""
    if "also" in effect:
        return {**effect, "also": effect_to_overturn(case, effect["also"])}
    if changed_post(effect) and case.is_post_waiting(effect["before"]["state"]):
        return {**effect, "before": {**effect["before"], "state": VISIBLE, "held_because": ""}}
    return effect


def _update_case(
    case: Case, origin: Decision, stands_again: bool, effect: Effect | None, session: ClientSession
) -> dict[str, Any]:
    """Reopen the case where it is undecided again, close it where its decision stands again.

    Return what that means for its reports, as a `Settlement` has it.
    """
    changed = (effect or {}).get("also", effect or {})
    visibility = changed["after"] if changed_post(changed) else None
    is_waiting = bool(visibility and not stands_again and case.is_post_waiting(visibility["state"]))
    open_case = {"target.id": case.target.id, "open": True}
    if visibility and not is_waiting:
        mongo.cases().update_one(open_case, {"$unset": dict.fromkeys(MARKS, "")}, session=session)
    if stands_again:
        # What came since is decided with it.
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        reopened = {"_id": case.id, "open": True}
        if mongo.cases().update_one(reopened, closing, session=session).matched_count:
            return {"outcome": report_outcome(origin)}
    elif is_waiting or origin.action == decisions.DISMISS:
        marks = _waiting_marks(case, visibility) if visibility and is_waiting else {}
        if not mongo.cases().find_one(open_case, {"_id": 1}, session=session):
            unset = dict.fromkeys(set(MARKS) - set(marks), "")
            update = {"$set": {"open": True, **marks}, "$unset": unset}
            mongo.cases().update_one({"_id": case.id}, update, session=session)
            return {"reopened_from": origin.id}
        if marks:  # a newer case takes over what waits
            mongo.cases().update_one(open_case, {"$set": marks}, session=session)
    return {}


def _waiting_marks(case: Case, visibility: Mapping[str, Any]) -> dict[str, Any]:
    if visibility["state"] == HIDDEN:
        return {"hidden_by_reports": True}
    return {"held_because": visibility.get("held_because") or case.held_because}


def reverse_effect(
    effect: Effect, session: ClientSession, write_visibility: VisibilityWriter | None = None
) -> Effect:
    """Restore a target to what it was before a decision; return what that changes.

    Raise NotUndoable where it has been changed since, or is gone.
    """
    before, after = effect["before"], effect["after"]
    reversed_effect = {**effect, "before": after, "after": before}
    try:
        if kind := changed_post(effect):
            _restore_post(
                kind, effect, session, write_visibility or POST_KINDS[kind].write_visibility
            )
        elif "profile" in effect:
            change_cleared(effect["profile"], effect["mark"], before["cleared"], session)
        else:
            was, _ = set_standing(member_id=effect["member"], **before, session=session)
            if asdict(was) != after:
                raise NotUndoable
    except (NotFound, VisibilityChanged) as error:
        raise NotUndoable from error
    if "also" in effect:
        reversed_effect["also"] = reverse_effect(effect["also"], session, write_visibility)
    return reversed_effect


def _restore_post(
    kind: str, effect: Effect, session: ClientSession, write_visibility: VisibilityWriter
) -> None:
    before, after = (Visibility.from_doc(effect[name]) for name in ("before", "after"))

    def restore(visibility: Visibility) -> Visibility:
        if visibility != after:
            raise VisibilityChanged
        return before

    try:
        write_visibility(target_id=effect[kind], change=restore, session=session)
    except NotFound:
        # Its author has erased the words: all that can be given back is the place.
        if before.state != VISIBLE or not delete_erased(kind, effect[kind], session):
            raise
