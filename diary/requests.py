"""The viewer of a page, the buttons of the films on it, and how the diary answers them."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from bson import ObjectId
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.documents import Member
from accounts.requests import SESSION_JOINS, MemberRequest, SiteRequest, Viewer
from mflix_site.caching import BoundedCache
from mflix_site.errors import Unavailable
from mflix_site.web.requests import page_token, safe_next_url
from mflix_site.web.templates import page_filter

from .documents import FilmState
from .queries import get_state, get_states, read_states, states_lookups, watched_film_ids
from .template_functions import button_rows

# What `film_card` leaves in a member's page; the title is escaped there.
MARK = re.compile(r'<film-buttons data-film="([0-9a-f]{24})" data-title="([^"]*)"></film-buttons>')
MARKED = "<film-buttons "
MAX_FILMS_ASKED, BYTES_OF_AN_ID = 100, 120
# Whose states a page needed the last time, by who asked for which page: most are needed again.
films_asked = BoundedCache[frozenset[str]](max_bytes=1_000_000)
STATE = ("watched", "rating", "liked", "on_watchlist", "has_text", "viewings", "last_day")
STATE_NAMES = {"has_text": "reviewed", "on_watchlist": "watchlist"}  # in JSON
ONLY_POST = re.compile(r"/movies/[0-9a-f]{24}/(?:watched|want|like|rate|log|reviews)/$")


def viewer_of(request: SiteRequest) -> Viewer:
    """Return who sees a page: a visitor if the request failed too early."""
    return viewer_for(getattr(request, "member", None))


def viewer_for(member: Member | None) -> Viewer:
    """Return who sees something; of members who hide ratings with the films they have seen."""
    if member is None or not member.preferences.hide_scores:
        return Viewer(member)
    try:
        return Viewer(member, watched_film_ids(member.id))
    except Unavailable:  # the page says so itself
        return Viewer(member, frozenset())


def viewer_context(request: SiteRequest) -> dict[str, Any]:
    return {
        "viewer": viewer_of(request),
        "csrf_token": SimpleLazyObject(partial(page_token, request)),
    }


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").partition(",")[0].strip() == "application/json"


def return_path(request: HttpRequest, movie_id: object) -> str:
    """Return where a form leads: its `next`, else the page of this site it was on, else the film.

    Without a fragment: the message is at the top.
    """
    referrer = request.headers.get("Referer", "").partition("#")[0]
    page = referrer.removeprefix(f"{request.scheme}://{request.get_host()}")
    is_page = page.startswith("/") and not ONLY_POST.search(page.partition("?")[0])
    film = reverse("movie", args=[movie_id])
    return safe_next_url(request, page if is_page else film).partition("#")[0]


def keep_button(movie_id: ObjectId) -> str:
    """Return the button of a message that a film has left the watchlist."""
    return f"{_('Keep it on my watchlist')}|{reverse('set-on-watchlist', args=[movie_id])}|1"


def state_response(
    request: MemberRequest,
    movie_id: ObjectId,
    done: str,
    button: str = "",
    link: tuple[str, str] | None = None,
) -> HttpResponse:
    """Return the state as JSON or a redirect, and what to do next.

    `button` is a label, a path and `on`, between bars; `link` a path and a label.
    """
    if wants_json(request):
        state = get_state(request.member.id, movie_id)
        shown = {STATE_NAMES.get(name, name): getattr(state, name) for name in STATE}
        # Pages that were opened before an upgrade read the watchlist by its earlier name.
        shown |= {"wanted": state.on_watchlist, "message": str(done), "link": link}
        return JsonResponse({**shown, "button": button.split("|") if button else None})
    if link:
        done = format_html('{} <a href="{}">{}</a>', done, *link)
    messages.success(request, done, extra_tags=button)
    return redirect(return_path(request, movie_id))


def invalid_toggle(request: HttpRequest) -> HttpResponse | None:
    """Return JSON that says a toggle was invalid if JSON is asked for, else None."""
    error = {"error": _("Reload the page and press it again.")}
    return JsonResponse(error, status=422) if wants_json(request) else None


def refusal(
    request: MemberRequest, movie_id: ObjectId, sentence: str, status: int = 409
) -> HttpResponse:
    """Return why something was not done: as JSON, or as a message on the page it came from."""
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(return_path(request, movie_id))


def join_states(request: HttpRequest) -> list[dict[str, Any]]:
    """Join what those films are to the member that were asked for last at this address."""
    asked = films_asked.get(_address(request)) or frozenset()
    request.__dict__["_joined_films"] = asked
    return states_lookups(list(map(ObjectId, asked))) if asked else []


SESSION_JOINS.append(join_states)


def _address(request: HttpRequest) -> tuple[str, ...]:
    """Return whose page is asked for, by the session cookie, and which."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return session, request.path_info, request.META.get("QUERY_STRING", "")


def states_of_films(request: MemberRequest, movie_ids: Iterable[str]) -> dict[str, FilmState]:
    """Return what films are to the member.

    Those that were read neither with the session nor for this request before are read in one
    command.
    """
    states: dict[str, FilmState] | None = request.__dict__.get("_film_states")
    if states is None:
        states = request.__dict__["_film_states"] = _joined_states(request)
    ids = dict.fromkeys(movie_ids)
    request.__dict__.setdefault("_asked_films", set()).update(ids)
    if missing := [id for id in ids if id not in states]:
        known = get_states(request.member.id, map(ObjectId, missing))
        states.update((id, known.get(id) or FilmState(id)) for id in missing)
    return states


def _joined_states(request: MemberRequest) -> dict[str, FilmState]:
    joined = request.session.joined
    if "states" not in joined:
        return {}
    known = read_states([*joined["states"], *joined["ratings"]])
    return {id: known.get(id) or FilmState(id) for id in request.__dict__["_joined_films"]}


def _remember_films(request: HttpRequest) -> None:
    asked, joined = request.__dict__["_asked_films"], request.__dict__.get("_joined_films")
    if asked != joined and joined is not None and len(asked) <= MAX_FILMS_ASKED:
        films_asked.put(_address(request), frozenset(asked), BYTES_OF_AN_ID * len(asked))


@page_filter
def film_buttons(page: str, request: HttpRequest) -> str:
    """Replace the marks of films in a member's page with the buttons of each.

    A page shows cards in many places; here the states of all of them are read in one command, and
    a visitor's page is left as it is.
    """
    member = getattr(request, "member", None)
    if member is None or MARKED not in page:
        return page
    parts = MARK.split(page)  # before each mark, its film and title, and what is after the last
    ids, titles = parts[1::3], parts[2::3]
    states = states_of_films(cast(MemberRequest, request), ids)
    _remember_films(request)
    row_of = button_rows(member, page_token(request))
    parts[1::3] = [row_of(states[id], title) for id, title in zip(ids, titles, strict=True)]
    del parts[2::3]
    return "".join(parts)
