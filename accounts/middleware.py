"""Who is asking: every request gets its session and its member."""

from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from mflix_site.errors import Problem
from mflix_site.web.middleware import problem_page

from .signing_in import signed_in_member

HEALTH_PATHS = ("/healthz", "/readyz")
GetResponse = Callable[[HttpRequest], HttpResponse]


class Sessions(SessionMiddleware):
    """Django's session middleware; when the database is away its page says so."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the session loaded when first used and saved when changed."""
        try:
            response: HttpResponse = super().__call__(request)  # type: ignore[assignment]
        except Problem as problem:
            return problem_page(request, problem)
        return response


sessions = Sessions


def member(get_response: GetResponse) -> GetResponse:
    """Set `request.member`; what a signed-in member sees is kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Whether the process lives is asked without the database, also by a browser with a session.
        has_cookie = bool(request.session.session_key) and request.path not in HEALTH_PATHS
        try:
            found = signed_in_member(request) if has_cookie else None
        except Problem as problem:
            return problem_page(request, problem)
        request.member = found  # type: ignore[attr-defined]
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if getattr(request, "member", None):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware
