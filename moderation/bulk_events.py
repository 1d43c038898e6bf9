"""What `bulk` applies: cases with their reports and decisions, and what follows decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from accounts.documents import Member

from .effects import Verdict
from .reports import Complaint
from .trust import ReportWeight

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkReport:
    """One report, made at a moment by a member."""

    id: ObjectId
    member: Member
    content: Complaint
    weight: ReportWeight
    at: datetime


@dataclass(frozen=True, slots=True)
class BulkDecision:
    """How a case is decided; `otherwise` where `verdict` would change nothing."""

    id: ObjectId
    moderator: Member
    verdict: Verdict
    otherwise: Verdict


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
