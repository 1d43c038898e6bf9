"""Who asks: a member whose token is in the header `Authorization: Bearer …`, or a visitor.

Cookies are never read. The word alone, without a token, is what a visitor's client sends.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.access_tokens import find_member_by_token
from accounts.documents import Member
from accounts.permissions import check_rate_limit
from accounts.requests import client_ip

from .responses import RequestRefused

MAX_TOKEN_LENGTH = 200


def bearer_token(request: HttpRequest) -> str:
    """Return the token of a request; empty where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.casefold() == "bearer" else ""
    return token if token.isascii() and len(token) <= MAX_TOKEN_LENGTH else ""


def session_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the member of the request's token, whose session goes on; else 401."""

    @functools.wraps(view)
    def authenticated(request: HttpRequest, **arguments: Any) -> HttpResponse:
        member: Member | None = find_member_by_token(bearer_token(request))
        if member is None:
            raise RequestRefused(401)
        return view(request, member, **arguments)

    authenticated.is_for_members = True  # type: ignore[attr-defined]
    return authenticated


def count_review(request: HttpRequest, member: Member) -> None:
    """Count a review towards the limits of the pages; raise TooOften."""
    check_rate_limit("review", member.id)
    check_rate_limit("review-network", client_ip(request))
