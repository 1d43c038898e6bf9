"""Lists of films."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from lists.documents import PRIVACIES

from .films import FilmSummary
from .reviews import Author
from .shared import Id


class FilmList(Schema):
    """A list of films."""

    id: Id
    title: str
    description: str
    owner: Author
    ranked: bool
    privacy: Literal[PRIVACIES]  # type: ignore[valid-type]
    tags: list[str]
    film_count: Annotated[int | None, Field(description="null where `search` says what is in it")]
    search: Annotated[str, Field(description="The filters of a list that follows a search")]
    created_at: datetime
    changed_at: datetime
    url: str


class ListPage(Schema):
    """A part of some lists, those that changed last first."""

    items: list[FilmList]
    next: Annotated[str | None, Field(description="The path of the next part; null at the end")]


class ListedFilm(Schema):
    """A film of a list, and what is noted about it there."""

    film: FilmSummary
    note: str
    added_at: datetime | None


class ListedFilmPage(Schema):
    """A part of a list's films, in their order."""

    items: list[ListedFilm]
    next: Annotated[str | None, Field(description="The path of the next part; null at the end")]
