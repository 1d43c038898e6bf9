"""Merging two entries of a film, and deleting one: each after a page that says what follows."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import permission_required
from accounts.requests import MemberRequest, submitted_data
from administration.forms import ReasonForm, SearchForm
from movies.errors import SameFilm
from movies.queries import get_card, get_page
from movies.selection import Selection

from .. import film_removal


@require_safe
@permission_required
def pick_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Let an admin find the entry that a film is to be merged into."""
    film, form = get_card(id), SearchForm(request.GET)
    words = form.words()
    if len(words) == 24 and ObjectId.is_valid(words):
        return redirect("merge-films", id=id, into=ObjectId(words))
    cards = get_page(Selection(q=words or film.title), 1).items
    others = [card for card in cards if card.id != film.id]
    context = {"film": film, "form": form, "words": words, "others": others}
    return render(request, "administration/pick_film.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def merge_films(request: MemberRequest, id: ObjectId, into: ObjectId) -> HttpResponse:
    """Say what follows from merging a film into another, or merge them."""
    if id == into:
        raise SameFilm
    kept, form = get_card(into), ReasonForm(submitted_data(request))
    if form.is_bound and form.is_valid():
        moved = film_removal.merge_films(
            admin=request.member, movie_id=id, into=into, reason=form.cleaned_data["reason"]
        )
        said = f"Merged into {kept.title}: {moved:,} reviews came with it."
        messages.success(request, said)
        return redirect("movie", id=into)
    context = {
        "gone": get_card(id),
        "kept": kept,
        "form": form,
        "follows": film_removal.consequences(id, into),
    }
    status = 422 if form.errors else 200
    return render(request, "administration/merge_films.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def delete_film(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Say what goes with a film, or delete it with all of that."""
    form = ReasonForm(submitted_data(request))
    if form.is_bound and form.is_valid():
        gone = film_removal.delete_film(
            admin=request.member, movie_id=id, reason=form.cleaned_data["reason"]
        )
        messages.success(request, f"The film is gone, and {gone:,} reviews with it.")
        return redirect("catalogue")
    film, follows = get_card(id), film_removal.consequences(id)
    context = {"film": film, "form": form, "follows": follows}
    status = 422 if form.errors else 200
    return render(request, "administration/delete_film.html", context, status=status)
