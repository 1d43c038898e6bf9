"""The catalogue for admins: searching, adding, editing, merging and deleting films."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest, member_mark, permission_required, submitted_data
from administration.forms import FilmForm, FilmSearchForm, ReasonForm, RevertForm
from mflix_site.paging import page_number
from mflix_site.web.kept_forms import keep_fields, keep_form, restored
from moderation.errors import NothingToDo
from movies.editing import document_version
from movies.errors import FilmEditConflict, SameFilm
from movies.film_facts import FilmFacts, diff_facts
from movies.history import list_revisions
from movies.queries import get_card, get_film_document, get_page
from movies.requests import follow_merges
from movies.selection import Selection

from .. import films


@require_safe
@permission_required
def catalogue(request: MemberRequest) -> HttpResponse:
    form = FilmSearchForm(request.GET)
    query = form.query()
    selection = Selection(q=query) if query else Selection(sort="title")
    page = get_page(selection, page_number(request.GET.get("page", "")))
    context = {"form": form, "page": page, "query": query}
    return render(request, "administration/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*FilmForm.base_fields)
def add_film(request: MemberRequest) -> HttpResponse:
    form = restored(request, FilmForm(submitted_data(request)))
    if request.method == "POST" and (namesakes := form.namesakes):
        context = {"form": form, "film": None, "conflicts": None, "namesakes": namesakes}
        return render(request, "administration/film_form.html", context, status=409)
    if movie_id := form.submit(films.add_film, admin=request.member):
        messages.success(request, _("The film has been added."))
        return redirect("movie", id=movie_id)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*FilmForm.base_fields)
@follow_merges
def edit_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    if request.method == "POST" and request.path != reverse("edit-film", args=[id]):
        return _keep_form_for_merged_film(request, id)
    form = FilmForm.for_film(get_film_document(id), submitted_data(request))
    form = restored(request, form)
    if not form.is_valid():
        return _form_page(request, form, id)
    try:
        films.edit_film(admin=request.member, movie_id=id, **form.arguments())
    except FilmEditConflict as error:
        doc = get_film_document(id)
        form.data = request.POST.copy()
        form.data["version"] = str(document_version(doc))
        form.refuse(error)
        return _form_page(request, form, id, diff_facts(FilmFacts.from_doc(doc), form.facts()))
    except NothingToDo:
        messages.info(request, _("There's nothing to save: you haven't changed anything."))
    else:
        messages.success(
            request, _("The film has been saved. Its history keeps the earlier version.")
        )
    return redirect("movie", id=id)


def _keep_form_for_merged_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Lead to the form of the film that stays, filled in with what was sent to the merged one."""
    page = reverse("edit-film", args=[id])
    sent = request.POST.copy()
    sent["version"] = "0"  # so that saving it shows first what differs
    request.POST = sent  # type: ignore[assignment]
    keep_form(request, edit_film, member_mark(request.member), {}, page)
    sentence = _("The film was merged into this one. Check what you entered, then save it here.")
    messages.warning(request, sentence)
    return redirect(page)


def _form_page(
    request: MemberRequest, form: FilmForm, id: ObjectId | None = None, conflicts: Any = None
) -> HttpResponse:
    film = get_card(id) if id else None
    context = {"form": form, "film": film, "conflicts": conflicts, "namesakes": ()}
    return render(request, "administration/film_form.html", context, status=form.status)


@require_safe
@permission_required
def film_history(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = restored(request, RevertForm(), reverse("revert-film", args=[id]))
    return _history_page(request, id, form)


@require_POST
@permission_required
@keep_fields("reason", "version", page="film-history")
def revert_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    get_film_document(id)
    form = RevertForm(request.POST)
    if not form.is_valid():
        return _history_page(request, id, form)
    version = form.cleaned_data["version"]
    try:
        films.revert_film(admin=request.member, movie_id=id, **form.cleaned_data)
    except NothingToDo:
        messages.info(
            request, _("The film is already the same as version %(number)s.") % {"number": version}
        )
    else:
        messages.success(request, _("Version %(number)s has been restored.") % {"number": version})
    return redirect(reverse("film-history", args=[id]))


def _history_page(request: MemberRequest, id: ObjectId, form: RevertForm) -> HttpResponse:
    doc = get_film_document(id)
    context = {
        "film": get_card(id),
        "versions": list_revisions(id, FilmFacts.from_doc(doc)),
        "current": document_version(doc),
        "form": form,
    }
    return render(request, "administration/film_history.html", context, status=form.status)


@require_safe
@permission_required
def pick_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    film, form = get_card(id), FilmSearchForm(request.GET)
    query = form.query()
    if len(query) == 24 and ObjectId.is_valid(query):
        return redirect("merge-films", id=id, into=ObjectId(query))
    cards = get_page(Selection(q=query or film.title), 1).items
    others = [card for card in cards if card.id != film.id]
    context = {"film": film, "form": form, "query": query, "others": others}
    return render(request, "administration/pick_film.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("reason")
def merge_films(request: MemberRequest, id: ObjectId, into: ObjectId) -> HttpResponse:
    if id == into:
        raise SameFilm
    kept, form = get_card(into), restored(request, ReasonForm(submitted_data(request)))
    about = {"admin": request.member, "movie_id": id, "target_id": into}
    moved = form.submit(films.merge_films, **about)
    if moved is not None:
        done = ngettext(
            "Merged into %(title)s, with %(count)s review.",
            "Merged into %(title)s, with %(count)s reviews.",
            moved,
        )
        done = done if moved else _("Merged into %(title)s.")
        messages.success(request, done % {"title": kept.title, "count": f"{moved:,}"})
        return redirect("movie", id=into)
    context = {
        "merged": get_card(id),
        "kept": kept,
        "form": form,
        "preview": films.preview_removal(id, into),
    }
    return render(request, "administration/merge_films.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("reason")
def delete_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = restored(request, ReasonForm(submitted_data(request)))
    deleted = form.submit(films.delete_film, admin=request.member, movie_id=id)
    if deleted is not None:
        done = ngettext(
            "The film and its %(count)s review have been deleted.",
            "The film and its %(count)s reviews have been deleted.",
            deleted,
        )
        done = done if deleted else _("The film has been deleted.")
        messages.success(request, done % {"count": f"{deleted:,}"})
        return redirect("catalogue")
    preview = films.preview_removal(id)
    context = {"film": get_card(id), "form": form, "preview": preview}
    return render(request, "administration/delete_film.html", context, status=form.status)
