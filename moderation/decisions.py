"""Deciding a case: the change, the log row, the notices and the tally in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member, Standing
from accounts.errors import MemberNotFound
from accounts.permissions import permission_filter, recheck_permission
from accounts.queries import is_staff
from accounts.standing import add_report_outcomes, set_standing
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE
from reviews.errors import ReviewNotFound
from reviews.visibility import (
    Visibility,
    VisibilityWriter,
    delete_erased_review,
    set_visibility,
)

from . import log
from .decision_notices import notify_author, notify_reporters, reporters_of
from .documents import Case, Decision, Target
from .errors import NothingToDo, OwnReport, StaffTarget
from .queries import case_error, unclaimed_filter
from .rules import ACTIONS
from .states import DECISIONS

# What a decision changed, as its log row keeps it: `review` or `member` is whose id it is, `before`
# and `after` how it stood; `also` is a second effect of the same decision.
Effect = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What a moderator chose: one of `ACTIONS`, a rule, a public reason, a private note."""

    action: str
    rule: str
    reason: str
    note: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """One of several cases with its decision, or why there is none."""

    case_id: ObjectId
    decision: Decision | None
    problem: str = ""


def decide_case(*, moderator: Member, case_id: ObjectId, chosen: DecisionInput) -> Decision:
    """Decide an open case, once.

    Raise AlreadyDecided, ClaimedByOther, OwnTarget, OwnReport, StaffTarget, NothingToDo;
    ReviewNotFound or MemberNotFound where the target is gone.
    """
    # The author may be nobody: a comment of an old database. `$ne` lets that through.
    not_own = permission_filter(moderator, "decide-case", "about.member_id")

    def work(session: ClientSession) -> Decision:
        head = log.lock_log_head(session)
        recheck_permission(member=moderator, action="decide-case", session=session)
        unclaimed = {"_id": case_id, "open": True, **unclaimed_filter(moderator, now()), **not_own}
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        doc = mongo.cases().find_one_and_update(unclaimed, closing, session=session)
        if doc is None:
            raise case_error(moderator, case_id, session)
        case = Case.from_doc(doc)
        _check_may_decide(moderator, case, session)
        entry = decision_log_entry(case, chosen, apply_decision(case, chosen, session))
        row = log.append_row(entry, by=moderator, head=head, session=session)
        decision = Decision.from_doc(row)
        _close_reports(case, decision, session)
        notify_author(case, decision, until_phrase(chosen), session)
        return decision

    return in_transaction(work)


def decide_cases(
    *, moderator: Member, case_ids: Sequence[ObjectId], chosen: DecisionInput
) -> list[DecisionResult]:
    """Decide several cases alike, each by itself."""
    results = []
    for case_id in case_ids:
        try:
            decision = decide_case(moderator=moderator, case_id=case_id, chosen=chosen)
            results.append(DecisionResult(case_id, decision))
        except Problem as problem:
            results.append(DecisionResult(case_id, None, problem.sentence))
    return results


def _check_may_decide(moderator: Member, case: Case, session: ClientSession) -> None:
    own = {"case_id": case.id, "reporter.id": moderator.id}
    if mongo.reports().find_one(own, {"_id": 1}, session=session) is not None:
        raise OwnReport
    author = case.target.member_id
    if moderator.role != ADMIN and author and is_staff(author, session):
        raise StaffTarget


def apply_decision(
    case: Case,
    chosen: DecisionInput,
    session: ClientSession,
    write_visibility: VisibilityWriter = set_visibility,
) -> Effect | None:
    """Do what a decision says, and settle what waited; return what changed, or None."""
    effect = None
    if case.target.is_review:
        effect = _change_review(case, chosen.action, session, write_visibility)
    if standing := ACTIONS[chosen.action].standing:
        member_effect = _change_standing(case.target, standing, chosen.until, session)
        return {**member_effect, "also": effect} if effect else member_effect
    return effect


def _change_review(
    case: Case, action: str, session: ClientSession, write_visibility: VisibilityWriter
) -> Effect | None:
    """Set the state that `DECISIONS` names, and the spoiler mark of `ACTIONS`."""
    outcome, spoiler = DECISIONS[action], ACTIONS[action].spoiler
    if not outcome.needs_review and not case.is_review_waiting:
        return None

    def change(before: Visibility) -> Visibility:
        state = outcome.waiting if _is_waiting(case, before) else outcome.other or before.state
        because = before.held_because if state == HELD else ""
        after = replace(before, state=state, held_because=because)
        return replace(after, spoiler=True, spoiler_locked=True) if spoiler else after

    try:
        before, after = write_visibility(review_id=case.target.id, change=change, session=session)
    except ReviewNotFound:
        if outcome.needs_review:
            raise
        delete_erased_review(case.target.id, session)
        return None
    if before == after and after.state == HIDDEN and _is_waiting(case, before):
        # Moderators confirm what reports had done: taken back, the review shows.
        before = replace(before, state=VISIBLE)
    if before == after:
        if outcome.needs_review:
            raise NothingToDo
        return None
    return _effect("review", case.target.id, before.fields(), after.fields())


def _is_waiting(case: Case, visibility: Visibility) -> bool:
    hidden_by_reports = case.hidden_by_reports and visibility.state == HIDDEN
    return hidden_by_reports or visibility.state == HELD


def _change_standing(
    target: Target, kind: str, until: datetime | None, session: ClientSession
) -> Effect:
    if target.member_id is None:
        raise MemberNotFound("Its author has left.")
    before, after = set_standing(
        member_id=target.member_id, kind=kind, until=until, session=session
    )
    if before == after:
        raise NothingToDo
    return _effect("member", target.member_id, standing_fields(before), standing_fields(after))


def standing_fields(standing: Standing) -> dict[str, Any]:
    return {"kind": standing.kind, "until": standing.until}


def _effect(kind: str, target_id: ObjectId, before: Any, after: Any) -> Effect:
    return {kind: target_id, "before": before, "after": after}


def decision_log_entry(case: Case, chosen: DecisionInput, effect: Effect | None) -> log.LogEntry:
    private: dict[str, Any] = {"case_id": case.id, "note": chosen.note}
    if effect is not None:
        private["effect"] = effect
    return log.LogEntry(
        action=chosen.action,
        rule=chosen.rule,
        reason=chosen.reason,
        about=case.target.public(),
        detail=until_phrase(chosen).strip(),
        private=private,
    )


def _close_reports(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close a case's reports, count their reporters as right or wrong, and notify them.

    Reports of members who have left are closed too, and count for nobody.
    """
    closed = {"$set": report_outcome(decision)}
    mongo.reports().update_many({"case_id": case.id}, closed, session=session)
    reporters = reporters_of(case.id, session)
    mark = {"$set": {"decision_id": decision.id, "reporters": len(reporters)}}
    mongo.cases().update_one({"_id": case.id}, mark, session=session)
    right = ACTIONS[decision.action].against
    add_report_outcomes(counts=dict.fromkeys(reporters, 1), was_right=right, session=session)
    notify_reporters(reporters, case.target, decision, session)


def report_outcome(decision: Decision) -> dict[str, Any]:
    """Return what a decision sets of the reports that it closes."""
    return {
        "open": False,
        "outcome": decision.action,
        "decision_id": decision.id,
        "decision_number": decision.number,
    }


def until_phrase(chosen: DecisionInput) -> str:
    return f" until {chosen.until:%d %B %Y}" if chosen.until else ""
