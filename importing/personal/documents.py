"""Rows of a personal export in our terms, what the catalogue has for them, and refusals."""

from dataclasses import dataclass
from typing import Literal

from bson import ObjectId

from mflix_site.errors import Problem

Kind = Literal["entry", "rating", "watched", "liked", "wanted", "review", "list", "list-entry"]
Outcome = Literal["match", "choose", "not_found", "skip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One data row of an export, or the heading of a list or of an empty table of ratings.

    `number` counts a file's data rows from 1, whatever lines they span; a heading (kind "list" or
    "rating") is no data row and has 0, so the rows from 1 on add up to the file's. A row with a
    `skip_reason` is counted and shown, never imported; `warnings` name cells that were not used.

    Rows with the same `key` are one viewing: a diary entry and its review. A second import of the
    same export has the same keys. A "review" with a day whose key no "entry" has is a viewing too.
    `day`, `added` are "YYYY-MM-DD": the day of viewing, and when the row was added there (to the
    watchlist, to a list, to what was liked). `rating` is 1 to 100. `list_key` ties entries to their
    list; `privacy` is "public", "link", "private" or "" where the export says nothing. `privacy` of
    an entry, its `note`, `spoiler` and `ranked` are in our own exports alone.
    """

    source: str  # "letterboxd", "imdb", "trakt", "tmdb", "movielens", "netflix"
    file: str
    number: int
    kind: Kind
    title: str = ""
    year: int | None = None
    other_titles: tuple[str, ...] = ()
    imdb_id: int | None = None
    tmdb_id: int | None = None
    directors: tuple[str, ...] = ()
    day: str | None = None
    added: str | None = None
    rating: int | None = None
    rewatch: bool = False
    tags: tuple[str, ...] = ()
    text: str = ""
    note: str = ""
    list_key: str = ""
    list_name: str = ""
    description: str = ""
    position: int | None = None
    privacy: str = ""
    ranked: bool = False
    spoiler: bool = False
    uri: str = ""
    play_id: str = ""
    key: str = ""
    skip_reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def title_and_year(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


@dataclass(frozen=True, slots=True)
class Match:
    """What the catalogue has for a row: the film itself, films to choose from, or none."""

    outcome: Outcome
    films: tuple[ObjectId, ...] = ()


class ReadError(Problem):
    """The upload is no export that is known, or is damaged or too large."""
