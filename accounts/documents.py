"""Members and their preferences, as the rest of the site sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId

from mflix_site.clock import now

SCALES = {5: "Five stars, with halves", 10: "Ten points", 100: "A hundred points"}
THEMES = {"auto": "As my system", "light": "Light", "dark": "Dark"}
LANGUAGES = {
    "en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "it": "Italiano",
    "ja": "日本語", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska",
}  # fmt: skip
MEMBER, MODERATOR, ADMIN = "member", "moderator", "admin"
ROLES = (MEMBER, MODERATOR, ADMIN)
PROFILE = {"password": 0}
# From best to worst; a limited member's posts are held, a suspended one only reads.
GOOD, LIMITED, SUSPENDED, CLOSED = "good", "limited", "suspended", "closed"
STANDINGS = (GOOD, LIMITED, SUSPENDED, CLOSED)


def _names(value: Any) -> tuple[str, ...]:
    """The course's preferences hold one text where ours hold a list."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(v.strip() for v in values if isinstance(v, str) and v.strip()))


def _genres(value: Any) -> tuple[str, ...]:
    """The course writes "comedy" where films have "Comedy"."""
    return tuple(name.title() if name.islower() else name for name in _names(value))


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member asked of the site; every default is what a visitor sees."""

    favorite_genres: tuple[str, ...] = ()
    favorite_cast: tuple[str, ...] = ()
    preferred_ratings: tuple[str, ...] = ()
    language: str = "en"
    rating_scale: int = 5
    theme: str = "auto"
    hidden_rows: tuple[str, ...] = ()
    notices_by_mail: bool = False

    @classmethod
    def from_doc(cls, doc: Any) -> "Preferences":
        """Read `users.preferences`, ours or the course's; what is odd falls back to the default."""
        doc = doc if isinstance(doc, Mapping) else {}
        scale, theme, language = doc.get("rating_scale"), doc.get("theme"), doc.get("language")
        return cls(
            favorite_genres=_genres(doc.get("favorite_genres", doc.get("favorite_genre"))),
            favorite_cast=_names(doc.get("favorite_cast")),
            preferred_ratings=_names(doc.get("preferred_ratings")),
            language=language if isinstance(language, str) and language in LANGUAGES else "en",
            rating_scale=scale if isinstance(scale, int) and scale in SCALES else 5,
            theme=theme if isinstance(theme, str) and theme in THEMES else "auto",
            hidden_rows=_names(doc.get("hidden_rows")),
            notices_by_mail=doc.get("notices_by_mail") is True,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands with the moderators, and until when; without an end, until decided."""

    kind: str = GOOD
    until: datetime | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Standing":
        """Read a `users` document; an older one says nothing, which is good."""
        kind, until = doc.get("standing"), doc.get("standing_until")
        return cls(
            kind=kind if isinstance(kind, str) and kind in STANDINGS else GOOD,
            until=until if isinstance(until, datetime) else None,
        )

    def at(self, moment: datetime) -> str:
        """Give the standing at a moment: good again once its time is over."""
        return GOOD if self.until is not None and self.until <= moment else self.kind


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """How often what a member reported was so, and how often it was not."""

    right: int = 0
    wrong: int = 0

    @classmethod
    def from_doc(cls, doc: Any) -> "ReportRecord":
        """Read `users.report_record`; what is missing counts nothing."""
        doc = doc if isinstance(doc, Mapping) else {}
        return cls(int(doc.get("right") or 0), int(doc.get("wrong") or 0))

    @property
    def credibility(self) -> float:
        """Give how likely the next report is right: 0.5 for who never reported."""
        return (self.right + 1) / (self.right + self.wrong + 2)


@dataclass(frozen=True, slots=True)
class Member:
    """A member; the e-mail address is for themselves only, and no page of others shows it."""

    id: ObjectId
    name: str
    handle: str
    email: str
    role: str
    joined_at: datetime | None
    session_epoch: int
    preferences: Preferences = field(default_factory=Preferences)
    standing: Standing = field(default_factory=Standing)
    report_record: ReportRecord = field(default_factory=ReportRecord)
    unread: int = 0

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Member":
        """Read a `users` document, ours or one that has not been adopted yet."""
        joined, role = doc.get("joined_at"), doc.get("role")
        return cls(
            id=doc["_id"],
            name=str(doc.get("name") or "Somebody"),
            handle=str(doc.get("handle") or ""),
            email=str(doc.get("email") or ""),
            role=role if role in ROLES else MEMBER,
            joined_at=joined if isinstance(joined, datetime) else None,
            session_epoch=int(doc.get("session_epoch") or 0),
            preferences=Preferences.from_doc(doc.get("preferences")),
            standing=Standing.from_doc(doc),
            report_record=ReportRecord.from_doc(doc.get("report_record")),
            unread=int(doc.get("unread") or 0),
        )

    @property
    def bound(self) -> str:
        """Give the standing that keeps them from things just now; empty where it is good."""
        kind = self.standing.at(now())
        return "" if kind == GOOD else kind

    @property
    def is_staff(self) -> bool:
        """Tell whether they moderate or run the site."""
        return self.role in (MODERATOR, ADMIN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks at a page: a member or a visitor, and how they want to see things."""

    member: Member | None = None

    @property
    def preferences(self) -> Preferences:
        """Give the member's preferences, or a visitor's defaults."""
        return self.member.preferences if self.member else Preferences()
