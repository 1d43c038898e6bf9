"""The viewer of a page: whose ratings they see, and what each film on it is to them."""

import re
from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from markupsafe import Markup

from accounts.documents import Member
from accounts.requests import SiteRequest, Viewer
from mflix_site.errors import Problem, Unavailable
from mflix_site.web.middleware import problem_page

from .queries import get_states
from .state_queries import seen_film_ids
from .template_functions import button_row_of, today_of

# What `film_card` leaves in a member's page; the title is escaped there.
MARK = re.compile(r'<film-buttons data-film="([0-9a-f]{24})" data-title="([^"]*)"></film-buttons>')
MARKED = b"<film-buttons "


def viewer_of(request: SiteRequest) -> Viewer:
    """Return who sees a page: a visitor if the request failed too early."""
    return viewer_for(getattr(request, "member", None))


def viewer_for(member: Member | None) -> Viewer:
    """Return a member, or a visitor, as who sees something.

    Of members who hide ratings until they have seen a film, it knows the films they have seen.
    """
    if member is None or not member.preferences.hide_scores:
        return Viewer(member)
    try:
        return Viewer(member, seen_film_ids(member.id))
    except Unavailable:  # the page says so itself
        return Viewer(member, frozenset())


def viewer_context(request: SiteRequest) -> dict[str, Any]:
    """Return the template variable `viewer`."""
    return {"viewer": viewer_of(request)}


def film_buttons(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Replace the marks of films in a member's page with the buttons of each.

    A page shows cards in many places; here the states of all of them are read in one command, and
    a visitor's page is left as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response, member = get_response(request), getattr(request, "member", None)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if member and is_page and not response.streaming and MARKED in response.content:
            try:
                response.content = _with_buttons(request, member, response.content.decode())
            except Problem as problem:
                return problem_page(request, problem)
        return response

    return middleware


def _with_buttons(request: HttpRequest, member: Member, page: str) -> str:
    states = get_states(member.id, [ObjectId(mark[1]) for mark in MARK.finditer(page)])
    today, token = today_of(member), get_token(request)

    def button_row(mark: re.Match[str]) -> str:
        title = Markup(mark[2])  # noqa: S704 -- escaped in the mark
        return button_row_of(states[mark[1]], title, Viewer(member), today, token)

    return MARK.sub(button_row, page)
