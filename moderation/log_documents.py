"""Rows of the log, and appeals against them, as the pages see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from .rules import ACTION_LABELS, ACTIONS, APPEALABLE_FOR, RULES


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the log, and for moderators what it keeps to itself."""

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
        """Give the action in words."""
        return ACTION_LABELS.get(self.action, self.action)

    @property
    def rule_text(self) -> str:
        """Give the rule in words."""
        return RULES.get(self.rule, "")

    @property
    def is_against(self) -> bool:
        """Tell whether it went against somebody, so that they may appeal."""
        action = ACTIONS.get(self.action)
        return action is not None and action.against

    @property
    def can_be_undone(self) -> bool:
        """Tell whether there is something to take back, and nobody has."""
        has_effect = self.action in ACTIONS or "effect" in self.private
        return self.undone_by is None and has_effect

    def is_appealable(self, moment: datetime) -> bool:
        """Tell whether whom it concerns may appeal yet."""
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
        """Read an `appeals` document."""
        return cls(
            id=doc["_id"],
            decision_id=doc["decision_id"],
            member_id=doc.get("member_id"),
            name=str(doc.get("name") or "A former member"),
            handle=str(doc.get("handle") or ""),
            text=doc["text"],
            at=doc["at"],
            open=bool(doc["open"]),
            granted=doc.get("granted"),
            answer=str(doc.get("answer") or ""),
            answered_at=doc.get("answered_at"),
            answered_by=str(doc.get("answered_by") or ""),
        )
