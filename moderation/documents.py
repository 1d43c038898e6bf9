"""Cases, reports, decisions and appeals, as the pages see them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from hashlib import sha256
from math import inf
from typing import Any

from bson import ObjectId

from accounts.documents import STANDINGS, ReportRecord
from reviews.documents import HELD, HIDDEN, REMOVED, VISIBLE

from .errors import WordsChanged
from .rules import (
    ACTION_LABELS,
    ACTIONS,
    APPEAL_PERIOD,
    HELD_REASON,
    MEMBER,
    OTHER_ACTION,
    POSTS,
    RULES,
    reason_label,
)

AS_REPORTED = "as reported"
# Points from which a case has this priority; waiting moves a case up, but not to another one.
HIGH_PRIORITY, MEDIUM_PRIORITY = 4.0, 1.5
# What a decision changed, as its log row stores it: the id under the name of its kind (`review`,
# `member`) and the states `before` and `after`; for a `profile`, the parts that were `cleared`;
# `also`: a second effect of the same decision.
Effect = Mapping[str, Any]
Doc = dict[str, Any]


def changed_post(effect: Effect) -> str:
    """Return the kind of post that an effect changed; empty where it changed none."""
    return next((kind for kind in POSTS if kind in effect), "")


def words_hash(post: Any) -> str:
    """Return the hash that a form is sent with, so that it is about the words its page showed."""
    return sha256(f"{post.version} {post.text}".encode()).hexdigest() if post else ""


def stored_fields(cls: Any, doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document's values of the fields of a dataclass."""
    return {f.name: doc[f.name] for f in fields(cls) if doc.get(f.name) is not None}


@dataclass(frozen=True, slots=True)
class PostSnapshot:
    """The content of a review when it was reported or held."""

    text: str = ""
    rating: int | None = None
    spoiler: bool = False
    version: int = 1

    @classmethod
    def from_doc(cls, doc: Any) -> "PostSnapshot | None":
        return cls(**stored_fields(cls, doc)) if isinstance(doc, Mapping) else None


@dataclass(frozen=True, slots=True)
class Target:
    """What a case is about: a post or a member, its author's name, and a post's film or title."""

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
        about = asdict(self)
        return {"target": {"kind": about.pop("kind"), "id": about.pop("id")}, "about": about}

    @property
    def is_post(self) -> bool:
        return self.kind != MEMBER

    def public(self) -> dict[str, str]:
        """Return the target for the log: ids alone, so that a name is gone with its account."""
        ids = {"id": self.id, "film": self.movie_id, "member": self.member_id}
        return {"kind": self.kind, **{k: str(v) for k, v in ids.items() if v is not None}}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything reported of one target, until somebody decides.

    `claim`: who looks at it (`id`, `handle`) and `until` when; `notes` have `handle`, `text`, `at`.
    """

    id: ObjectId
    target: Target
    open: bool
    opened_at: datetime
    snapshot: PostSnapshot | None
    reasons: Sequence[str] = ()
    reports: int = 0
    points: float = 0.0
    claim: Mapping[str, Any] | None = None
    notes: Sequence[Mapping[str, Any]] = ()
    hidden_by_reports: bool = False
    held_because: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Case":
        known = stored_fields(cls, doc) | {"target": Target.from_doc(doc)}
        return cls(id=doc["_id"], snapshot=PostSnapshot.from_doc(doc.get("shown")), **known)

    def is_post_waiting(self, state: str) -> bool:
        """Return whether its review waits, in this state, for the case to be decided."""
        return state == HELD or (state == HIDDEN and self.hidden_by_reports)

    def check_words(self, shown: str, post: Any) -> None:
        """Raise WordsChanged unless its post still says what a moderator read.

        `shown` is the hash of that, or AS_REPORTED. A post that is gone can be decided.
        """
        seen = words_hash(self.snapshot) if shown == AS_REPORTED else shown
        if post and words_hash(post) != seen:
            raise WordsChanged

    @property
    def is_unreported(self) -> bool:
        """Return whether it is about a post that waits, or waited, and that nobody reported."""
        return HELD_REASON in self.reasons and not self.reports

    @property
    def reason(self) -> str:
        return reason_label(self.reasons[0]) if self.reasons else ""

    @property
    def other_reasons(self) -> list[str]:
        return [reason_label(reason) for reason in self.reasons[1:]]

    @property
    def level(self) -> str:
        """Return the priority of the reports, without the waiting time: high, medium or low."""
        levels = {"high": HIGH_PRIORITY, "medium": MEDIUM_PRIORITY}
        return next((level for level, least in levels.items() if self.points >= least), "low")


@dataclass(frozen=True, slots=True)
class Report:
    """What one member reported, with the words as they were, and how it ended."""

    id: ObjectId
    case_id: ObjectId
    target: Target
    reason: str
    at: datetime
    open: bool
    snapshot: PostSnapshot | None
    name: str = ""
    handle: str = ""
    note: str = ""
    outcome: str = ""
    decision_number: int | None = None
    # The number of the row that undid the decision; queries look it up.
    undone_by: int | None = None
    record: ReportRecord = field(default_factory=ReportRecord)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any], record: Any = None) -> "Report":
        """Read a `reports` document; `record` is its reporter's, where it is shown."""
        reporter = doc.get("reporter") or {}
        read = {
            "id": doc["_id"],
            "target": Target.from_doc(doc),
            "reason": reason_label(doc["reason"]),
            "outcome": str(ACTION_LABELS.get(doc.get("outcome", ""), "")),
            "snapshot": PostSnapshot.from_doc(doc.get("words")),
            "record": ReportRecord.from_doc(record),
        }
        return cls(**{**stored_fields(cls, {**doc, **reporter}), **read})


def _makes_worse(effect: Effect) -> bool:
    if "also" in effect and _makes_worse(effect["also"]):
        return True
    if changed_post(effect):
        before, after = effect["before"], effect["after"]
        is_locked_now = after.get("spoiler_locked") and not before.get("spoiler_locked")
        states = (VISIBLE, HELD, HIDDEN, REMOVED)
        return bool(is_locked_now) or states.index(after["state"]) > states.index(before["state"])
    if "profile" in effect:
        return bool(effect["after"]["cleared"])
    if "member" in effect:
        return _standing_order(effect["after"]) > _standing_order(effect["before"])
    return False


def _standing_order(standing: Mapping[str, Any]) -> tuple[int, float]:
    until = standing.get("until")
    return STANDINGS.index(standing["kind"]), until.timestamp() if until else inf


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the log, and for moderators its private part.

    Queries look up the row that undid it, and whether that granted an appeal (`is_overturned`).
    """

    id: ObjectId
    number: int
    at: datetime
    action: str
    reason: str
    handle: str
    role: str
    hash: str
    rule: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    undoes: int | None = None
    private: Mapping[str, Any] = field(default_factory=dict)
    undone_by: int | None = None
    is_overturned: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Decision":
        return cls(id=doc["_id"], **doc["moderator"], **stored_fields(cls, doc))

    @property
    def member_id(self) -> ObjectId | None:
        member = self.about.get("member", "")
        return ObjectId(member) if ObjectId.is_valid(member) else None

    @property
    def target_id(self) -> ObjectId | None:
        target = self.about.get("id", "")
        return ObjectId(target) if ObjectId.is_valid(target) else None

    @property
    def log_path(self) -> str:
        return f"/moderation/log/{self.number}/"

    @property
    def label(self) -> str:
        return str(ACTION_LABELS.get(self.action, OTHER_ACTION))

    @property
    def rule_text(self) -> str:
        return str(RULES.get(self.rule, ""))

    @property
    def is_sanction(self) -> bool:
        return self.action in ACTIONS and ACTIONS[self.action].is_sanction

    @property
    def is_against_member(self) -> bool:
        """Return whether it left its member worse off, who may then appeal."""
        return self.is_sanction or _makes_worse(self.private.get("effect") or {})

    @property
    def can_be_undone(self) -> bool:
        """Return whether it had an effect that nobody has undone."""
        return self.undone_by is None and (self.action in ACTIONS or "effect" in self.private)

    def is_appealable(self, moment: datetime) -> bool:
        is_in_time = moment <= self.at + APPEAL_PERIOD
        return self.is_against_member and self.undone_by is None and is_in_time


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a member says against a decision, and what was answered."""

    id: ObjectId
    decision_id: ObjectId
    text: str
    at: datetime
    open: bool
    member_id: ObjectId | None = None
    name: str = ""
    handle: str = ""
    granted: bool | None = None
    # Its decision was undone before anybody answered.
    undone: bool = False
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Appeal":
        return cls(id=doc["_id"], **stored_fields(cls, doc))
