"""What `bulk` applies: cases with their reports and decisions, and what follows decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from accounts.documents import Member

from .decisions import DecisionInput
from .reports import ReportContent, ReportWeight


@dataclass(frozen=True, slots=True)
class BulkReport:
    """One report, made at a moment by a member."""

    id: ObjectId
    member: Member
    content: ReportContent
    weight: ReportWeight
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something about a review or its author, by whom it was decided, if it was, and when."""

    at: datetime
    case_id: ObjectId
    decision_id: ObjectId
    review_id: ObjectId
    author_id: ObjectId
    moderator: Member | None

    @property
    def document(self) -> tuple[str, ObjectId]:
        """Return the collection and the id of what exists once this is applied."""
        return "cases", self.case_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """A case with all of its reports (none where the review was held), and perhaps its decision.

    `kind` says whether it is about the review or its author; `at` is when it was decided, or opened
    where it is open still. Of its two `choices` the second is decided where the first would change
    nothing; an open case has none.
    """

    kind: str
    opened_at: datetime
    reports: Sequence[BulkReport]
    held_because: str
    notes: Sequence[Mapping[str, Any]]
    choices: Sequence[DecisionInput]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpEvent(Event):
    """What comes after a decision: an appeal, answered where there is a moderator; or an undo."""

    row_id: ObjectId
    appeal_id: ObjectId | None
    appeal_text: str
    appealed_at: datetime
    reporter_ids: Sequence[ObjectId]
    granted: bool
    reason: str

    @property
    def document(self) -> tuple[str, ObjectId]:
        return ("appeals", self.appeal_id) if self.appeal_id else ("decisions", self.row_id)
