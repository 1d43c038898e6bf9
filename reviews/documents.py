"""Reviews: our own, and the comments of an old `sample_mflix`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from mflix_site.text import clean_text
from movies.documents import MovieCard

VISIBLE = "visible"
# Held until a moderator decides; hidden by a decision or by many reports; removed by a decision.
HELD, HIDDEN, REMOVED = "held", "hidden", "removed"
TAKEN_DOWN = (HIDDEN, REMOVED)
# Comments that are not adopted yet have no state.
VISIBLE_STATES: tuple[str | None, ...] = (VISIBLE, None)
MAX_TEXT_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Review:
    """A review; `rating` is 1 to 100 or None, and without `author_id` the author has left."""

    id: str
    movie_id: str
    author_id: ObjectId | None
    author_name: str
    author_handle: str
    text: str
    rating: int | None
    spoiler: bool
    date: datetime | None
    edited_at: datetime | None
    version: int
    state: str
    held_because: str = ""
    spoiler_locked: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Review":
        """Read a `comments` document, ours or one with only name, e-mail, text and date."""
        author, rating, date = doc.get("author") or {}, doc.get("rating"), doc.get("date")
        return cls(
            id=str(doc["_id"]),
            movie_id=str(doc.get("movie_id")),
            author_id=author.get("id"),
            author_name=str(author.get("name") or doc.get("name") or "A former member"),
            author_handle=str(author.get("handle") or ""),
            text=clean_text(str(doc.get("text") or "")),
            rating=rating if isinstance(rating, int) and 1 <= rating <= 100 else None,
            spoiler=doc.get("spoiler") is True,
            date=date if isinstance(date, datetime) else None,
            edited_at=doc.get("edited_at"),
            version=int(doc.get("version") or 1),
            state=doc.get("state") or VISIBLE,
            held_because=str(doc.get("held_because") or ""),
            spoiler_locked=bool(doc.get("spoiler_locked")),
        )

    @property
    def is_visible(self) -> bool:
        return self.state == VISIBLE

    @property
    def is_taken_down(self) -> bool:
        return self.state in TAKEN_DOWN

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p.strip() for p in self.text.split("\n\n") if p.strip())


@dataclass(frozen=True, slots=True)
class FilmReview:
    """A review and its film, as members' pages and the home page list them."""

    review: Review
    film: MovieCard
