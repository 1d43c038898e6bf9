"""What clients send: a token in `Authorization: Bearer …`, parameters, and JSON.

Cookies are never read. The word alone, without a token, is what a visitor's client sends.
"""

import functools
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from accounts.access_tokens import find_member_by_token
from accounts.documents import Member
from accounts.rate_limits import check_rate_limit
from accounts.requests import client_ip
from mflix_site.text import clean_line

from .responses import RequestRefused

MAX_TOKEN_LENGTH, MAX_TEXT, MAX_DIGITS, HUGE = 200, 200, 18, 10**18
MAX_BODY_BYTES = 200_000  # a review of 10,000 characters, each of them escaped


def bearer_token(request: HttpRequest) -> str:
    """Return the token of a request; empty where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.casefold() == "bearer" else ""
    return token if token.isascii() and len(token) <= MAX_TOKEN_LENGTH else ""


def session_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the member of the request's token, whose session goes on; else 401."""

    @functools.wraps(view)
    def authenticated(request: HttpRequest, **arguments: Any) -> HttpResponse:
        member = find_member_by_token(bearer_token(request))
        if member is None:
            raise RequestRefused(401)
        return view(request, member, **arguments)

    authenticated.is_for_members = True  # type: ignore[attr-defined]
    return authenticated


def count_review(request: HttpRequest, member: Member) -> None:
    """Count a review towards the limits of the pages; raise TooOften."""
    check_rate_limit("review", member.id)
    check_rate_limit("review-network", client_ip(request))


def whole_number(query: Mapping[str, str], name: str) -> int | None:
    """Return a parameter, at most `HUGE`; None for whatever is no whole number."""
    text = query.get(name, "").strip()
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        return None
    bound = -HUGE if text.startswith("-") else HUGE
    return int(text) if len(text) <= MAX_DIGITS else bound


def number_within(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return a whole number, the nearer end where it is out of range."""
    number = whole_number(query, name)
    return default if number is None else min(max(number, low), high)


def decimal_number(query: Mapping[str, str], name: str) -> float | None:
    """Return a finite number, or None."""
    try:
        return _finite(query.get(name, "")[:40])
    except ValueError:
        return None


def text(query: Mapping[str, str], name: str) -> str:
    return clean_line(query.get(name, "")[:MAX_TEXT])


def json_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request; raise RequestRefused for everything else."""
    data = json_value(request)
    if not isinstance(data, dict):
        raise RequestRefused(400, gettext("Send a JSON object."))
    return data


def json_value(request: HttpRequest) -> Any:
    """Return JSON without lone surrogates and infinite numbers; raise RequestRefused."""
    body = _read_body(request)
    if body and request.content_type != "application/json":
        raise RequestRefused(415)
    try:
        data = json.loads(body, parse_constant=_finite, parse_float=_finite)
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:  # UnicodeError is a ValueError
        raise RequestRefused(400) from error
    return data


def _read_body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MAX_BODY_BYTES:
        raise RequestRefused(413)
    try:
        body = request.read(MAX_BODY_BYTES + 1)
    except OSError as error:  # the connection is gone
        raise RequestRefused(400) from error
    if len(body) > MAX_BODY_BYTES:
        raise RequestRefused(413)
    return body


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
