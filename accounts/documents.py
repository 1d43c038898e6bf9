"""Members, their preferences and their standing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from mflix_site.text import now

from .time_zones import is_time_zone

RATING_SCALES = (5, 10, 100)
MAX_ABOUT_LENGTH, MAX_FAVORITE_FILMS = 500, 4
# Of genres, people and certificates.
MAX_FAVORITES, MAX_FAVORITE_LENGTH = 50, 80
THEMES = ("auto", "light", "dark")
LANGUAGES = {
    "en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "it": "Italiano",
    "ja": "日本語", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska",
}  # fmt: skip
MEMBER, MODERATOR, ADMIN = "member", "moderator", "admin"
ROLES = (MEMBER, MODERATOR, ADMIN)
WITHOUT_PASSWORD = {"password": 0}  # a projection
NOT_CLOSING: dict[str, Any] = {"closing": {"$exists": False}}
# More than a page's transaction (8 s) and the lifetime of shared reads (2 s) together.
SETTLING_TIME = timedelta(seconds=15)
# From best to worst: posts of a limited member are held, a suspended member can only read.
GOOD, LIMITED, SUSPENDED, CLOSED = "good", "limited", "suspended", "closed"
STANDINGS = (GOOD, LIMITED, SUSPENDED, CLOSED)


def hash_token(token: str) -> str:
    """Return a token's hash: the `_id` under which its session or reset link is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def _names(value: Any) -> tuple[str, ...]:
    # Preferences of the course's database hold a single text instead of a list.
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(v.strip() for v in values if isinstance(v, str) and v.strip()))


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _ids(value: Any) -> tuple[ObjectId, ...]:
    return tuple(v for v in value if isinstance(v, ObjectId)) if isinstance(value, list) else ()


def _genres(value: Any) -> tuple[str, ...]:
    # Preferences of the course's database have "comedy" where its films have "Comedy".
    return _names([name.title() if name.islower() else name for name in _names(value)])


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's preferences; the defaults are what a visitor gets."""

    favorite_genres: tuple[str, ...] = ()
    favorite_cast: tuple[str, ...] = ()
    preferred_ratings: tuple[str, ...] = ()
    language: str = "en"
    rating_scale: int = 5
    theme: str = "auto"
    hidden_rows: tuple[str, ...] = ()
    notices_by_mail: bool = False
    time_zone: str = "UTC"
    films_private: bool = False
    watchlist_private: bool = False
    hide_scores: bool = False

    @classmethod
    def from_doc(cls, doc: Any) -> "Preferences":
        """Read `users.preferences`, ours or the course's; invalid values become the defaults."""
        doc = doc if isinstance(doc, Mapping) else {}
        scale, theme, language = doc.get("rating_scale"), doc.get("theme"), doc.get("language")
        zone = doc.get("time_zone")
        return cls(
            favorite_genres=_genres(doc.get("favorite_genres", doc.get("favorite_genre"))),
            favorite_cast=_names(doc.get("favorite_cast")),
            preferred_ratings=_names(doc.get("preferred_ratings")),
            language=language if isinstance(language, str) and language in LANGUAGES else "en",
            rating_scale=scale if isinstance(scale, int) and scale in RATING_SCALES else 5,
            theme=theme if isinstance(theme, str) and theme in THEMES else "auto",
            hidden_rows=_names(doc.get("hidden_rows")),
            notices_by_mail=doc.get("notices_by_mail") is True,
            time_zone=zone if isinstance(zone, str) and is_time_zone(zone) else "UTC",
            films_private=doc.get("films_private") is True,
            watchlist_private=doc.get("watchlist_private") is True,
            hide_scores=doc.get("hide_scores") is True,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's standing until its end, if any; `later` is a milder one that lasts longer."""

    kind: str = GOOD
    until: datetime | None = None
    later: "Standing | None" = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Standing":
        """Read a `users` document; one without a standing is in good standing."""
        kind, until, later = (doc.get(f"standing{name}") for name in ("", "_until", "_later"))
        return cls(
            kind=kind if isinstance(kind, str) and kind in STANDINGS else GOOD,
            until=until if isinstance(until, datetime) else None,
            later=cls.from_effect(later) if isinstance(later, Mapping) else None,
        )

    @classmethod
    def from_effect(cls, doc: Mapping[str, Any]) -> "Standing":
        """Read a standing that a decision stored by `asdict`."""
        later = doc.get("later")
        return cls(doc["kind"], doc.get("until"), cls.from_effect(later) if later else None)

    def fields(self) -> dict[str, Any]:
        """Return the fields of a `users` document; None where there is none."""
        later = {"kind": self.later.kind, "until": self.later.until} if self.later else None
        return {"standing": self.kind, "standing_until": self.until, "standing_later": later}

    def current(self, moment: datetime) -> "Standing":
        """Return the standing at a moment: after its end the later one, or good standing."""
        if self.until is None or self.until > moment:
            return self
        return self.later.current(moment) if self.later else Standing()

    def at(self, moment: datetime) -> str:
        return self.current(moment).kind

    def is_same(self, other: "Standing | None") -> bool:
        """Return whether it is of the same kind and length, whatever comes later."""
        return other is not None and (self.kind, self.until) == (other.kind, other.until)

    def with_later_of(self, earlier: "Standing") -> "Standing":
        """Return this with what is milder and lasts longer of an earlier standing."""
        ranks = {kind: rank for rank, kind in enumerate(STANDINGS)}
        milder = [
            replace(one, later=None)
            for one in (earlier, earlier.later)
            if one and self.until and 0 < ranks[one.kind] < ranks[self.kind]
            if one.until is None or one.until > self.until
        ]
        return replace(self, later=milder[0] if milder else None)


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """How many reports of a member were confirmed and how many were dismissed."""

    right: int = 0
    wrong: int = 0

    @classmethod
    def from_doc(cls, doc: Any) -> "ReportRecord":
        doc = doc if isinstance(doc, Mapping) else {}
        return cls(_count(doc.get("right")) or 0, _count(doc.get("wrong")) or 0)

    @property
    def decided(self) -> int:
        return self.right + self.wrong

    @property
    def credibility(self) -> float:
        """Return the probability that the next report is confirmed; 0.5 without any reports."""
        return (self.right + 1) / (self.decided + 2)


@dataclass(frozen=True, slots=True)
class Member:
    """A member, with an e-mail address that nobody else may see.

    `taken_down`: how often a post of theirs was hidden or removed; None if that was not counted.
    """

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
    about: str = ""
    favorite_films: tuple[ObjectId, ...] = ()
    seen_films: tuple[ObjectId, ...] = ()
    picture: str = ""
    taken_down: int | None = None
    last_acted_at: datetime | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Member":
        """Read a `users` document, ours or one of a database that is not adopted yet."""
        joined, role, acted = (doc.get(name) for name in ("joined_at", "role", "last_acted_at"))
        return cls(
            id=doc["_id"],
            name=str(doc.get("name") or "Somebody"),
            handle=str(doc.get("handle") or ""),
            email=str(doc.get("email") or ""),
            role=role if isinstance(role, str) and role in ROLES else MEMBER,
            joined_at=joined if isinstance(joined, datetime) else None,
            session_epoch=_count(doc.get("session_epoch")) or 0,
            preferences=Preferences.from_doc(doc.get("preferences")),
            standing=Standing.from_doc(doc),
            report_record=ReportRecord.from_doc(doc.get("report_record")),
            unread=_count(doc.get("unread")) or 0,
            about=str(doc.get("about") or ""),
            favorite_films=_ids(doc.get("favorite_films")),
            seen_films=_ids(doc.get("seen_films")),
            picture=str(doc.get("picture") or ""),
            taken_down=_count(doc.get("taken_down")),
            last_acted_at=acted if isinstance(acted, datetime) else None,
        )

    def as_author(self) -> dict[str, Any]:
        picture = {"picture": self.picture} if self.picture else {}
        return {"id": self.id, "name": self.name, "handle": self.handle, **picture}

    @property
    def has_just_written(self) -> bool:
        """Return whether they wrote something a moment ago, and so must see it."""
        return self.last_acted_at is not None and now() - self.last_acted_at < SETTLING_TIME

    @property
    def standing_until(self) -> datetime | None:
        return self.standing.current(now()).until

    @property
    def current_standing(self) -> str:
        return self.standing.kind if self.standing.until is None else self.standing.at(now())

    @property
    def restriction(self) -> str:
        """Return the current standing if it restricts the member; empty if it is good."""
        return "" if self.current_standing == GOOD else self.current_standing

    @property
    def is_staff(self) -> bool:
        return self.role in (MODERATOR, ADMIN)
