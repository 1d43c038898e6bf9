"""Responses of version 2: documents, parts of lists with cursors, ETags, and problem details.

Problem details (RFC 9457) are also for what goes wrong before a request gets to version 2, so
nothing here imports Django Ninja.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from bson import ObjectId, json_util
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import parse_etags

from mflix_site.paging import KeysetPage, Position

from .errors import BY_STATUS, INTERNAL, FieldError, Kind, PreconditionFailed, UnknownCursor

if TYPE_CHECKING:
    from .schemas.shared import PageQuery

Json = Mapping[str, Any]
V = TypeVar("V", bound=Callable[..., object])
# Neither the site's page cache nor any other shared one may keep what a token may have opened.
# Compression would change the bytes that a strong ETag stands for.
CACHE_CONTROL = "private, no-cache, no-transform"
CURSOR_SALT, CANONICAL = "api.v2.position", json_util.CANONICAL_JSON_OPTIONS
PROBLEM_TYPE = "application/problem+json"


def document(
    request: HttpRequest, value: Json, *, fields: str = "", status: int = 200, location: str = ""
) -> HttpResponse:
    """Return JSON with an ETag, or 304 where the client has this one.

    The ETag begins with the `version`, if there is one, which later requests name.
    """
    shown = selected(value, fields)
    body = json.dumps(shown, ensure_ascii=False, separators=(",", ":"), default=_json_text)
    digest = hashlib.blake2b(body.encode(), digest_size=9).hexdigest()
    etag = f'"{value["version"]}.{digest}"' if "version" in value else f'"{digest}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    headers |= {"Location": reverse("api-v2", args=[location])} if location else {}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method == "GET" and (etag in known or f"W/{etag}" in known or known == ["*"]):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def _json_text(value: Any) -> str:
    """Return an id, or a time in UTC as RFC 3339 writes it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(ObjectId(value))


def selected(value: Json, fields: str) -> Json:
    """Return the members of a document that a client asks for, in the document's order."""
    if not fields:
        return value
    names = fields.split(",")
    return {name: member for name, member in value.items() if name in names}


def page_of(
    request: HttpRequest, query: "PageQuery", page: KeysetPage[dict[str, Any]]
) -> HttpResponse:
    """Return a part of a list, with the path of the next one in the body and in a Link header."""
    items = [selected(item, query.fields) for item in page.items]
    following = _next_path(request, page.after) if page.after else None
    response = document(request, {"items": items, "next": following})
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _next_path(request: HttpRequest, after: Position) -> str:
    """Return the path with a cursor, signed without the time: an ETag depends on content alone."""
    params = request.GET.copy()
    text = json_util.dumps([_hash_of_list(request), list(after)], json_options=CANONICAL)
    params["cursor"] = signing.Signer(salt=CURSOR_SALT).sign_object(text, compress=True)
    return f"{request.path}?{params.urlencode()}"


def position(request: HttpRequest, query: "PageQuery") -> Position | None:
    """Return where a part of a list begins; raise UnknownCursor, also for one of another list."""
    if not query.cursor:
        return None
    try:
        text = signing.Signer(salt=CURSOR_SALT).unsign_object(query.cursor)
        listed, position = json_util.loads(text, json_options=CANONICAL)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownCursor from error
    if listed != _hash_of_list(request):
        raise UnknownCursor
    return tuple(position)


def _hash_of_list(request: HttpRequest) -> str:
    """Return a hash of a list's path and filters, which identifies the list."""
    other = ("cursor", "limit", "fields")
    filters = sorted((name, values) for name, values in request.GET.lists() if name not in other)
    return hashlib.blake2b(repr((request.path, filters)).encode(), digest_size=9).hexdigest()


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


def problem_document(
    kind: Kind, detail: str, field_errors: Sequence[FieldError] = (), **headers: str
) -> HttpResponse:
    """Return a problem document; `field_errors` lists values that can't be used."""
    document: dict[str, Any] = {
        "type": f"{reverse('api-docs')}#problem-{kind.name}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": detail or str(INTERNAL),
    }
    if field_errors:
        document["errors"] = [
            {"in": e.where, "type": e.kind, "detail": e.detail} for e in field_errors
        ]
    body = json.dumps(document, ensure_ascii=False)
    return HttpResponse(body, status=kind.status, content_type=PROBLEM_TYPE, headers=headers)


def v2_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return an error of the site, such as that of a host that is not ours."""
    kind = BY_STATUS.get(status, BY_STATUS[500])._replace(status=status)
    return problem_document(kind, sentence or str(kind.title))
