"""Deciding a case: the change, the log row, the notices and the tally in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member, ReportRecord, Standing
from accounts.errors import MemberNotFound
from accounts.notices import Notice, send_notices
from accounts.permissions import is_staff, permission_filter, recheck_permission
from accounts.standing import set_standing
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE, Visibility
from reviews.errors import ReviewNotFound
from reviews.services import VisibilityWriter, delete_erased_review, set_visibility

from . import log
from .documents import Case, Decision, Target
from .errors import NothingToDo, OwnReport, StaffTarget
from .queries import case_error, unclaimed_filter
from .rules import ACTIONS, RULES
from .states import DECISIONS

DISMISS = "dismiss"
HOW_TO_APPEAL = (
    "If you think that this is wrong, appeal within 30 days: somebody else will look at it."
)
REVIEW_HIDDEN = "The review, which was waiting for a moderator, is hidden."
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
        own = {"case_id": case_id, "reporter.id": moderator.id}
        if mongo.reports().find_one(own, {"_id": 1}, session=session) is not None:
            raise OwnReport
        author = case.target.member_id
        if moderator.role != ADMIN and author and is_staff(author, session):
            raise StaffTarget
        entry = decision_log_entry(case, chosen, apply_decision(case, chosen, session))
        decision = log.append_row(entry, by=moderator, head=head, session=session)
        _close_reports(case, decision, session)
        return decision

    return in_transaction(work)


def decide_cases(
    *, moderator: Member, case_ids: Sequence[ObjectId], chosen: DecisionInput
) -> Counter[str]:
    """Decide cases alike, each by itself; count those that could not be by the error's sentence."""
    problems: Counter[str] = Counter()
    for case_id in case_ids:
        try:
            decide_case(moderator=moderator, case_id=case_id, chosen=chosen)
        except Problem as problem:
            problems[str(problem)] += 1
    return problems


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
        state = outcome.waiting if case.awaits(before.state) else outcome.other or before.state
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
    if before == after and after.state == HIDDEN and case.awaits(HIDDEN):
        # Moderators confirm what reports had done: taken back, the review shows.
        before = replace(before, state=VISIBLE)
    if before != after:
        return {"review": case.target.id, "before": before.fields(), "after": after.fields()}
    if outcome.needs_review:
        raise NothingToDo
    return None


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
    return {
        "member": target.member_id,
        "before": standing_fields(before),
        "after": standing_fields(after),
    }


def standing_fields(standing: Standing) -> dict[str, Any]:
    return {"kind": standing.kind, "until": standing.until}


def decision_log_entry(case: Case, chosen: DecisionInput, effect: Effect | None) -> log.LogEntry:
    changed = {"effect": effect} if effect is not None else {}
    return log.LogEntry(
        action=chosen.action,
        rule=chosen.rule,
        reason=chosen.reason,
        about=case.target.public(),
        detail=f"until {chosen.until:%d %B %Y}" if chosen.until else "",
        private={"case_id": case.id, "note": chosen.note, **changed},
    )


def _close_reports(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close a case's reports, count their reporters as right or wrong, and notify both sides.

    Reports of members who have left are closed too, and count for nobody.
    """
    closed = {"$set": report_outcome(decision)}
    mongo.reports().update_many({"case_id": case.id}, closed, session=session)
    reporters = reporters_of(case.id, session)
    mark = {"$set": {"decision_id": decision.id, "reporters": len(reporters)}}
    mongo.cases().update_one({"_id": case.id}, mark, session=session)
    path = ReportRecord.path(ACTIONS[decision.action].is_sanction)
    counts = {reporter: {path: 1} for reporter in reporters}
    notices = decision_notices(case, decision, reporters)
    send_notices(notices, session=session, increments=counts)


def report_outcome(decision: Decision) -> dict[str, Any]:
    """Return what a decision sets of the reports that it closes."""
    return {
        "open": False,
        "outcome": decision.action,
        "decision_id": decision.id,
        "decision_number": decision.number,
    }


def reporters_of(case_id: ObjectId, session: ClientSession) -> list[ObjectId]:
    """Return who reported a case, but for those who have left (index `of_case`)."""
    with_reporter = {"case_id": case_id, "reporter.id": {"$exists": True}}
    reports = mongo.reports().find(with_reporter, {"reporter.id": 1}, session=session)
    return [doc["reporter"]["id"] for doc in reports]


def decision_notices(
    case: Case, decision: Decision, reporters: Sequence[ObjectId]
) -> dict[ObjectId, Notice]:
    """Return the notices: to the reporters, and to the author unless it was dismissed."""
    to_reporters = Notice(
        subject=f"Your report of {case.target.description}",
        paragraphs=(
            f"Thank you. {decision.by_role} has {ACTIONS[decision.action].notice_text}.",
            f"Why: {decision.reason}",
        ),
        path=decision.log_path,
        label="See it in the log",
    )
    notices = dict.fromkeys(reporters, to_reporters)
    if case.target.member_id and decision.action != DISMISS:
        notices[case.target.member_id] = author_notice(case, decision)
    return notices


def author_notice(case: Case, decision: Decision) -> Notice:
    """Return what an author reads: what, by which role, which rule, why, and how to appeal."""
    action, about = ACTIONS[decision.action], case.target.description
    done = f"{action.notice_text} {decision.detail}".strip()
    # A decision that names no state of the review may have hid it, as it was waiting.
    effect = decision.private.get("effect") or {}
    states = [effect.get("also", effect).get(name, {}).get("state") for name in ("before", "after")]
    was_hidden_too = decision.action != "hide" and states[0] != states[1] == HIDDEN
    paragraphs = [
        f"{decision.by_role} has {done}. It is about {about}.",
        REVIEW_HIDDEN if was_hidden_too else "",
        f"Rule {decision.rule}: {RULES[decision.rule]}" if decision.rule else "",
        f"Why: {decision.reason}",
        HOW_TO_APPEAL if action.is_sanction else "",
    ]
    return Notice(
        subject=f"{decision.label}: {about}",
        paragraphs=tuple(filter(None, paragraphs)),
        quote=case.snapshot.text if case.snapshot else "",
        path=f"/accounts/appeals/{decision.id}/" if action.is_sanction else decision.log_path,
        label="Appeal" if action.is_sanction else "See it in the log",
    )
