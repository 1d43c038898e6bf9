"""How many films of a list its reader has seen."""

from dataclasses import dataclass

from bson import ObjectId

from accounts.documents import Member
from mflix_site.paging import Page

from .documents import Entry, FilmList


@dataclass(frozen=True, slots=True)
class SeenFilms:
    """How many of a list's films somebody has seen, and which."""

    count: int
    total: int
    ids: frozenset[ObjectId]


def seen_of_list(member: Member | None, film_list: FilmList, page: Page[Entry]) -> SeenFilms | None:
    return None
