"""Watched, liked: one press of a button; films to log; a new member's films.

Logging, editing an entry, rating and the watchlist are in `moderation`, which examines public
words.
"""

import functools
from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.profile import WelcomeForm
from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required, submitted_data
from mflix_site.text import clean_line
from mflix_site.web.requests import safe_next_url
from movies.home_rows import genres_and_certificates
from movies.queries import get_card, get_page
from movies.requests import follow_merges
from movies.selection import Selection
from movies.views.film import film_page

from .. import queries, services
from ..entry_queries import Diarist
from ..errors import StillWatched
from ..film_lists import WATCHLIST, states_after
from ..forms import ToggleForm
from ..requests import invalid_toggle, keep_button, refusal, state_response
from .filters import MAX_TEXT_LENGTH

WELCOME_FILMS, MAX_TO_LOG = 24, 12
Toggle = Callable[[MemberRequest, ObjectId, ToggleForm], HttpResponse]


def toggle(view: Toggle) -> Callable[..., HttpResponse]:
    """Call the view with the form of a toggle, counted against the limit, if it is valid."""

    @require_POST
    @permission_required
    @follow_merges
    @functools.wraps(view)
    def toggled(request: MemberRequest, id: ObjectId) -> HttpResponse:
        form = ToggleForm(request.POST)
        check_rate_limit("diary", request.member.id)
        if not form.is_valid():
            return invalid_toggle(request) or film_page(request, id, status=422)
        return view(request, id, form)

    return toggled


@toggle
def set_watched(request: MemberRequest, id: ObjectId, form: ToggleForm) -> HttpResponse:
    try:
        left = services.set_watched(member=request.member, movie_id=id, on=form.is_on)
    except StillWatched as error:
        return refusal(request, id, str(error.sentence))
    if left:
        done = _("%(title)s is marked as watched, and off your watchlist.")
        return state_response(request, id, done % {"title": get_card(id).title}, keep_button(id))
    on, off = _("%(title)s is marked as watched."), _("%(title)s isn't marked as watched any more.")
    return toggle_response(request, id, form, "set-watched", on if form.is_on else off)


@toggle
def set_liked(request: MemberRequest, id: ObjectId, form: ToggleForm) -> HttpResponse:
    services.set_liked(member=request.member, movie_id=id, on=form.is_on)
    on, off = _("You like %(title)s."), _("You don't like %(title)s any more.")
    return toggle_response(request, id, form, "set-liked", on if form.is_on else off)


def toggle_response(
    request: MemberRequest, id: ObjectId, form: ToggleForm, action: str, sentence: str
) -> HttpResponse:
    """Return the message that it was done, with a button that undoes it."""
    undo = f"{_('Undo')}|{reverse(action, args=[id])}|{'0' if form.is_on else '1'}"
    return state_response(request, id, sentence % {"title": get_card(id).title}, undo)


@require_POST
@permission_required
def delete_entry(request: MemberRequest, id: ObjectId) -> HttpResponse:
    entry = queries.get_own_entry(request.member.id, id)
    services.delete_entry(member=request.member, entry_id=id)
    messages.success(request, _("The entry was deleted. The film stays watched, with your rating."))
    return redirect(safe_next_url(request, reverse("movie", args=[entry.movie_id])))


@require_safe
@permission_required
def start_log(request: MemberRequest) -> HttpResponse:
    """Show films that match a query, best first; without one, the last of the watchlist."""
    query, owner = clean_line(request.GET.get("q", ""))[:MAX_TEXT_LENGTH], request.member
    if query:
        films = get_page(Selection(q=query), 1, size=MAX_TO_LOG, total=MAX_TO_LOG).items
    else:
        listed = states_after(Diarist.of(owner, owner), WATCHLIST, None, MAX_TO_LOG).items
        films = [card for _state, card in listed]
    return render(request, "diary/start_log.html", {"query": query, "films": films})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def welcome(request: MemberRequest) -> HttpResponse:
    """Show genres and films to choose from; films that are watched already stay chosen."""
    member, data = request.member, submitted_data(request)
    cards = get_page(Selection(sort="popular"), 1, size=WELCOME_FILMS, total=WELCOME_FILMS).items
    ids = [card.id for card in cards]
    watched = queries.watched_among(member.id, list(map(ObjectId, ids)))
    chosen = list(member.preferences.favorite_genres)
    genres = list(dict.fromkeys([*genres_and_certificates()[0], *chosen]))
    form = WelcomeForm(data, initial={"favorite_genres": chosen}, genres=genres, films=ids)
    if request.method == "POST" and form.is_valid():
        seen = list(dict.fromkeys([*form.cleaned_data["seen_films"], *sorted(watched)]))
        genres = form.cleaned_data["favorite_genres"]
        services.set_taste(member=member, favorite_genres=genres, seen_films=seen)
        messages.success(request, _("Your home page now shows films like those you chose."))
        return redirect("home")
    seen_films = data.getlist("seen_films") if data is not None else map(str, member.seen_films)
    watched_ids = set(map(str, watched))
    context = {"form": form, "cards": cards, "seen": set(seen_films), "watched": watched_ids}
    return render(request, "diary/welcome.html", context, status=422 if form.errors else 200)
