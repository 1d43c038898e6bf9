"""What films are to a member, and the entries of a diary."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from diary.documents import MAX_NOTE_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, PRIVACIES
from diary.services import MAX_WATCHLIST_NOTE_LENGTH

from .films import FilmSummary
from .reviews import ReviewedFilm
from .shared import Id, Input, Rating

Tag = Annotated[str, Field(max_length=MAX_TAG_LENGTH, pattern="^[^,]*$")]
Privacy = Literal[PRIVACIES]  # type: ignore[valid-type]


class FilmState(Schema):
    """What a film is to oneself."""

    film_id: Id
    watched: bool
    liked: bool
    wanted: bool
    wanted_note: str
    rating: Rating | None
    viewings: Annotated[int, Field(description="Entries in the diary")]
    last_day: date | None


class FilmStateInput(Input):
    """What to change; what is left out stays."""

    watched: bool = False
    liked: bool = False
    wanted: Annotated[bool, Field(description="On the watchlist")] = False
    wanted_note: Annotated[
        str, Field(max_length=MAX_WATCHLIST_NOTE_LENGTH, description="With `wanted` true")
    ] = ""


class EntryInput(Input):
    """One viewing of a film; without a day it is undated."""

    day: Annotated[
        str | None,
        Field(
            pattern=r"^\d{4}-\d{2}-\d{2}$",
            description="Neither before 1888 nor after today",
            json_schema_extra={"format": "date"},
        ),
    ] = None
    rating: Rating | None = None
    rewatch: bool = False
    tags: Annotated[list[Tag], Field(max_length=MAX_TAGS)] = []
    note: Annotated[str, Field(max_length=MAX_NOTE_LENGTH)] = ""
    privacy: Privacy = "public"


class Entry(Schema):
    """One viewing of a film."""

    id: Id
    film: ReviewedFilm
    day: date | None
    rating: Rating | None
    rewatch: bool
    tags: list[str]
    note: str
    privacy: Privacy
    created_at: datetime
    edited_at: datetime | None
    version: int
    state: Literal["visible", "held", "hidden", "removed"]


class MarkedFilm(Schema):
    """A film that a member has watched or likes."""

    film: FilmSummary
    added_at: Annotated[datetime | None, Field(description="Unknown of some that were imported")]


class WantedFilm(Schema):
    """A film on a watchlist."""

    film: FilmSummary
    added_at: datetime
    note: str
