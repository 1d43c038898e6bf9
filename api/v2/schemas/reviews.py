"""Reviews, and what their authors send."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from reviews.documents import MAX_TEXT_LENGTH

from .shared import Id, Input, PageQuery, Rating

# A character that `mflix_site.text.clean_text` keeps wherever it stands.
LASTING = (
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2069\u3000"
    r"\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
RATED: dict[str, Any] = {"required": ["rating"], "properties": {"rating": {"type": "integer"}}}
WRITTEN: dict[str, Any] = {"required": ["text"], "properties": {"text": {"pattern": LASTING}}}
Sort = Literal["newest", "highest", "lowest"]


class ReviewQuery(PageQuery):
    """An order, and a part of the list."""

    sort: Annotated[Sort, Field(description="By rating: only reviews that have one")] = "newest"


class ReviewInput(Input):
    """A text, a rating, or both."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [RATED, WRITTEN]})

    text: Annotated[str, Field(max_length=MAX_TEXT_LENGTH)] = ""
    rating: Rating | None = None
    spoiler: Annotated[bool, Field(description="Whether the text gives something away")] = False


class Deletion(Schema):
    """What is left of a review."""

    keep_rating: Annotated[
        bool, Field(description="Whether the rating of a visible one stays, without its words")
    ] = False


class RatingInput(Input):
    """A rating, or null to clear it."""

    rating: Rating | None


class ReviewedFilm(Schema):
    """The film that a review is about."""

    id: Id
    title: str
    year: int | None


class Author(Schema):
    """A review's author; without a handle somebody who has left, or is not a member."""

    name: str
    handle: str


class Review(Schema):
    """A review; a rating alone is one without words."""

    id: Id
    film: ReviewedFilm
    author: Author
    text: Annotated[str, Field(description="Show it on demand alone where `spoiler` is true")]
    rating: Rating | None
    spoiler: bool
    date: datetime | None
    edited_at: datetime | None
    version: int
    state: Annotated[
        Literal["visible", "held", "hidden", "removed"],
        Field(description="Others see only visible ones; a held one waits for a moderator"),
    ]
    held_because: Annotated[str, Field(description="Why it is held, for its author")]
    url: Annotated[str, Field(description="The path of its page")]
