"""Reading lists and their films in parts that follow a position, for programs."""

from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Position
from movies.queries import get_cards

from .documents import DELETED, Entry, FilmList
from .queries import IN_ORDER, NEWEST_FIRST, PUBLIC_FILTER, Doc


def lists_after(after: Position | None, limit: int) -> KeysetPage[FilmList]:
    """Return the public lists after a position, those that changed last first (index `public`)."""
    page = page_after(mongo.lists(), PUBLIC_FILTER, NEWEST_FIRST, after, limit)
    return page.map(FilmList.from_doc)


def member_lists_after(
    owner_id: ObjectId, viewer: Member | None, after: Position | None, limit: int
) -> KeysetPage[FilmList]:
    """Return a member's lists after a position; to others, the public ones.

    Served by the indexes `of_owner` and `public_of_owner`.
    """
    is_own = viewer is not None and viewer.id == owner_id
    shown = {"state": {"$ne": DELETED}} if is_own else PUBLIC_FILTER
    chosen = {"owner_id": owner_id, **shown}
    page = page_after(mongo.lists(), chosen, NEWEST_FIRST, after, limit)
    return page.map(FilmList.from_doc)


def entries_after(film_list: FilmList, after: Position | None, limit: int) -> KeysetPage[Entry]:
    """Return the films of a list after a position, in their order (index `in_order`)."""
    page = page_after(mongo.list_entries(), {"list_id": film_list.id}, IN_ORDER, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)

    def entry(doc: Doc) -> Entry:
        read = Entry.from_doc(doc)
        card = cards.get(str(read.movie_id))
        return Entry(read.movie_id, read.position, read.note, read.added_by, read.added_at, card)

    return page.map(entry)
