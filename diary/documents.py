"""A member's state of a film, and the entries of their diary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from mflix_site.text import clean_line, clean_text, fold_text
from movies.documents import MovieCard
from reviews.documents import VISIBLE, Review

PUBLIC, PRIVATE = "public", "private"
PRIVACIES = (PUBLIC, PRIVATE)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FIRST_DAY, MAX_UTC_OFFSET = "1888-01-01", timedelta(hours=14)
MAX_NOTE_LENGTH, MAX_TAG_LENGTH, MAX_TAGS = 10_000, 100, 50
Doc = dict[str, Any]


def is_possible_day(day: str) -> bool:
    """Return whether a day is since 1888, and has begun somewhere on Earth."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    latest = (datetime.now(UTC) + MAX_UTC_OFFSET).date().isoformat()
    return DAY.fullmatch(day) is not None and FIRST_DAY <= day <= latest


def tag_key(tag: str) -> str:
    """Return the key of a tag, which is the same for "Ciné club" and "cine club"."""
    return fold_text(tag) or tag.casefold()


def read_tags(text: str) -> tuple[str, ...]:
    """Return the tags in a comma-separated text, without duplicates."""
    tags: dict[str, str] = {}
    for tag in filter(None, map(clean_line, text.split(","))):
        tags.setdefault(tag_key(tag), tag)
    return tuple(tags.values())


@dataclass(frozen=True, slots=True)
class FilmState:
    """A film's states for a member."""

    movie_id: str
    watched: bool = False
    watched_at: datetime | None = None
    liked: bool = False
    liked_at: datetime | None = None
    watchlist_at: datetime | None = None
    watchlist_note: str = ""
    viewings: int = 0
    last_day: str | None = None
    rating: int | None = None
    has_text: bool = False

    @property
    def on_watchlist(self) -> bool:
        return self.watchlist_at is not None

    @classmethod
    def from_doc(cls, movie_id: str, doc: Doc, review: Mapping[str, Any]) -> "FilmState":
        """Read a document of `film_states`, and what `reviews` knows of the member's review."""
        watchlist, rating = doc.get("wanted") or {}, review.get("rating")
        return cls(
            movie_id=movie_id,
            watched=doc.get("watched") is True,
            watched_at=doc.get("watched_at"),
            liked=doc.get("liked") is True,
            liked_at=doc.get("liked_at"),
            watchlist_at=watchlist.get("at"),
            watchlist_note=str(watchlist.get("note") or ""),
            viewings=int(doc.get("viewings") or 0),
            last_day=doc.get("last_day"),
            rating=rating if isinstance(rating, int) else None,
            has_text=bool(review.get("has_text")),
        )


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What a member writes of one viewing; without a `day` it is undated."""

    day: str | None = None
    rating: int | None = None
    rewatch: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    privacy: str = PUBLIC

    @property
    def public_words(self) -> str:
        words = [self.note, *self.tags] if self.privacy == PUBLIC else []
        return "\n".join(filter(None, words))

    def fields(self) -> Doc:
        """Return the fields of a document, in which day and rating may be absent, never null."""
        optional = {"day": self.day, "rating": self.rating}
        return {
            **{name: value for name, value in optional.items() if value is not None},
            "rewatch": self.rewatch,
            "tags": list(self.tags),
            "tag_keys": [tag_key(tag) for tag in self.tags],
            "note": self.note,
            "privacy": self.privacy,
        }


@dataclass(frozen=True, slots=True)
class EntryFilm:
    """Facts of a film, copied to its diary entries for filters and updated by its edits."""

    title: str
    year: int | None = None
    genres: tuple[str, ...] = ()
    runtime: int | None = None

    @classmethod
    def of(cls, card: MovieCard) -> "EntryFilm":
        return cls(card.title, card.year, card.genres, card.runtime)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "EntryFilm":
        genres = tuple(doc.get("genres") or ())
        return cls(str(doc.get("title") or ""), doc.get("year"), genres, doc.get("runtime"))

    @property
    def decade(self) -> int | None:
        return self.year // 10 * 10 if self.year else None

    def fields(self) -> Doc:
        facts = {"year": self.year, "decade": self.decade, "runtime": self.runtime}
        present = {name: value for name, value in facts.items() if value is not None}
        return {"title": self.title, **present, "genres": list(self.genres)}


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One viewing of a film; `rating` is what the member gave it then."""

    id: str
    member_id: ObjectId
    movie_id: str
    content: EntryContent
    film: EntryFilm
    created_at: datetime
    edited_at: datetime | None = None
    version: int = 1
    state: str = VISIBLE
    review_id: str | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "DiaryEntry":
        privacy = doc.get("privacy")
        content = EntryContent(
            day=doc.get("day"),
            rating=doc.get("rating"),
            rewatch=doc.get("rewatch") is True,
            tags=tuple(doc.get("tags") or ()),
            note=clean_text(str(doc.get("note") or "")),
            privacy=privacy if privacy in PRIVACIES else PRIVATE,
        )
        return cls(
            id=str(doc["_id"]),
            member_id=doc["member_id"],
            movie_id=str(doc["movie_id"]),
            content=content,
            film=EntryFilm.from_doc(doc.get("film") or {}),
            created_at=doc["created_at"],
            edited_at=doc.get("edited_at"),
            version=int(doc.get("version") or 1),
            state=str(doc.get("state") or VISIBLE),
            review_id=str(doc["review_id"]) if doc.get("review_id") else None,
        )

    @property
    def is_taken_down(self) -> bool:
        return self.state != VISIBLE


@dataclass(frozen=True, slots=True)
class FilmDiary:
    """What a film is to a member, with their newest entries about it, and their review."""

    state: FilmState
    entries: tuple[DiaryEntry, ...] = ()
    review: Review | None = None
