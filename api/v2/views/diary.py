"""The diary: viewings, the watchlist, and what a film is to oneself."""

from typing import Any

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.access_tokens import READ, WRITE_DIARY
from accounts.documents import Member
from accounts.queries import get_member_by_handle
from api.v2.errors import FieldError, Invalid
from api.v2.responses import document, page_of, position, required_version, takes_if_match
from api.v2.schemas import diary as schemas
from api.v2.schemas.shared import FieldsQuery, Page, PageQuery, PathId
from diary import services
from diary.documents import EntryContent, is_possible_day, read_tags
from diary.entry_queries import Diarist, entries_after
from diary.film_lists import LIKED, WATCHED, WATCHLIST, check_shown, states_after
from diary.queries import get_own_entry, get_state
from mflix_site.text import clean_text
from moderation import posting
from movies.queries import get_card

from . import serialisers
from .authentication import NeedsScope, caller_of, form_key, member_with, viewer_of, writer_of

router = Router(tags=["Diary and watchlist"])
reads, writes = NeedsScope(READ), NeedsScope(WRITE_DIARY)


@router.get("members/{handle:handle}/diary", response=Page[schemas.Entry], summary="List a diary")
def list_diary(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the entries that the reader may see; private ones with one's own scope `read`.

    The latest day comes first, undated entries last.
    """
    viewer = viewer_of(request)
    diarist = Diarist.of(get_member_by_handle(handle), member_with(request, READ))
    page = entries_after(diarist, position(request, query), query.limit)
    return page_of(request, query, page.map(lambda e: serialisers.entry(e.entry, viewer)))


@router.get(
    "members/{handle:handle}/films",
    response=Page[schemas.MarkedFilm],
    summary="List the films that a member has watched",
)
def list_watched_films(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the films that the reader may know of, the last marked first.

    Those of private entries alone only with one's own scope `read`. 403 if their member keeps
    that to themselves.
    """
    return _film_list(request, get_member_by_handle(handle), query, WATCHED)


@router.get(
    "members/{handle:handle}/likes",
    response=Page[schemas.MarkedFilm],
    summary="List the films that a member likes",
)
def list_liked_films(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the films that the reader may know of, the last liked first.

    403 if their member keeps that to themselves.
    """
    return _film_list(request, get_member_by_handle(handle), query, LIKED)


@router.get(
    "members/{handle:handle}/watchlist",
    response=Page[schemas.WantedFilm],
    summary="List a watchlist",
)
def list_watchlist(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the films that a member wants to see, the last added first.

    403 if they keep that to themselves.
    """
    return _film_list(request, get_member_by_handle(handle), query, WATCHLIST)


def _film_list(request: HttpRequest, owner: Member, query: PageQuery, kind: str) -> HttpResponse:
    diarist, viewer = Diarist.of(owner, member_with(request, READ)), viewer_of(request)
    check_shown(owner, diarist, kind)
    page = states_after(diarist, kind, position(request, query), query.limit)
    return page_of(request, query, page.map(lambda f: serialisers.marked_film(*f, kind, viewer)))


@router.get(
    "me/films/{oid:film_id}",
    response=schemas.FilmState,
    auth=reads,
    summary="What a film is to you",
)
def read_film_state(request: HttpRequest, film_id: PathId) -> HttpResponse:
    """Return whether a film is watched, liked or on your watchlist, and your rating of it."""
    get_card(film_id)
    return _state(request, film_id)


@router.patch(
    "me/films/{oid:film_id}",
    response=schemas.FilmState,
    auth=writes,
    summary="Mark a film as watched, liked or on the watchlist",
)
def change_film_state(
    request: HttpRequest, film_id: PathId, body: schemas.FilmStateInput
) -> HttpResponse:
    """Change what is sent: first `watched`, then `liked`, then `wanted`.

    A film that is watched leaves the watchlist, unless `wanted` is sent too. What has a rating, a
    review or an entry stays watched: 409.
    """
    sent = body.dict(exclude_unset=True)
    get_card(film_id)
    member = writer_of(request, "diary")
    if "watched" in sent:
        services.set_watched(member=member, movie_id=film_id, on=body.watched)
    if "liked" in sent:
        services.set_liked(member=member, movie_id=film_id, on=body.liked)
    if "wanted" in sent:
        note = clean_text(body.wanted_note) if "wanted_note" in sent else None
        posting.set_on_watchlist(member=member, movie_id=film_id, on=body.wanted, note=note)
    return _state(request, film_id)


@router.post(
    "films/{oid:film_id}/diary", response={201: schemas.Entry}, auth=writes, summary="Log a viewing"
)
def log_film(request: HttpRequest, film_id: PathId, body: schemas.EntryInput) -> HttpResponse:
    """Add an entry; the rating of a public one that is the latest becomes the present rating."""
    get_card(film_id)
    content, member = _content(body), writer_of(request, "diary")
    logged = posting.log_film(
        member=member, movie_id=film_id, content=content, form_key=form_key(request)
    )
    return _entry(request, logged.entry.id, status=201, location=f"diary/{logged.entry.id}")


@router.get("diary/{oid:entry_id}", response=schemas.Entry, auth=reads, summary="Read your entry")
def read_entry(request: HttpRequest, entry_id: PathId, query: Query[FieldsQuery]) -> HttpResponse:
    """Return an entry of one's own diary."""
    return _entry(request, entry_id, fields=query.fields)


@router.put("diary/{oid:entry_id}", response=schemas.Entry, auth=writes, summary="Edit an entry")
@takes_if_match
def edit_entry(request: HttpRequest, entry_id: PathId, body: schemas.EntryInput) -> HttpResponse:
    """Replace one's own entry; the present rating stays as it is."""
    member, content = caller_of(request).member, _content(body)
    before = get_own_entry(member.id, entry_id)
    version = required_version(request, before.version)
    writer_of(request, "diary")
    posting.edit_entry(member=member, entry_id=entry_id, content=content, version=version)
    return _entry(request, entry_id)


@router.delete("diary/{oid:entry_id}", response={204: None}, auth=writes, summary="Delete an entry")
@takes_if_match
def delete_entry(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """Delete one's own entry; the film stays watched, with its rating."""
    member = caller_of(request).member
    required_version(request, get_own_entry(member.id, entry_id).version)
    services.delete_entry(member=member, entry_id=entry_id)
    return HttpResponse(status=204)


def _state(request: HttpRequest, film_id: ObjectId) -> HttpResponse:
    state = get_state(caller_of(request).member.id, film_id)
    return document(request, serialisers.film_state(state))


def _entry(request: HttpRequest, entry_id: ObjectId | str, **options: Any) -> HttpResponse:
    entry = get_own_entry(caller_of(request).member.id, ObjectId(entry_id))
    return document(request, serialisers.entry(entry, viewer_of(request)), **options)


def _content(body: schemas.EntryInput) -> EntryContent:
    """Return an entry's content, by the rules of the form on the page; raise Invalid."""
    if body.day is not None and not is_possible_day(body.day):
        raise Invalid(
            [FieldError("body /day", "impossible_day", "Neither before 1888 nor after today.")]
        )
    tags, note = read_tags(",".join(body.tags)), clean_text(body.note)
    return EntryContent(body.day, body.rating, body.rewatch, tags, note, body.privacy)
