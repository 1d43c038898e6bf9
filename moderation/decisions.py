"""Deciding a case: the change, the log row, the notices and the tally in one transaction.

A case with few reports is settled in that transaction. Of a case with many, the transaction queues
in the case what is to be done, and the mail sender does it in batches.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.errors import MemberNotFound
from accounts.notices import MAX_AT_ONCE, Increments, Notice, send_notices
from accounts.permissions import permission_filter
from accounts.services import set_standing
from mflix_site.errors import NotFound, Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from reviews.documents import HELD, HIDDEN, VISIBLE, Visibility
from reviews.services import VisibilityWriter

from . import log
from .documents import AS_REPORTED, Case, Decision, Effect
from .errors import NothingToDo, WrongKind
from .impartiality import check_may_decide
from .notices import decision_notices
from .posts import POST_KINDS, check_words, delete_erased
from .profile_editing import clear_parts
from .queries import case_error, claimable_filter
from .rules import ACTIONS, TAKES_DOWN
from .states import DECISIONS

Doc = Mapping[str, Any]
# How many reports one transaction settles: those of a decision itself, or a later batch.
BATCH_SIZE = MAX_AT_ONCE
# Notices that are sent with those of the reporters, and what members are incremented by.
Others = tuple[Mapping[ObjectId, Notice], Increments]
OUTCOME_FIELDS = ("outcome", "decision_id", "decision_number")


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What a moderator chose: one of `ACTIONS`, a rule, a public reason, a private note."""

    action: str
    rule: str
    reason: str
    note: str = ""
    until: datetime | None = None


def decide_case(
    *, moderator: Member, case_id: ObjectId, chosen: DecisionInput, shown: str | None = None
) -> Decision:
    """Decide an open case, once; `shown` as in `Case.check_words`.

    Raise AlreadyDecided, ClaimedByOther, OwnTarget, OwnReport, StaffTarget, Overruled,
    WordsChanged, WrongKind, NothingToDo; NotFound where the target is gone.
    """
    # The author may be nobody: a comment of an old database. `$ne` lets that through.
    not_own = permission_filter(moderator, "decide-case", "about.member_id")

    def work(session: ClientSession, append: log.Append) -> Decision:
        unclaimed = {"_id": case_id, "open": True, **claimable_filter(moderator, now()), **not_own}
        closing = {"$set": {"open": False, "decided_at": now()}, "$unset": {"claim": ""}}
        doc = mongo.cases().find_one_and_update(unclaimed, closing, session=session)
        if doc is None:
            raise case_error(moderator, case_id, session)
        case = Case.from_doc(doc)
        check_may_decide(moderator, case.target, chosen.action, session)
        effect = apply_decision(case, chosen, session, shown=shown)
        decision = append(decision_log_entry(case, chosen, effect))
        _close_reports(case, decision, session)
        return decision

    return log.run_logged(moderator, "decide-case", work)


def decide_cases(
    *, moderator: Member, case_ids: Sequence[ObjectId], chosen: DecisionInput
) -> tuple[int, Counter[str]]:
    """Decide cases alike, each by itself, about the words that were reported.

    Return how many were decided, and how many were not by the error's sentence.
    """
    problems, unique_ids = Counter[str](), dict.fromkeys(case_ids)
    for case_id in unique_ids:
        try:
            decide_case(moderator=moderator, case_id=case_id, chosen=chosen, shown=AS_REPORTED)
        except Problem as problem:
            problems[str(problem)] += 1
    return len(unique_ids) - problems.total(), problems


def apply_decision(
    case: Case,
    chosen: DecisionInput,
    session: ClientSession,
    write_visibility: VisibilityWriter | None = None,
    shown: str | None = None,
) -> Effect | None:
    """Carry out a decision, also on a post that waited; return what changed, or None.

    Raise WordsChanged unless a post still says what was `shown`, as `Case.check_words` does.
    """
    action, effect = ACTIONS[chosen.action], None
    if case.target.kind not in action.kinds:
        raise WrongKind
    if case.target.is_post:
        write = write_visibility or POST_KINDS[case.target.kind].write_visibility
        effect = _change_post(case, chosen.action, shown, session, write)
    if not action.standing and not action.clears:
        return effect
    if (member_id := case.target.member_id) is None:
        raise MemberNotFound(_("The author no longer has an account."))
    if action.clears:
        return clear_parts(member_id, action.clears, session)
    to: dict[str, Any] = {"kind": action.standing, "until": chosen.until}
    before, after = set_standing(member_id=member_id, session=session, **to)
    if before == after:
        raise NothingToDo
    also = {"also": effect} if effect else {}
    return {"member": member_id, "before": asdict(before), "after": asdict(after), **also}


def _change_post(
    case: Case,
    action: str,
    shown: str | None,
    session: ClientSession,
    write_visibility: VisibilityWriter,
) -> Effect | None:
    outcome, spoiler = DECISIONS[action], ACTIONS[action].spoiler
    if not (outcome.needs_post or case.hidden_by_reports or case.held_because):
        check_words(case, shown, session)
        return None
    check = {} if shown is None else {"check": partial(case.check_words, shown)}

    def change(before: Visibility) -> Visibility:
        is_waiting = case.is_post_waiting(before.state)
        state = outcome.waiting if is_waiting else outcome.other or before.state
        because = before.held_because if state == HELD else ""
        after = replace(before, state=state, held_because=because)
        return replace(after, spoiler=True, spoiler_locked=True) if spoiler else after

    try:
        by_id = {"target_id": case.target.id, "session": session}
        before, after = write_visibility(change=change, **by_id, **check)
    except NotFound:
        if outcome.needs_post:
            raise
        delete_erased(case.target.kind, case.target.id, session)
        return None
    if before == after and after.state == HIDDEN and case.is_post_waiting(HIDDEN):
        # Moderators confirm what reports had done: taken back, the review shows.
        before = replace(before, state=VISIBLE)
    if before == after and outcome.needs_post:
        raise NothingToDo
    changed = {"before": before.fields(), "after": after.fields()}
    return {case.target.kind: case.target.id, **changed} if before != after else None


def decision_log_entry(case: Case, chosen: DecisionInput, effect: Effect | None) -> log.LogEntry:
    changed = {"effect": effect} if effect is not None else {}
    return log.LogEntry(
        action=chosen.action,
        rule=chosen.rule,
        reason=chosen.reason,
        about=case.target.public(),
        detail=f"until {chosen.until.day} {chosen.until:%B %Y}" if chosen.until else "",
        private={"case_id": case.id, "note": chosen.note, **changed},
    )


def _close_reports(case: Case, decision: Decision, session: ClientSession) -> None:
    """Close a case's reports, count their reporters as right or wrong, and notify both sides."""
    mark = {"$set": {"decision_id": decision.id}}
    mongo.cases().update_one({"_id": case.id}, mark, session=session)
    notices = decision_notices(case, decision)
    taken_down = {"taken_down": int(decision.action in TAKES_DOWN)}
    to_author = notices.author, dict.fromkeys(notices.author, taken_down)
    outcome, record = report_outcome(decision), report_record_change(decision, 1)
    settlement = Settlement(notices.reporters, decision.at, outcome, record=record)
    settle_reports(case.id, settlement, session, to_author)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a decision means for the reports of its case.

    `outcome` are the fields they get, `reopened_from` the decision whose reports are opened again;
    with neither they stay as they are. `record` is added to the record of each of their reporters.
    """

    notice: Notice
    at: datetime
    outcome: Doc = field(default_factory=dict)
    reopened_from: ObjectId | None = None
    record: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_doc(cls, doc: Doc) -> "Settlement":
        known = {name: doc[name] for name in cls.__dataclass_fields__}
        return cls(**{**known, "notice": Notice.from_doc(doc["notice"])})

    def to_doc(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**kept, "notice": self.notice.to_doc()}


def report_record_change(decision: Decision, by: int) -> dict[str, int]:
    """Return the increment of a reporter's record: they were right, or wrong."""
    if decision.action not in ACTIONS:
        return {}
    return {"right" if ACTIONS[decision.action].is_sanction else "wrong": by}


def record_increments(record: Mapping[str, int]) -> dict[str, int]:
    """Return the increments of a member's document."""
    return {f"report_record.{name}": by for name, by in record.items()}


def report_outcome(decision: Decision) -> dict[str, Any]:
    outcome = zip(OUTCOME_FIELDS, (decision.action, decision.id, decision.number), strict=True)
    return {"open": False, **dict(outcome)}


def settle_reports(
    case_id: ObjectId, settlement: Settlement, session: ClientSession, others: Others = ({}, {})
) -> None:
    """Within a transaction: settle the reports of a case, or queue that behind what is queued."""
    case = mongo.cases().find_one({"_id": case_id}, session=session) or {}
    reports = _reports_after(None, case_id, BATCH_SIZE + 1, session)
    if len(reports) > BATCH_SIZE or "unsettled" in case:
        queued = {"$push": {"unsettled": settlement.to_doc()}}
        mongo.cases().update_one({"_id": case_id}, queued, session=session)
        reports = []
    _settle(reports, settlement, session, others)


def settle_queued_reports() -> int:
    """Settle what decisions have queued, in batches; return how many.

    A batch and how far it came are one transaction: killed or run twice, nothing is done twice.
    """
    return sum(iter(lambda: in_transaction(_settle_batch), 0))


def _settle_batch(session: ClientSession) -> int:
    """Settle the next batch of any case (index `unsettled`)."""
    if not (case := mongo.cases().find_one({"unsettled.at": {"$exists": True}}, session=session)):
        return 0
    first, *others = case["unsettled"]
    reports = _reports_after(first.get("last"), case["_id"], BATCH_SIZE, session)
    if reports:
        _settle(reports, Settlement.from_doc(first), session, ({}, {}))
        progress = {"$set": {"unsettled.0.last": reports[-1]["_id"]}}
    else:
        progress = {"$pop": {"unsettled": -1}} if others else {"$unset": {"unsettled": ""}}
    mongo.cases().update_one({"_id": case["_id"]}, progress, session=session)
    return 1


def _reports_after(
    last: ObjectId | None, case_id: ObjectId, limit: int, session: ClientSession
) -> list[dict[str, Any]]:
    """Return the next reports of a case, in the order of their ids (index `of_case`)."""
    following = {"case_id": case_id, **({"_id": {"$gt": last}} if last else {})}
    reports = mongo.reports().find(following, {"reporter.id": 1, "decision_id": 1}, session=session)
    return list(reports.sort("_id", 1).limit(limit))


def _settle(
    reports: Sequence[Doc], settlement: Settlement, session: ClientSession, others: Others
) -> None:
    """Change these reports, notify their reporters, and count them as right or wrong.

    Reports of members who have left change too, and count for nobody.
    """
    update: Doc = {"$set": settlement.outcome}
    if settlement.reopened_from:
        reports = [r for r in reports if r.get("decision_id") == settlement.reopened_from]
        update = {"$set": {"open": True}, "$unset": dict.fromkeys(OUTCOME_FIELDS, "")}
    if reports and (settlement.outcome or settlement.reopened_from):
        ids = [report["_id"] for report in reports]
        mongo.reports().update_many({"_id": {"$in": ids}}, update, session=session)
    reporters = [r["reporter"]["id"] for r in reports if "id" in r.get("reporter", {})]
    notices = {**dict.fromkeys(reporters, settlement.notice), **others[0]}
    increments = {**dict.fromkeys(reporters, record_increments(settlement.record)), **others[1]}
    send_notices(notices, session=session, increments=increments)
