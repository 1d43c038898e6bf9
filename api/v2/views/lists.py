"""Lists of films, as far as the reader may see them, and one's own to write."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router

from accounts.access_tokens import READ, WRITE_LISTS
from accounts.dates import VISITOR
from accounts.queries import get_member_by_handle
from api.v2.errors import FieldError, Invalid
from api.v2.responses import document, page_of, position, required_version, takes_if_match
from api.v2.schemas import lists as schemas
from api.v2.schemas.shared import FieldsQuery, Page, PageQuery, PathId
from lists import entries, services
from lists.documents import FilmList, ListDetails
from lists.errors import IsSmartList
from lists.forms import ListForm
from lists.ordering import Arrangement
from lists.queries import entries_after, get_list_to_edit, lists_after, member_lists_after
from lists.services import ListEdit
from mflix_site.paging import KeysetPage
from mflix_site.text import clean_line, clean_text
from moderation import posting
from moderation.queries import get_shown_list
from movies.forms import BrowseForm
from movies.queries import films_after

from . import serialisers
from .authentication import NeedsScope, caller_of, form_key, member_with, viewer_of, writer_of
from .films import film_ids

router = Router(tags=["Lists"])
writes = NeedsScope(WRITE_LISTS)


@router.get("lists", response=Page[schemas.FilmList], summary="List the public lists")
def list_lists(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Return the lists that are open to everybody, those that changed last first."""
    page = lists_after(position(request, query), query.limit)
    return page_of(request, query, page.map(serialisers.film_list))


@router.get(
    "members/{handle:handle}/lists",
    response=Page[schemas.FilmList],
    summary="List a member's lists",
)
def list_member_lists(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the public lists of a member; all of one's own with the scope `read`."""
    owner, reader = get_member_by_handle(handle), member_with(request, READ)
    page = member_lists_after(owner.id, reader, position(request, query), query.limit)
    return page_of(request, query, page.map(serialisers.film_list))


@router.get("lists/{oid:list_id}", response=schemas.FilmList, summary="Read a list")
def read_list(request: HttpRequest, list_id: PathId, query: Query[FieldsQuery]) -> HttpResponse:
    """Return a list; one that is not public to its owner and editors, with the scope `read`."""
    shown = get_shown_list(list_id, member_with(request, READ))
    return document(request, serialisers.film_list(shown), fields=query.fields)


@router.get(
    "lists/{oid:list_id}/films", response=Page[schemas.ListedFilm], summary="List a list's films"
)
def list_films_of_list(
    request: HttpRequest, list_id: PathId, query: Query[PageQuery]
) -> HttpResponse:
    """Return the films of a list in their order, without those that have been deleted."""
    shown = get_shown_list(list_id, member_with(request, READ))
    viewer, start = viewer_of(request), position(request, query)
    if shown.is_smart:
        selection = BrowseForm(QueryDict(shown.details.smart)).selection()
        cards = films_after(selection, start, query.limit)
        return page_of(
            request, query, cards.map(lambda c: serialisers.listed_film(c, None, viewer))
        )
    page = entries_after(shown, start, query.limit)
    films = [serialisers.listed_film(e.card, e, viewer) for e in page.items if e.card]
    return page_of(request, query, KeysetPage(films, page.after))


@router.post("lists", response={201: schemas.FilmList}, auth=writes, summary="Create a list")
def create_list(request: HttpRequest, body: schemas.NewListInput) -> HttpResponse:
    """Create a list of films, or one that follows a search; 422 names ids of no film."""
    details, films = _details(body), _arrangement(body.films)
    member = writer_of(request, "list")
    created = posting.create_list(
        member=member, details=details, arrangement=films, form_key=form_key(request)
    )
    shown = serialisers.film_list(created)
    return document(request, shown, status=201, location=f"lists/{created.id}")


@router.put("lists/{oid:list_id}", response=schemas.FilmList, auth=writes, summary="Edit a list")
@takes_if_match
def edit_list(request: HttpRequest, list_id: PathId, body: schemas.ListInput) -> HttpResponse:
    """Replace what one's own list says; its films stay. Whether it follows a search stays too."""
    before = get_list_to_edit(list_id, caller_of(request).member, as_owner=True)
    return _save(request, before, ListEdit(_details(body, before)))


@router.put(
    "lists/{oid:list_id}/films",
    response=schemas.FilmList,
    auth=writes,
    summary="Arrange a list's films",
)
@takes_if_match
def arrange_films(
    request: HttpRequest, list_id: PathId, body: schemas.ListFilmsInput
) -> HttpResponse:
    """Replace the films of a list that one edits, with their order and notes.

    Editors remove and annotate those that they have added. 422 names ids of no film.
    """
    before = get_list_to_edit(list_id, caller_of(request).member)
    if before.is_smart:
        raise IsSmartList
    return _save(request, before, ListEdit(arrangement=_arrangement(body.films)))


@router.post(
    "lists/{oid:list_id}/films",
    response=schemas.AddedFilms,
    auth=writes,
    summary="Add films to a list",
)
@takes_if_match
def add_films(request: HttpRequest, list_id: PathId, body: schemas.FilmIds) -> HttpResponse:
    """Add films to the end of a list that one edits; 422 names ids of no film."""
    before = get_list_to_edit(list_id, caller_of(request).member)
    version = required_version(request, before.version)
    films, member = film_ids(body.films, "films/{}"), writer_of(request, "list")
    added, present = entries.add_films(member=member, list_id=list_id, films=films, version=version)
    return document(request, {"added": added, "present": present})


@router.delete(
    "lists/{oid:list_id}/films/{oid:film_id}",
    response={204: None},
    auth=writes,
    summary="Remove a film from a list",
)
@takes_if_match
def remove_film(request: HttpRequest, list_id: PathId, film_id: PathId) -> HttpResponse:
    """Remove a film from a list that one edits; 204 too if it was not in it."""
    before = get_list_to_edit(list_id, caller_of(request).member)
    version, member = required_version(request, before.version), writer_of(request, "list")
    entries.remove_films(member=member, list_id=list_id, films=[film_id], version=version)
    return HttpResponse(status=204)


@router.delete("lists/{oid:list_id}", response={204: None}, auth=writes, summary="Delete a list")
@takes_if_match
def delete_list(request: HttpRequest, list_id: PathId) -> HttpResponse:
    """Delete one's own list, which one can restore on the site for thirty days."""
    member = caller_of(request).member
    before = get_list_to_edit(list_id, member, as_owner=True)
    version = required_version(request, before.version)
    services.delete_list(member=member, list_id=list_id, version=version)
    return HttpResponse(status=204)


def _save(request: HttpRequest, before: FilmList, edit: ListEdit) -> HttpResponse:
    edit = replace(edit, version=required_version(request, before.version))
    member = writer_of(request, "list")
    after = posting.edit_list(member=member, list_id=before.id, edit=edit)
    return document(request, serialisers.film_list(after))


def _details(body: schemas.ListInput, before: FilmList | None = None) -> ListDetails:
    """Return a list's details, by the rules of the form on the page; raise Invalid."""
    form = ListForm(
        {
            "title": clean_text(body.title),
            "description": clean_text(body.description),
            "ranked": body.ranked,
            "privacy": body.privacy,
            "tags": ",".join(map(clean_line, body.tags)),
            "smart": clean_text(body.search),
        },
        initial={"smart": before.details.smart} if before else {},
        rating_scale=VISITOR.preferences.rating_scale,
    )
    if form.is_valid():
        return form.details()
    wrong = {"search" if name == "smart" else name: str(s[0]) for name, s in form.errors.items()}
    raise Invalid([FieldError(f"body /{name}", "invalid", text) for name, text in wrong.items()])


def _arrangement(films: list[schemas.ListFilmInput]) -> Arrangement:
    ids = film_ids([film.id for film in films], "films/{}/id")
    notes = {id: clean_text(film.note) for id, film in zip(ids, films, strict=True)}
    return Arrangement(tuple(notes), notes)
