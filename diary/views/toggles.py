"""Watched, liked, wanted: one press of a button; and deleting a diary entry.

Logging, editing an entry and rating are in `moderation`, which examines public words.
"""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import check_rate_limit
from accounts.requests import MemberRequest, permission_required
from mflix_site.web.requests import safe_next_url
from movies.queries import get_card
from movies.requests import follow_merges
from movies.views.film import film_page

from .. import queries, services
from ..errors import StillWatched
from ..forms import ToggleForm
from ..requests import invalid_toggle, refusal, state_response


@require_POST
@permission_required
@follow_merges
def set_watched(request: MemberRequest, id: ObjectId) -> HttpResponse:
    if (form := _valid_toggle(request)) is None:
        return _invalid(request, id)
    try:
        left = services.set_watched(member=request.member, movie_id=id, on=form.is_on)
    except StillWatched as error:
        return refusal(request, id, str(error.sentence))
    if left:
        done = _("%(title)s is marked as watched, and off your watchlist.")
        keep = f"{_('Keep it on my watchlist')}|{reverse('set-wanted', args=[id])}|1"
        return state_response(request, id, done % _title(id), keep)
    on, off = _("%(title)s is marked as watched."), _("%(title)s isn't marked as watched any more.")
    done = on if form.is_on else off
    return state_response(request, id, done % _title(id), _undo("set-watched", id, form))


@require_POST
@permission_required
@follow_merges
def set_wanted(request: MemberRequest, id: ObjectId) -> HttpResponse:
    if (form := _valid_toggle(request)) is None:
        return _invalid(request, id)
    note = form.cleaned_data["note"] if "note" in request.POST else None
    services.set_wanted(member=request.member, movie_id=id, on=form.is_on, note=note)
    if form.is_on and note is not None:
        return state_response(request, id, _("Your note has been saved."))
    on, off = _("%(title)s is on your watchlist."), _("%(title)s is off your watchlist.")
    done = on if form.is_on else off
    return state_response(request, id, done % _title(id), _undo("set-wanted", id, form))


@require_POST
@permission_required
@follow_merges
def set_liked(request: MemberRequest, id: ObjectId) -> HttpResponse:
    if (form := _valid_toggle(request)) is None:
        return _invalid(request, id)
    services.set_liked(member=request.member, movie_id=id, on=form.is_on)
    done = _("You like %(title)s.") if form.is_on else _("You don't like %(title)s any more.")
    return state_response(request, id, done % _title(id), _undo("set-liked", id, form))


def _valid_toggle(request: MemberRequest) -> ToggleForm | None:
    """Return the form of a toggle if it is valid; count it against the limit."""
    form = ToggleForm(request.POST)
    check_rate_limit("diary", request.member.id)
    return form if form.is_valid() else None


def _invalid(request: MemberRequest, id: ObjectId) -> HttpResponse:
    return invalid_toggle(request) or film_page(request, id, status=422)


def _title(id: ObjectId) -> dict[str, str]:
    return {"title": get_card(id).title}


def _undo(action: str, id: ObjectId, form: ToggleForm) -> str:
    return f"{_('Undo')}|{reverse(action, args=[id])}|{'0' if form.is_on else '1'}"


@require_POST
@permission_required
def delete_entry(request: MemberRequest, id: ObjectId) -> HttpResponse:
    entry = queries.get_own_entry(request.member.id, id)
    services.delete_entry(member=request.member, entry_id=id)
    messages.success(request, _("The entry was deleted. The film stays watched, with your rating."))
    return redirect(safe_next_url(request, reverse("movie", args=[entry.movie_id])))
