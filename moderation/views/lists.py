"""Creating and editing a list: its details, and several moves of its films in one save."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required
from lists.documents import MAX_TITLE, PUBLIC, FilmList
from lists.errors import ListEditConflict, NotYourEntry
from lists.forms import FilmsForm, ListForm, search_query
from lists.queries import entries_of, get_list_to_edit, page_of_entries
from lists.services import ListEdit
from lists.views.edit_rows import EditRow, moved_rows, rows_of_entries, rows_of_form
from mflix_site.errors import Conflict
from mflix_site.paging import page_number
from mflix_site.web.kept_forms import keep_fields, restored
from mflix_site.web.requests import form_key
from movies.forms import BrowseForm
from movies.search.engine import resolve
from movies.views.browse import active_filters

from .. import posting
from .reviews import add_saved_message

FIELDS = ("title", "description", "ranked", "privacy", "tags", "smart")
FILMS = ("films", "notes", "numbers", "remove", "part", "start", "version")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*FIELDS, "films", "notes")
def new_list(request: MemberRequest) -> HttpResponse:
    """Create a list; the address may name films, or a search, to begin with."""
    if request.method != "POST":
        return _show_new(request)
    form = ListForm(request.POST, rating_scale=request.member.preferences.rating_scale)
    if not form.is_valid() or "move" in request.POST:
        return _edit_page(request, form, None, status=200 if form.is_valid() else 422)
    check_rate_limit("list", request.member.id)
    try:
        created = posting.create_list(
            member=request.member,
            details=form.details(),
            arrangement=form.arrangement(),
            form_key=form_key(request),
        )
    except Conflict as problem:
        form.add_error(None, problem.sentence)
        return _edit_page(request, form, None, status=409)
    messages.success(request, _("Your list has been created."))
    return redirect("film-list", id=created.id)


def _show_new(request: MemberRequest) -> HttpResponse:
    smart = request.GET.get("smart", "")
    title = ", ".join(_filter_labels(request, smart))[:MAX_TITLE]
    given = {"films": request.GET.getlist("films"), "smart": smart, "title": title}
    form = restored(request, ListForm(initial={"privacy": PUBLIC, **given}))
    return _render(request, form, None, {"rows": _kept_rows(request, form, None)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*FIELDS, *FILMS)
def edit_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Edit a list; moving by buttons changes the form alone, until it is saved."""
    shown = get_list_to_edit(id, request.member)
    if request.method != "POST":
        return _show_edit(request, shown)
    form = _sent_form(request, shown)
    if not form.is_valid() or "move" in request.POST:
        return _edit_page(request, form, shown, status=200 if form.is_valid() else 422)
    check_rate_limit("list", request.member.id)
    details = form.details(shown.details.privacy) if isinstance(form, ListForm) else None
    edit = ListEdit(details, form.arrangement(), form.cleaned_data["version"])
    try:
        saved = posting.edit_list(member=request.member, list_id=id, edit=edit)
    except ListEditConflict as conflict:
        return _conflict_page(request, form, conflict.current)
    except (Conflict, NotYourEntry) as problem:
        form.add_error(None, problem.sentence)
        return _edit_page(request, form, shown, status=409)
    add_saved_message(request, _("Your list has been saved."), id, saved.state)
    return redirect("film-list", id=id)


def _sent_form(request: MemberRequest, shown: FilmList) -> FilmsForm:
    """Return what was sent of a list: by its owner all of it, or else its films."""
    if shown.owner_id != request.member.id or "title" not in request.POST:
        return FilmsForm(request.POST)
    scale, kept = request.member.preferences.rating_scale, {"smart": shown.details.smart}
    return ListForm(request.POST, initial=kept, rating_scale=scale)


def _filter_labels(request: MemberRequest, address: str | None) -> list[str]:
    """Return the labels of a search's filters, as the page of films shows them."""
    query = search_query(address or "")
    scale = request.member.preferences.rating_scale
    selection = resolve(BrowseForm(query).selection(), scale)
    return [chip.label for chip in active_filters(selection, query, scale)]


def _show_edit(request: MemberRequest, shown: FilmList) -> HttpResponse:
    is_owner = shown.owner_id == request.member.id
    empty = ListForm.of(shown) if is_owner else FilmsForm(initial={"version": shown.version})
    form = restored(request, empty)
    if rows := _kept_rows(request, form, shown):
        return _render(request, form, shown, {"rows": rows})
    page = page_of_entries(shown, page_number(request.GET.get("page", "")))
    start = (page.number - 1) * page.size + 1
    rows = rows_of_entries(shown, page.items, start, request.member)
    return _render(request, form, shown, {"rows": rows, "page": page, "start": start})


def _kept_rows(request: MemberRequest, form: FilmsForm, shown: FilmList | None) -> list[EditRow]:
    """Return the rows of films that a form begins with, by its address or as it was kept."""
    given = QueryDict(mutable=True)
    for name in FILMS:
        value = form.initial.get(name)
        given.setlist(name, value if isinstance(value, list) else [str(value)] if value else [])
    films = FilmsForm(given)
    return rows_of_form(films, shown, request.member) if films.is_valid() else []


def _edit_page(
    request: MemberRequest, form: FilmsForm, shown: FilmList | None, status: int
) -> HttpResponse:
    rows = rows_of_form(form, shown, request.member)
    start = form.cleaned_data.get("start") or 1
    if form.is_valid() and (move := request.POST.get("move")):
        rows = moved_rows(rows, move, start)
    return _render(request, form, shown, {"rows": rows, "start": start}, status)


def _conflict_page(request: MemberRequest, form: FilmsForm, now: FilmList) -> HttpResponse:
    """Return the form with what was sent, beside the list as somebody else has saved it."""
    form.data = request.POST.copy()
    form.data["version"] = str(now.version)
    rows = rows_of_form(form, now, request.member)
    present = entries_of(now.id, [row.movie_id for row in rows])
    context = {
        "rows": rows,
        "start": form.cleaned_data["start"] or 1,
        "theirs": now,
        "gone": [row for row in rows if row.movie_id not in present],
    }
    form.add_error(None, ListEditConflict.sentence)
    return _render(request, form, now, context, status=409)


def _render(
    request: MemberRequest,
    form: FilmsForm,
    shown: FilmList | None,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    is_owner = shown is None or shown.owner_id == request.member.id
    labels = _filter_labels(request, form["smart"].value()) if shown is None else []
    common = {"form": form, "list": shown, "is_owner": is_owner, "smart_filters": labels}
    context = {**common, "start": 1, **context}
    return render(request, "lists/edit.html", context, status=status)
