"""Lists of films."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from lists import documents

from .films import FilmSummary
from .reviews import Author
from .shared import Id, Input

Tag = Annotated[str, Field(max_length=documents.MAX_TAG, pattern="^[^,]*$")]
Privacy = Literal[documents.PRIVACIES]  # type: ignore[valid-type]


class FilmList(Schema):
    """A list of films."""

    id: Id
    title: str
    description: str
    owner: Author
    ranked: bool
    privacy: Privacy
    tags: list[str]
    film_count: Annotated[int | None, Field(description="null where `search` says what is in it")]
    search: Annotated[str, Field(description="The filters of a list that follows a search")]
    created_at: datetime
    changed_at: datetime
    version: int
    url: str


class ListedFilm(Schema):
    """A film of a list, and what is noted about it there."""

    film: FilmSummary
    note: str
    added_at: datetime | None


class ListFilmInput(Input):
    """A film of a list, and what is noted about it there."""

    id: Id
    note: Annotated[str, Field(max_length=documents.MAX_NOTE)] = ""


ListFilms = Annotated[list[ListFilmInput], Field(max_length=documents.MAX_ENTRIES)]


class ListInput(Input):
    """What a list says: all but its films."""

    title: Annotated[
        str,
        Field(min_length=1, max_length=documents.MAX_TITLE, description="With a letter or a digit"),
    ]
    description: Annotated[str, Field(max_length=documents.MAX_DESCRIPTION)] = ""
    ranked: bool = False
    privacy: Privacy = "public"
    tags: Annotated[list[Tag], Field(max_length=documents.MAX_TAGS)] = []
    search: Annotated[
        str,
        Field(
            max_length=4_000,
            description="Filters, as `search` of a list; it has no films then. Ratings in `q` are"
            " read as by the list of films, and stored out of 100",
        ),
    ] = ""


class NewListInput(ListInput):
    """A list, and the films that it begins with, in their order."""

    films: ListFilms = []


class ListFilmsInput(Input):
    """All films of a list, in their order."""

    films: ListFilms


class FilmIds(Input):
    """Films by their ids."""

    films: Annotated[list[Id], Field(max_length=100)]


class AddedFilms(Schema):
    """Which films are new to a list, and which were in it before."""

    added: list[Id]
    present: list[Id]
