"""How many films of a list its reader has seen."""

from dataclasses import dataclass

from bson import ObjectId

from accounts.documents import Member
from diary.state_queries import watched_among
from mflix_site.paging import Page

from .documents import Entry, FilmList
from .queries import positions_of


@dataclass(frozen=True, slots=True)
class WatchedFilms:
    """Which of a list's films somebody has seen, and of how many: 0 where that is unknown."""

    ids: frozenset[ObjectId]
    total: int


def watched_of_list(
    member: Member | None, film_list: FilmList, page: Page[Entry]
) -> WatchedFilms | None:
    """Return what a member has seen of a whole list, or of the page of one that follows a search.

    A list that is longer than its page costs a command more, of its index alone.
    """
    if member is None:
        return None
    ids = [entry.movie_id for entry in page.items]
    is_complete = page.total <= len(ids)
    if not is_complete and not film_list.is_smart:
        ids, is_complete = list(positions_of(film_list.id)), True
    return WatchedFilms(watched_among(member.id, ids), len(ids) if is_complete else 0)
