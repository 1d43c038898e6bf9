"""Cases, reports, decisions and appeals, as the pages see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from accounts.documents import ReportRecord

from .rules import ACTION_LABELS, ACTIONS, APPEALABLE_FOR, REVIEW, RULES, reason_label

# Severity points, and a point for every day of waiting.
HIGH_PRIORITY, MEDIUM_PRIORITY = 4.0, 1.5
REPORTS_SHOWN = 50
FORMER_MEMBER = "A former member"


@dataclass(frozen=True, slots=True)
class ReviewSnapshot:
    """What a review said when it was reported or held."""

    text: str
    rating: int | None
    spoiler: bool
    version: int
    at: datetime | None = None

    @classmethod
    def from_doc(cls, doc: Any) -> "ReviewSnapshot | None":
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
        return tuple(p.strip() for p in self.text.split("\n\n") if p.strip())


@dataclass(frozen=True, slots=True)
class Target:
    """What a case is about: a review or a member, its author's name, and of a review the film."""

    kind: str
    id: ObjectId
    member_id: ObjectId | None
    name: str
    handle: str
    movie_id: ObjectId | None = None
    title: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Target":
        """Read what a `cases` or a `reports` document says of it."""
        return cls(kind=doc["target"]["kind"], id=doc["target"]["id"], **doc["about"])

    def fields(self) -> dict[str, Any]:
        """Return what a case and its reports keep of it."""
        return {
            "target": {"kind": self.kind, "id": self.id},
            "about": {
                "member_id": self.member_id,
                "name": self.name,
                "handle": self.handle,
                "movie_id": self.movie_id,
                "title": self.title,
            },
        }

    @property
    def is_review(self) -> bool:
        return self.kind == REVIEW

    def public(self) -> dict[str, str]:
        """Return what the log says of it: ids alone, so that a name is gone with its account."""
        ids = {"id": self.id, "film": self.movie_id, "member": self.member_id}
        return {"kind": self.kind, **{k: str(v) for k, v in ids.items() if v is not None}}


@dataclass(frozen=True, slots=True)
class Claim:
    """Who looks at a case just now, and until when it is theirs."""

    id: ObjectId
    handle: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote to the others about a case."""

    handle: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """Everything reported of one target, until somebody decides."""

    id: ObjectId
    target: Target
    open: bool
    reasons: tuple[str, ...]
    reports: int
    points: float
    opened_at: datetime
    snapshot: ReviewSnapshot | None
    claim: Claim | None
    notes: tuple[Note, ...]
    hidden_by_reports: bool
    held_because: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Case":
        claim = doc.get("claim")
        return cls(
            id=doc["_id"],
            target=Target.from_doc(doc),
            open=bool(doc["open"]),
            reasons=tuple(doc.get("reasons") or ()),
            reports=int(doc.get("reports") or 0),
            points=float(doc.get("points") or 0),
            opened_at=doc["opened_at"],
            snapshot=ReviewSnapshot.from_doc(doc.get("shown")),
            claim=Claim(**claim) if claim else None,
            notes=tuple(Note(**note) for note in doc.get("notes") or ()),
            hidden_by_reports=bool(doc.get("hidden_by_reports")),
            held_because=str(doc.get("held_because") or ""),
        )

    @property
    def is_review_waiting(self) -> bool:
        return self.hidden_by_reports or bool(self.held_because)

    @property
    def reason(self) -> str:
        return reason_label(self.reasons[0]) if self.reasons else ""

    @property
    def other_reasons(self) -> tuple[str, ...]:
        return tuple(map(reason_label, self.reasons[1:]))

    def level(self, moment: datetime) -> str:
        """Return its weight in a word: high, middling or low."""
        weight = self.points + (moment - self.opened_at) / timedelta(days=1)
        levels = {"high": HIGH_PRIORITY, "middling": MEDIUM_PRIORITY}
        return next((level for level, least in levels.items() if weight >= least), "low")

    def claim_at(self, moment: datetime) -> Claim | None:
        """Return the claim that has not run out by this moment."""
        return self.claim if self.claim and self.claim.until > moment else None


@dataclass(frozen=True, slots=True)
class Report:
    """What one member reported, with the words as they were, and how it ended."""

    id: ObjectId
    case_id: ObjectId
    target: Target
    reporter_id: ObjectId | None
    name: str
    handle: str
    reason: str
    note: str
    at: datetime
    snapshot: ReviewSnapshot | None
    open: bool
    outcome: str
    decision_number: int | None
    record: ReportRecord = field(default_factory=ReportRecord)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any], record: Any = None) -> "Report":
        """Read a `reports` document; `record` is its reporter's, where it is shown."""
        reporter = doc.get("reporter") or {}
        return cls(
            id=doc["_id"],
            case_id=doc["case_id"],
            target=Target.from_doc(doc),
            reporter_id=reporter.get("id"),
            name=str(reporter.get("name") or FORMER_MEMBER),
            handle=str(reporter.get("handle") or ""),
            reason=reason_label(doc["reason"]),
            note=str(doc.get("note") or ""),
            at=doc["at"],
            snapshot=ReviewSnapshot.from_doc(doc.get("words")),
            open=bool(doc["open"]),
            outcome=ACTION_LABELS.get(str(doc.get("outcome") or ""), ""),
            decision_number=doc.get("decision_number"),
            record=ReportRecord.from_doc(record),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the log, and for moderators its private part."""

    id: ObjectId
    number: int
    at: datetime
    action: str
    rule: str
    reason: str
    handle: str
    role: str
    about: Mapping[str, str]
    detail: str
    undoes: int | None
    hash: str
    private: Mapping[str, Any]
    undone_by: int | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Decision":
        """Read a `decisions` document; `undone_by` is looked up by whoever reads it."""
        return cls(
            id=doc["_id"],
            number=doc["number"],
            at=doc["at"],
            action=doc["action"],
            rule=str(doc.get("rule") or ""),
            reason=doc["reason"],
            handle=doc["moderator"]["handle"],
            role=doc["moderator"]["role"],
            about=doc.get("about") or {},
            detail=str(doc.get("detail") or ""),
            undoes=doc.get("undoes"),
            hash=doc["hash"],
            private=doc.get("private") or {},
            undone_by=doc.get("undone_by"),
        )

    @property
    def label(self) -> str:
        return ACTION_LABELS.get(self.action, self.action)

    @property
    def rule_text(self) -> str:
        return RULES.get(self.rule, "")

    @property
    def is_against(self) -> bool:
        """Whether it went against somebody, so that they may appeal."""
        action = ACTIONS.get(self.action)
        return action is not None and action.against

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back, and nobody has."""
        has_effect = self.action in ACTIONS or "effect" in self.private
        return self.undone_by is None and has_effect

    def is_appealable(self, moment: datetime) -> bool:
        in_time = moment <= self.at + APPEALABLE_FOR
        return self.is_against and self.undone_by is None and in_time


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a member says against a decision, and what was answered."""

    id: ObjectId
    decision_id: ObjectId
    member_id: ObjectId | None
    name: str
    handle: str
    text: str
    at: datetime
    open: bool
    granted: bool | None
    answer: str
    answered_at: datetime | None
    answered_by: str

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Appeal":
        return cls(
            id=doc["_id"],
            decision_id=doc["decision_id"],
            member_id=doc.get("member_id"),
            name=str(doc.get("name") or FORMER_MEMBER),
            handle=str(doc.get("handle") or ""),
            text=doc["text"],
            at=doc["at"],
            open=bool(doc["open"]),
            granted=doc.get("granted"),
            answer=str(doc.get("answer") or ""),
            answered_at=doc.get("answered_at"),
            answered_by=str(doc.get("answered_by") or ""),
        )
