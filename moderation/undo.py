"""Undoing a decision: a decision of its own, which puts its target back to what it was."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member, Standing
from accounts.services import change_standing
from mflix_site.errors import NotFound
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from reviews.documents import HIDDEN, VISIBLE, Visibility
from reviews.errors import VisibilityChanged
from reviews.services import VisibilityWriter

from . import log
from .decisions import Settlement, report_outcome, report_record_change, settle_reports
from .documents import Case, Decision, Effect, changed_post
from .errors import AlreadyUndone, NotUndoable
from .impartiality import check_may_undo, undo_chain
from .notices import undone_notices
from .posts import POST_KINDS, check_words, delete_erased
from .profile_editing import change_cleared
from .queries import find_case_of
from .rules import ACTIONS

UNDO, OVERTURN = "undo", "overturn"
# What a case says of a review that waits.
MARKS = ("hidden_by_reports", "held_because")
MAX_EARLIER = 50
# What decisions change of a post, each by itself.
PARTS = (("state", "held_because"), ("spoiler", "spoiler_locked"))


def undo_decision(
    *, moderator: Member, decision_id: ObjectId, reason: str, shown: str | None = None
) -> Decision:
    """Undo a decision, once; also one that undid another; `shown` as in `Case.check_words`.

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
    is_overturned = action == OVERTURN
    if effect:
        effect = without_undone(undone.number, effect, session)
        to_reverse = effect_to_overturn(case, effect) if is_overturned else effect
        effect = reverse_effect(to_reverse, session, keeps_changes=is_overturned)
    is_changed = bool(effect) or not undone.private.get("effect")
    by = 1 if stands_again else -1
    of_reports, record = {}, report_record_change(origin, by)
    if is_changed:
        of_reports = _update_case(case, origin, stands_again, effect, session)
    elif stands_again:  # the case is still to be decided, and counts then
        record = {}
    decision = append(undo_log_entry(case, undone, action, reason, effect))
    notices = undone_notices(case.target, decision)
    if not is_overturned:  # there is nothing left to answer
        answer = {"answer": reason, "answered_at": decision.at, "answered_by": decision.handle}
        closing = {"$set": {"open": False, "undone": True, **answer}}
        waiting = {"decision_id": undone.id, "open": True}
        mongo.appeals().update_one(waiting, closing, session=session)
    settlement = Settlement(notices.reporters, decision.at, record=record, **of_reports)
    to_author = {} if is_overturned else notices.author  # the answer to the appeal says it
    settle_reports(case.id, settlement, session, (to_author, {}))
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
    visibility = changed["after"] if _changes_state(changed) else None
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
    elif is_waiting or origin.action == "dismiss":
        marks = _waiting_marks(case, visibility) if visibility and is_waiting else {}
        if not mongo.cases().find_one(open_case, {"_id": 1}, session=session):
            unset = dict.fromkeys(set(MARKS) - set(marks), "")
            update = {"$set": {"open": True, **marks}, "$unset": unset}
            mongo.cases().update_one({"_id": case.id}, update, session=session)
            return {"reopened_from": origin.id}
        if marks:  # a newer case takes over what waits
            mongo.cases().update_one(open_case, {"$set": marks}, session=session)
    return {}


def _changes_state(effect: Mapping[str, Any]) -> bool:
    """Return whether an effect shows or hides a post; it may be its spoiler mark alone."""
    return bool(changed_post(effect)) and effect["before"]["state"] != effect["after"]["state"]


def _waiting_marks(case: Case, visibility: Mapping[str, Any]) -> dict[str, Any]:
    if visibility["state"] == HIDDEN:
        return {"hidden_by_reports": True}
    return {"held_because": visibility.get("held_because") or case.held_because}


def reverse_effect(
    effect: Effect,
    session: ClientSession,
    write_visibility: VisibilityWriter | None = None,
    *,
    keeps_changes: bool = False,
) -> Effect | None:
    """Restore a target to what it was before a decision; return what that changes.

    Raise NotUndoable where it has been changed since, or is gone; with `keeps_changes` that is left
    as it is, and None is returned where all of it is.
    """
    before, after, reversed_also = effect["before"], effect["after"], None
    if "also" in effect:
        also, session_and_writer = effect["also"], (session, write_visibility)
        reversed_also = reverse_effect(also, *session_and_writer, keeps_changes=keeps_changes)
    try:
        if kind := changed_post(effect):
            write = write_visibility or POST_KINDS[kind].write_visibility
            states = _restore_post(kind, effect, session, write)
            key, before, after = kind, *(state.fields() for state in states)
        elif "profile" in effect:
            change_cleared(effect["profile"], effect["mark"], before["cleared"], session)
            return {**effect, "before": after, "after": before}
        else:
            standings = _restore_standing(effect, session)
            key, before, after = "member", *map(asdict, standings)
    except (NotFound, VisibilityChanged, NotUndoable) as error:
        if keeps_changes:
            return reversed_also
        raise NotUndoable from error
    also = {"also": reversed_also} if reversed_also else {}
    return {key: effect[key], "before": before, "after": after, **also}


def _restore_standing(effect: Effect, session: ClientSession) -> tuple[Standing, Standing]:
    before, after = (Standing.from_effect(effect[name]) for name in ("before", "after"))

    def restore(current: Standing) -> Standing:
        if current.is_same(after) and not before.is_same(after):
            return before
        if not after.is_same(current.later):
            raise NotUndoable
        return current.with_later_of(before)

    return change_standing(member_id=effect["member"], change=restore, session=session)


def _restore_post(
    kind: str, effect: Effect, session: ClientSession, write_visibility: VisibilityWriter
) -> tuple[Visibility, Visibility]:
    before, after = (Visibility.from_doc(effect[name]) for name in ("before", "after"))

    def restore(current: Visibility) -> Visibility:
        """Return what the decision left as it is now put back, and the rest as it is."""
        restored, states = current, (before, after, current)
        for part in PARTS:
            was, became, now_is = ({name: getattr(s, name) for name in part} for s in states)
            if was != became == now_is:
                restored = replace(restored, **was)
        if restored == current:
            raise VisibilityChanged
        return restored

    try:
        return write_visibility(target_id=effect[kind], change=restore, session=session)
    except NotFound:
        # Its author has erased the words: all that can be given back is the place.
        if before.state != VISIBLE or not delete_erased(kind, effect[kind], session):
            raise
        return after, before


def without_undone(number: int, effect: Effect, session: ClientSession) -> Effect:
    """Return an effect whose `before` owes nothing to decisions that no longer stand.

    They were made before the decision of this number, and undone by others than by that.
    Served by the indexes `of_member` and `of_target`.
    """
    if "profile" in effect:  # what was cleared is kept under a mark of its own
        return effect
    if "also" in effect:
        effect = {**effect, "also": without_undone(number, effect["also"], session)}
    key = changed_post(effect) or "member"
    about = {"about.member" if key == "member" else "about.id": str(effect[key])}
    earlier = {**about, "number": {"$lt": number}}
    docs = mongo.decisions().find(earlier, session=session).sort("number", -1).limit(MAX_EARLIER)
    rows = list(map(Decision.from_doc, docs))
    undoing = {"undoes": {"$in": [row.number for row in rows]}, "number": {"$ne": number}}
    undone = set(mongo.decisions().distinct("undoes", undoing, session=session))
    for row in rows:
        effects = row.private.get("effect") or {}
        own = next((one for one in (effects, effects.get("also") or {}) if key in one), None)
        if own is None:
            continue
        if own["after"] != effect["before"] or row.number not in undone:
            break
        effect = {**effect, "before": own["before"]}
    return effect
