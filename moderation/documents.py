"""Cases and reports, as the pages see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from accounts.documents import Member, ReportRecord

from .rules import ACTION_LABELS, REVIEW
from .rules import reason_label as label

# From this weight on a case is shown as high, or as middling; points, and days that it waited.
HIGH_PRIORITY, MEDIUM_PRIORITY = 4.0, 1.5
REPORTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ReviewSnapshot:
    """What a review said at a moment: as it was reported, or as it is now."""

    text: str
    rating: int | None
    spoiler: bool
    version: int
    at: datetime | None = None

    @classmethod
    def from_doc(cls, doc: Any) -> "ReviewSnapshot | None":
        """Read what was kept of a review; None where nothing was."""
        if not isinstance(doc, Mapping):
            return None
        return cls(
            text=str(doc.get("text") or ""),
            rating=doc.get("rating"),
            spoiler=doc.get("spoiler") is True,
            version=int(doc.get("version") or 1),
            at=doc.get("at"),
        )

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Give the text's paragraphs, without empty ones."""
        return tuple(p.strip() for p in self.text.split("\n\n") if p.strip())


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """Whom and what a case concerns: its author, and of a review the film."""

    kind: str
    id: ObjectId
    member_id: ObjectId | None
    name: str
    handle: str
    movie_id: ObjectId | None = None
    title: str = ""

    @property
    def is_review(self) -> bool:
        """Tell whether it is a review; else it is a member."""
        return self.kind == REVIEW

    def public(self) -> dict[str, str]:
        """Give what the log says of it: ids alone, so that a name is gone with its account."""
        ids = {"id": self.id, "film": self.movie_id, "member": self.member_id}
        return {"kind": self.kind, **{k: str(v) for k, v in ids.items() if v is not None}}


@dataclass(frozen=True, slots=True)
class Claim:
    """Who looks at a case just now, and until when it is theirs."""

    id: ObjectId
    handle: str
    until: datetime

    def left(self, moment: datetime) -> timedelta:
        """Give how long it lasts yet."""
        return max(self.until - moment, timedelta(0))


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote to the others about a case."""

    handle: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """Everything reported of one thing, until somebody decides."""

    id: ObjectId
    about: TargetSummary
    open: bool
    reasons: tuple[str, ...]
    reports: int
    points: float
    opened_at: datetime
    words: ReviewSnapshot | None
    claim: Claim | None
    notes: tuple[Note, ...]
    hidden_by_reports: bool
    held_because: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Case":
        """Read a `cases` document."""
        about, target, claim = doc["about"], doc["target"], doc.get("claim")
        return cls(
            id=doc["_id"],
            about=TargetSummary(kind=target["kind"], id=target["id"], **about),
            open=bool(doc["open"]),
            reasons=tuple(doc.get("reasons") or ()),
            reports=int(doc.get("reports") or 0),
            points=float(doc.get("points") or 0),
            opened_at=doc["opened_at"],
            words=ReviewSnapshot.from_doc(doc.get("shown")),
            claim=Claim(**claim) if claim else None,
            notes=tuple(Note(**note) for note in doc.get("notes") or ()),
            hidden_by_reports=bool(doc.get("hidden_by_reports")),
            held_because=str(doc.get("held_because") or ""),
        )

    @property
    def reason(self) -> str:
        """Give why it is there, in the words of its first reason."""
        return label(self.reasons[0]) if self.reasons else ""

    @property
    def other_reasons(self) -> tuple[str, ...]:
        """Give the words of its other reasons."""
        return tuple(map(label, self.reasons[1:]))

    def level(self, moment: datetime) -> str:
        """Give its weight in a word: high, middling or low."""
        weight = self.points + (moment - self.opened_at) / timedelta(days=1)
        return (
            "high"
            if weight >= HIGH_PRIORITY
            else "middling"
            if weight >= MEDIUM_PRIORITY
            else "low"
        )

    def claimed_by_other(self, member: Member, moment: datetime) -> Claim | None:
        """Give the claim of somebody else that still lasts."""
        claim = self.claim
        lasting = claim is not None and claim.until > moment and claim.id != member.id
        return claim if lasting else None

    def own_claim(self, member: Member, moment: datetime) -> Claim | None:
        """Give the member's own claim, while it lasts."""
        claim = self.claim
        return claim if claim and claim.id == member.id and claim.until > moment else None


@dataclass(frozen=True, slots=True)
class Report:
    """What one member reported, with the words as they were, and how it ended."""

    id: ObjectId
    case_id: ObjectId
    about: TargetSummary
    reporter_id: ObjectId | None
    name: str
    handle: str
    reason: str
    note: str
    at: datetime
    words: ReviewSnapshot | None
    open: bool
    outcome: str
    decision_number: int | None
    record: ReportRecord = field(default_factory=ReportRecord)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any], record: Any = None) -> "Report":
        """Read a `reports` document; `record` is its reporter's, where it is shown."""
        by, target = doc.get("reporter") or {}, doc["target"]
        return cls(
            id=doc["_id"],
            case_id=doc["case_id"],
            about=TargetSummary(kind=target["kind"], id=target["id"], **doc["about"]),
            reporter_id=by.get("id"),
            name=str(by.get("name") or "A former member"),
            handle=str(by.get("handle") or ""),
            reason=label(doc["reason"]),
            note=str(doc.get("note") or ""),
            at=doc["at"],
            words=ReviewSnapshot.from_doc(doc.get("words")),
            open=bool(doc["open"]),
            outcome=ACTION_LABELS.get(str(doc.get("outcome") or ""), ""),
            decision_number=doc.get("decision_number"),
            record=ReportRecord.from_doc(record),
        )
