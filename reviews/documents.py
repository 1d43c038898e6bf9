"""Reviews: our own, and the comments of an old `sample_mflix`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
UNPUBLISHED = [HELD, *TAKEN_DOWN]
MAX_TEXT_LENGTH = 10_000
Doc = dict[str, Any]


def read_author(doc: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the author of a `comments` document; {} if it has none, or another application's."""
    author = doc.get("author")
    if not isinstance(author, Mapping) or "name" not in author:
        return {}
    return author if isinstance(author.get("id"), ObjectId | None) else {}


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """The content of a review: a text, a rating of 1 to 100, or both."""

    text: str
    rating: int | None = None
    spoiler: bool = False

    def fields(self) -> Doc:
        """Return the fields of a document, in which a rating may be absent but never null."""
        fields = {"text": self.text, "spoiler": self.spoiler}
        return fields if self.rating is None else {**fields, "rating": self.rating}


@dataclass(frozen=True, slots=True)
class Review:
    """A review; `rating` is 1 to 100 or None, and without `author_id` the author has left.

    `edited_at` is when existing text was last changed, `changed_at` when anything was written.
    """

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
    author_picture: str = ""
    changed_at: datetime | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Review":
        """Read a `comments` document, ours or one with only name, e-mail, text and date."""
        author, rating, date = read_author(doc), doc.get("rating"), doc.get("date")
        edited_at, state, version = (doc.get(name) for name in ("edited_at", "state", "version"))
        times = (doc.get("changed_at"), edited_at, date)
        return cls(
            id=str(doc["_id"]),
            movie_id=str(doc.get("movie_id")),
            author_id=author.get("id"),
            author_name=str(author.get("name") or doc.get("name") or "A former member"),
            author_handle=str(author.get("handle") or ""),
            text=clean_text(str(doc.get("text") or "")),
            rating=(
                rating
                if isinstance(rating, int) and rating is not True and 1 <= rating <= 100
                else None
            ),
            spoiler=doc.get("spoiler") is True,
            date=date if isinstance(date, datetime) else None,
            # Earlier versions stored it with a rating alone, too.
            edited_at=edited_at if isinstance(edited_at, datetime) and doc.get("text") else None,
            version=int(version) if isinstance(version, int | float) and 1 <= version < 1e9 else 1,
            state=state if isinstance(state, str) and state else VISIBLE,
            held_because=str(doc.get("held_because") or ""),
            spoiler_locked=bool(doc.get("spoiler_locked")),
            author_picture=str(author.get("picture") or ""),
            changed_at=next((time for time in times if isinstance(time, datetime)), None),
        )

    @property
    def content(self) -> ReviewContent:
        return ReviewContent(self.text, self.rating, self.spoiler)

    @property
    def is_visible(self) -> bool:
        return self.state == VISIBLE

    @property
    def is_erased(self) -> bool:
        """Return whether its author has deleted what it said, and only its place is left."""
        return self.is_taken_down and not self.text and self.rating is None

    @property
    def is_taken_down(self) -> bool:
        return self.state in TAKEN_DOWN

    def revision(self, replaced_at: datetime) -> Doc:
        of_version = {"review_id": ObjectId(self.id), "version": self.version}
        return {**of_version, **asdict(self.content), "replaced_at": replaced_at}


def change_times(text: str, new_text: str, moment: datetime) -> Doc:
    """Return the times of a change; a first text, or another rating, is not "edited"."""
    edited = {"edited_at": moment} if text and new_text != text else {}
    return {"changed_at": moment, **edited}


@dataclass(frozen=True, slots=True)
class Visibility:
    """A review's state and spoiler mark, and what only a moderator changes.

    `spoiler_locked`: a moderator set the mark, so that the author's edits keep it.
    """

    state: str
    spoiler: bool
    held_because: str = ""
    spoiler_locked: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Visibility":
        """Read a visibility that a decision stored by `fields`."""
        return cls(**{name: doc[name] for name in cls.__dataclass_fields__ if name in doc})

    @classmethod
    def of(cls, review: Review) -> "Visibility":
        return cls(review.state, review.spoiler, review.held_because, review.spoiler_locked)

    def fields(self) -> Doc:
        """Return the fields as stored: of those that only a moderator changes, what is set."""
        return {k: v for k, v in asdict(self).items() if v or k in ("state", "spoiler")}

    def update(self) -> Doc:
        fields = self.fields()
        unset = {name: "" for name in asdict(self) if name not in fields}
        return {"$set": fields, "$unset": unset} if unset else {"$set": fields}


@dataclass(frozen=True, slots=True)
class PostWords:
    """What a diary entry or a list says to others, as a moderator reads it."""

    state: str
    text: str
    version: int

    @property
    def is_visible(self) -> bool:
        return self.state == VISIBLE


@dataclass(frozen=True, slots=True)
class FilmReview:
    """A review and its film, as members' pages and the home page list them."""

    review: Review
    film: MovieCard
