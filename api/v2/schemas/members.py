"""Members, one's own account, and the moderation log."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import Field

from accounts import documents
from accounts.access_tokens import SCOPES
from accounts.pictures import COLOURS, DRAWINGS, LETTER
from accounts.time_zones import is_time_zone
from moderation.rules import ACTION_LABELS, RULES
from movies.home_rows import ROW_LABELS

from .films import FilmSummary
from .shared import LINE, WHOLE, Id, Input, PageQuery

# Cleaned first: to compose its letters can make a name longer.
Name = Annotated[str, LINE, Field(max_length=documents.MAX_FAVORITE_LENGTH)]
Names = Annotated[list[Name], Field(max_length=documents.MAX_FAVORITES)]
FilmsPrivate = Annotated[
    bool, Field(description="Whether others can't see which films the member has watched and likes")
]
WatchlistPrivate = Annotated[
    bool, Field(description="Whether others can't see what is on the watchlist")
]
HideScores = Annotated[
    bool, Field(description="Whether a film's rating is hidden until the member has watched it")
]
ZONES = tuple(sorted(filter(is_time_zone, available_timezones())))


class Picture(Input):
    """A drawing, or the first letter of the name, on one of a few colours."""

    drawing: Literal[(LETTER, *DRAWINGS)]  # type: ignore[valid-type]
    colour: Annotated[int, Field(ge=0, lt=len(COLOURS)), WHOLE]


class Member(Schema):
    """A member, as everybody sees them."""

    name: str
    handle: str
    role: Literal["member", "moderator", "admin"]
    about: str
    picture: Picture
    joined_at: datetime | None
    review_count: Annotated[int, Field(description="Ratings and reviews, with words or without")]
    average_rating: int | None
    favorite_films: list[FilmSummary]
    url: str


class ProfileInput(Input):
    """What of one's profile to change; the rest stays."""

    about: Annotated[str, Field(max_length=documents.MAX_ABOUT_LENGTH)] = ""
    picture: Picture = Picture(drawing=LETTER, colour=0)
    favorite_films: Annotated[list[Id], Field(max_length=documents.MAX_FAVORITE_FILMS)] = []


class Account(Schema):
    """The member whom the token acts for, and the token's scopes."""

    name: str
    handle: str
    role: Literal["member", "moderator", "admin"]
    standing: Literal["good", "limited"]
    unread_notices: int
    scopes: list[Literal[tuple(SCOPES)]]  # type: ignore[valid-type]
    url: str


class Preferences(Schema):
    """What a member likes, and how the site looks for them."""

    favorite_genres: list[str]
    favorite_cast: list[str]
    preferred_ratings: Annotated[list[str], Field(description="Certificates that lists show")]
    language: Annotated[str, Field(description="Of dates")]
    rating_scale: int
    theme: str
    hidden_rows: Annotated[list[str], Field(description="Rows of the home page")]
    notices_by_mail: bool
    time_zone: str
    films_private: FilmsPrivate
    watchlist_private: WatchlistPrivate
    hide_scores: HideScores


class PreferencesInput(Input):
    """The preferences to change; the others stay."""

    favorite_genres: Names = []
    favorite_cast: Names = []
    preferred_ratings: Names = []
    language: Literal[tuple(documents.LANGUAGES)] = "en"  # type: ignore[valid-type]
    rating_scale: Literal[documents.RATING_SCALES] = 5  # type: ignore[valid-type]
    theme: Literal[documents.THEMES] = "auto"  # type: ignore[valid-type]
    hidden_rows: list[Literal[tuple(ROW_LABELS)]] = []  # type: ignore[valid-type]
    notices_by_mail: bool = False
    time_zone: Annotated[
        Literal[ZONES], Field(description="A name of the time zone database")  # type: ignore[valid-type]
    ] = "UTC"
    films_private: FilmsPrivate = False
    watchlist_private: WatchlistPrivate = False
    hide_scores: HideScores = False


class Actor(Schema):
    """Who decided."""

    handle: str
    role: str


class LogQuery(PageQuery):
    """Which entries of the moderation log, and a part of them."""

    action: Literal[tuple(ACTION_LABELS)] | None = None  # type: ignore[valid-type]
    rule: Literal[tuple(RULES)] | None = None  # type: ignore[valid-type]
    moderator: Annotated[str, Field(max_length=40, description="A handle")] = ""


class LogRow(Schema):
    """A decision of a moderator or an action of an admin."""

    number: int
    at: datetime
    action: str
    label: str
    rule: str
    rule_text: str
    reason: str
    by: Actor
    about: Annotated[dict[str, str], Field(description="Ids: kind, id, film, member")]
    film_title: Annotated[str, Field(description="Empty where there is none, or none any more")]
    member_handle: Annotated[str, Field(description="Empty where they have left")]
    detail: str
    undoes: int | None
    undone_by: int | None
    hash: str
    url: str
