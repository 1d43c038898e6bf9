"""Responses of version 2: documents and parts of lists, with ETags, conditions and links."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bson import json_util
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from api.v2.errors import PreconditionFailed, UnknownCursor
from api.v2.schemas.shared import PageQuery
from mflix_site.paging import KeysetPage, Position

Json = Mapping[str, Any]
V = TypeVar("V", bound=Callable[..., object])
# Neither the site's page cache nor any other shared one may keep what a token may have opened.
# Compression would change the bytes that a strong ETag stands for.
CACHE_CONTROL = "private, no-cache, no-transform"
CURSOR_SALT, CANONICAL = "api.v2.cursor", json_util.CANONICAL_JSON_OPTIONS


def document(
    request: HttpRequest, value: Json, *, fields: str = "", tag: str = "", status: int = 200
) -> HttpResponse:
    """Return a JSON document with its ETag, or 304 where the client has this one.

    `tag` is put before the hash of the body, for what later requests compare.
    """
    body = json.dumps(selected(value, fields), ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.blake2b(body.encode(), digest_size=9).hexdigest()
    etag = f'"{tag}.{digest}"' if tag else f'"{digest}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method == "GET" and (etag in known or f"W/{etag}" in known or known == ["*"]):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def selected(value: Json, fields: str) -> Json:
    """Return the members of a document that a client asks for, in the document's order."""
    names = fields.split(",")
    return {name: member for name, member in value.items() if name in names} if fields else value


def page_of(
    request: HttpRequest, query: PageQuery, page: KeysetPage[dict[str, Any]]
) -> HttpResponse:
    """Return a part of a list, with the path of the next one in the body and in a Link header."""
    items = [selected(item, query.fields) for item in page.items]
    following = _next_path(request, page.after) if page.after else None
    response = document(request, {"items": items, "next": following})
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def position(request: HttpRequest, query: PageQuery) -> Position | None:
    """Return where a part of a list begins; raise UnknownCursor."""
    return _decode_cursor(query.cursor, _description(request)) if query.cursor else None


def _next_path(request: HttpRequest, after: Position) -> str:
    params = request.GET.copy()
    params["cursor"] = _encode_cursor(after, _description(request))
    return f"{request.path}?{params.urlencode()}"


def _description(request: HttpRequest) -> str:
    """Return what makes this list another one: its path and filters."""
    other = ("cursor", "limit", "fields")
    filters = sorted((name, values) for name, values in request.GET.lists() if name not in other)
    return hashlib.blake2b(repr((request.path, filters)).encode(), digest_size=9).hexdigest()


# Cursors are signed, so that a client can neither read nor make one.
def _encode_cursor(position: Position, listed: str) -> str:
    """Return the cursor of a position in the list that `listed` describes."""
    text = json_util.dumps([listed, list(position)], json_options=CANONICAL)
    return signing.dumps(text, salt=CURSOR_SALT, compress=True)


def _decode_cursor(cursor: str, listed: str) -> Position:
    """Return the position of a cursor; raise UnknownCursor, also for one of another list."""
    try:
        text = signing.loads(cursor, salt=CURSOR_SALT)
        known, position = json_util.loads(text, json_options=CANONICAL)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownCursor from error
    if known != listed:
        raise UnknownCursor
    return tuple(position)


def takes_if_match(operation: V) -> V:
    """Mark an operation that reads If-Match, for the OpenAPI document."""
    operation.takes_if_match = True  # type: ignore[attr-defined]
    return operation


def required_version(request: HttpRequest, present: int) -> int | None:
    """Return the present version if a write may replace it alone; None where it may any.

    The version is what an ETag begins with. A weak one matches nothing, as RFC 9110 has it. Raise
    PreconditionFailed.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    tags = [tag for tag in parse_etags(header) if not tag.startswith("W/")]
    if str(present) not in {tag.strip('"').partition(".")[0] for tag in tags}:
        raise PreconditionFailed
    return present
