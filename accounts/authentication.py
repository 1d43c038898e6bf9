"""Who makes a request: signing in and out, and the middleware that sets `request.member`."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.cache import patch_cache_control, patch_vary_headers

from mflix_site.errors import Problem
from mflix_site.web.middleware import problem_page

from .documents import Member, Viewer
from .queries import find_member
from .sessions import MEMBER_KEY

EPOCH_KEY = "epoch"
HEALTH_PATHS = ("/healthz", "/readyz")
GetResponse = Callable[[HttpRequest], HttpResponse]


def sign_in(request: HttpRequest, member: Member) -> None:
    """Start a session for a member, with a new session token and a new CSRF token."""
    request.session.flush()
    request.session[MEMBER_KEY] = str(member.id)
    request.session[EPOCH_KEY] = member.session_epoch
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """End the session, here and in the database."""
    request.session.flush()
    rotate_token(request)


def signed_in_member(request: HttpRequest) -> Member | None:
    """Return the session's member; None if it was started before the member's epoch was raised."""
    try:
        member_id = ObjectId(request.session.get(MEMBER_KEY) or "")
    except InvalidId:
        return None
    member = find_member(member_id)
    if member is None or request.session.get(EPOCH_KEY) != member.session_epoch:
        return None
    return member


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's session middleware, with an error page while the database is unavailable."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = super().__call__(request)  # type: ignore[assignment]
        except Problem as problem:
            return problem_page(request, problem)
        return response


def member_middleware(get_response: GetResponse) -> GetResponse:
    """Set `request.member`, and keep pages of signed-in members out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Health checks work without the database, also in a browser that has a session.
        has_session = bool(request.session.session_key) and request.path not in HEALTH_PATHS
        try:
            member = signed_in_member(request) if has_session else None
        except Problem as problem:
            return problem_page(request, problem)
        request.member = member  # type: ignore[attr-defined]
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if getattr(request, "member", None):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def viewer_context(request: HttpRequest) -> dict[str, Any]:
    """Return the template variable `viewer`: a visitor if the request failed too early."""
    return {"viewer": Viewer(getattr(request, "member", None))}
