"""Deciding a case: the change, the log row, both notices and the tally in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import ADMIN, Member
from accounts.permissions import permission_filter, recheck_permission
from accounts.queries import is_staff
from accounts.standing import add_report_outcomes
from mflix_site.clock import now
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction

from . import log
from .claims import free_for, why_not
from .decision_notices import notify_author, notify_reporters, reporters_of
from .documents import Case
from .effects import Verdict, apply
from .errors import OwnReport, StaffThing
from .log_documents import Decision
from .rules import ACTIONS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case among several: its decision, or why there is none."""

    case_id: ObjectId
    decision: Decision | None
    problem: str = ""


def decide_case(*, moderator: Member, case_id: ObjectId, verdict: Verdict) -> Decision:
    """Decide an open case, once: all that follows from it is written together, or not at all.

    Raises AlreadyDecided, ClaimedByOther, OwnThing, OwnReport, StaffThing, NothingToDo.
    """
    # The author may be nobody: a comment of long ago. `$ne` lets that through.
    not_mine = permission_filter(moderator, "decide-case", "about.member_id")

    def work(session: ClientSession) -> Decision:
        turn = log.lock_log_head(session)
        recheck_permission(member=moderator, action="decide-case", session=session)
        open_one = {"_id": case_id, "open": True, **free_for(moderator, now()), **not_mine}
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        doc = mongo.cases().find_one_and_update(open_one, closing, session=session)
        if doc is None:
            raise why_not(moderator, case_id, session)
        case = Case.from_doc(doc)
        _check_judge(moderator, case, session)
        effect = apply(case, verdict, session)
        row = log.append(
            decision_log_entry(case, verdict, effect), by=moderator, turn=turn, session=session
        )
        decision = Decision.from_doc(row)
        _close_reports(case, decision, session)
        notify_author(case.about, decision, _quote(case), until_phrase(verdict), session)
        return decision

    return in_transaction(work)


def decide_cases(
    *, moderator: Member, case_ids: Sequence[ObjectId], verdict: Verdict
) -> list[Outcome]:
    """Decide several cases alike, each by itself: what cannot be decided says why."""
    outcomes = []
    for case_id in case_ids:
        try:
            decision = decide_case(moderator=moderator, case_id=case_id, verdict=verdict)
            outcomes.append(Outcome(case_id, decision))
        except Problem as problem:
            outcomes.append(Outcome(case_id, None, problem.sentence))
    return outcomes


def _check_judge(moderator: Member, case: Case, session: ClientSession) -> None:
    own = {"case_id": case.id, "reporter.id": moderator.id}
    if mongo.reports().find_one(own, {"_id": 1}, session=session) is not None:
        raise OwnReport
    author = case.about.member_id
    if moderator.role != ADMIN and author and is_staff(author, session):
        raise StaffThing


def decision_log_entry(case: Case, verdict: Verdict, effect: Mapping[str, Any] | None) -> log.Entry:
    """Give what is logged of a decided case; `effect` is what it changed."""
    private: dict[str, Any] = {"case_id": case.id, "note": verdict.note}
    if effect is not None:
        private["effect"] = effect
    return log.Entry(
        action=verdict.action,
        rule=verdict.rule,
        reason=verdict.reason,
        about=case.about.public(),
        detail=until_phrase(verdict).strip(),
        private=private,
    )


def _close_reports(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close a case's reports, count their reporters as right or wrong, and tell them."""
    reporters = reporters_of(case.id, session)
    mark = {"$set": {"decision_id": decision.id, "reporters": len(reporters)}}
    mongo.cases().update_one({"_id": case.id}, mark, session=session)
    if not reporters:
        return
    closed = {"$set": report_outcome(decision)}
    mongo.reports().update_many({"case_id": case.id}, closed, session=session)
    right = ACTIONS[decision.action].against
    add_report_outcomes(counts=dict.fromkeys(reporters, 1), was_right=right, session=session)
    notify_reporters(reporters, case.about, decision, session)


def report_outcome(decision: Decision) -> dict[str, Any]:
    """Give what a decision sets of the reports that it ends."""
    return {
        "open": False,
        "outcome": decision.action,
        "decision_id": decision.id,
        "decision_number": decision.number,
    }


def _quote(case: Case) -> str:
    return case.words.text if case.words else ""


def until_phrase(verdict: Verdict) -> str:
    """Say until when a verdict holds, where it ends."""
    return f" until {verdict.until:%d %B %Y}" if verdict.until else ""
