"""What `bulk` applies: cases with their reports and decisions, and what follows decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from accounts.documents import Member

from .cases import case_document
from .decisions import DecisionInput
from .reports import ReportContent, ReportWeight, report_document, report_increments
from .rules import HELD_REASON
from .targets import TargetSnapshot

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkReport:
    """One report, made at a moment by a member."""

    id: ObjectId
    member: Member
    content: ReportContent
    weight: ReportWeight
    at: datetime


@dataclass(frozen=True, slots=True)
class BulkDecision:
    """How a case is decided; `otherwise` where `chosen` would change nothing."""

    id: ObjectId
    moderator: Member
    chosen: DecisionInput
    otherwise: DecisionInput


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A case with all of its reports (none where the review was held), and perhaps its decision.

    `kind` says whether it is about the review or its author; `at` is when it was decided, or
    opened where it is open still.
    """

    at: datetime
    case_id: ObjectId
    kind: str
    review_id: ObjectId
    author_id: ObjectId
    opened_at: datetime
    reports: Sequence[BulkReport] = ()
    held_because: str = ""
    notes: Sequence[Doc] = ()
    decision: BulkDecision | None = None

    @property
    def document(self) -> tuple[str, ObjectId]:
        """The collection and the id of what exists once this is applied."""
        return "cases", self.case_id


@dataclass(frozen=True, slots=True)
class BulkAppeal:
    """What the author says against a decision."""

    id: ObjectId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpEvent:
    """What comes after a decision: an appeal, answered where there is a moderator; or an undo."""

    at: datetime
    row_id: ObjectId
    case_id: ObjectId
    decision_id: ObjectId
    review_id: ObjectId
    author_id: ObjectId
    reporter_ids: Sequence[ObjectId] = ()
    appeal: BulkAppeal | None = None
    moderator: Member | None = None
    granted: bool = False
    reason: str = ""

    @property
    def document(self) -> tuple[str, ObjectId]:
        """The collection and the id of what exists once this is applied."""
        return ("appeals", self.appeal.id) if self.appeal else ("decisions", self.row_id)


Event = CaseEvent | FollowUpEvent


def case_and_reports(event: CaseEvent, snapshot: TargetSnapshot) -> tuple[Doc, list[Doc]]:
    """Return an open case as its reports have made it, and the reports."""
    case: Doc = {**case_document(snapshot, event.opened_at), "_id": event.case_id, "open": True}
    reasons = [HELD_REASON] if event.held_because else [r.content.reason for r in event.reports]
    case |= {"reasons": list(dict.fromkeys(reasons)), "notes": list(event.notes)}
    reports = []
    for one in event.reports:
        known = one.weight.once_a_network and one.weight.network in case["networks"]
        for name, by in report_increments(one.content.reason, one.weight, known).items():
            case[name] += by
        if one.weight.once_a_network and not known:
            case["networks"].append(one.weight.network)
        doc = report_document(case["_id"], one.member, snapshot, one.content, one.weight)
        reports.append({**doc, "_id": one.id, "at": one.at})
    return case, reports
