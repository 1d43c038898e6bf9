"""Merging and deleting films, each after a page that shows the consequences."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest, permission_required, submitted_data
from administration.forms import FilmSearchForm, ReasonForm
from movies.errors import SameFilm
from movies.queries import get_card, get_page
from movies.selection import Selection

from .. import film_removal


@require_safe
@permission_required
def pick_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Search for the film to merge a film into."""
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
def merge_films(request: MemberRequest, id: ObjectId, into: ObjectId) -> HttpResponse:
    """Show the consequences of merging a film into another, or merge them."""
    if id == into:
        raise SameFilm
    kept, form = get_card(into), ReasonForm(submitted_data(request))
    if form.is_bound and form.is_valid():
        moved = film_removal.merge_films(
            admin=request.member, movie_id=id, into=into, reason=form.cleaned_data["reason"]
        )
        messages.success(request, f"Merged into {kept.title}: {moved:,} reviews came with it.")
        return redirect("movie", id=into)
    context = {
        "merged": get_card(id),
        "kept": kept,
        "form": form,
        "preview": film_removal.preview_removal(id, into),
    }
    status = 422 if form.errors else 200
    return render(request, "administration/merge_films.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def delete_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show what is deleted with a film, or delete it."""
    form = ReasonForm(submitted_data(request))
    if form.is_bound and form.is_valid():
        deleted = film_removal.delete_film(
            admin=request.member, movie_id=id, reason=form.cleaned_data["reason"]
        )
        messages.success(request, f"The film is gone, and {deleted:,} reviews with it.")
        return redirect("catalogue")
    preview = film_removal.preview_removal(id)
    context = {"film": get_card(id), "form": form, "preview": preview}
    status = 422 if form.errors else 200
    return render(request, "administration/delete_film.html", context, status=status)
