"""Lists of films, as far as the reader may see them."""

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router

from accounts.access_tokens import READ
from accounts.queries import get_member_by_handle
from api.v2.schemas import lists as schemas
from api.v2.schemas.shared import FieldsQuery, PageQuery, PathId
from lists.documents import FilmList
from lists.keyset_queries import entries_after, lists_after, member_lists_after
from lists.queries import get_list
from mflix_site.paging import KeysetPage
from movies.forms import BrowseForm
from movies.queries import films_after

from . import serialisers
from .authentication import member_with, viewer_of
from .output import document, page_of, position

router = Router(tags=["Lists"])


@router.get("lists", response=schemas.ListPage, summary="List the public lists")
def list_lists(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Return the lists that are open to everybody, those that changed last first."""
    found = lists_after(position(request, query), query.limit)
    return page_of(request, query, found.map(serialisers.film_list))


@router.get(
    "members/{handle:handle}/lists", response=schemas.ListPage, summary="List a member's lists"
)
def list_member_lists(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the public lists of a member; all of one's own with the scope `read`."""
    owner, reader = get_member_by_handle(handle), member_with(request, READ)
    found = member_lists_after(owner.id, reader, position(request, query), query.limit)
    return page_of(request, query, found.map(serialisers.film_list))


@router.get("lists/{oid:list_id}", response=schemas.FilmList, summary="Read a list")
def read_list(request: HttpRequest, list_id: PathId, query: Query[FieldsQuery]) -> HttpResponse:
    """Return a list; one that is not public to its owner and editors, with the scope `read`."""
    shown = serialisers.film_list(get_list(list_id, member_with(request, READ)))
    return document(request, shown, fields=query.fields)


@router.get(
    "lists/{oid:list_id}/films", response=schemas.ListedFilmPage, summary="List a list's films"
)
def list_films_of_list(
    request: HttpRequest, list_id: PathId, query: Query[PageQuery]
) -> HttpResponse:
    """Return the films of a list in their order, without those that have been deleted."""
    shown = get_list(list_id, member_with(request, READ))
    return page_of(request, query, _films(request, shown, query))


def _films(request: HttpRequest, shown: FilmList, query: PageQuery) -> KeysetPage[serialisers.Json]:
    viewer, start = viewer_of(request), position(request, query)
    if shown.is_smart:
        selection = BrowseForm(QueryDict(shown.details.smart)).selection()
        found = films_after(selection, start, query.limit)
        return found.map(lambda card: serialisers.listed_film(card, None, viewer))
    entries = entries_after(shown, start, query.limit)
    present = [(entry.card, entry) for entry in entries.items if entry.card]
    films = [serialisers.listed_film(card, entry, viewer) for card, entry in present]
    return KeysetPage(films, entries.after)
