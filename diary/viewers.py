"""The viewer of a page, and of which films they want to see the ratings."""

from typing import Any

from accounts.documents import Member
from accounts.requests import SiteRequest, Viewer
from mflix_site.errors import Unavailable

from .state_queries import seen_film_ids


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
