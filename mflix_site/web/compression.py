"""Compressed pages: brotli or gzip, with random padding so that lengths tell nothing (BREACH)."""

import gzip
import secrets
from collections.abc import Callable
from io import BytesIO

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.regex_helper import _lazy_re_compile

GetResponse = Callable[[HttpRequest], HttpResponse]
SHORTEST, PADDING = 500, 100
# Pages made for one reader are compressed quickly, pages kept for many thoroughly.
QUICK, THOROUGH = {"br": 1, "gzip": 1}, {"br": 6, "gzip": 6}
TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
REFUSED = _lazy_re_compile(r"(br|gzip)\s*;\s*q=0(\.0*)?(?![.\d])")


def encoding_for(request: HttpRequest) -> str:
    """Return the best encoding that the browser accepts: "br", "gzip", or "" for none."""
    accepted = REFUSED.sub("", request.headers.get("Accept-Encoding", ""))
    return next((name for name in ("br", "gzip") if name in accepted), "")


def compress(body: bytes, encoding: str, level: int) -> bytes:
    """Return the body in an encoding."""
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=level))
    padding = secrets.token_hex(secrets.randbelow(PADDING) + 1)
    output = BytesIO()
    # The file name in gzip's header is the padding: readers skip it.
    with gzip.GzipFile(padding, "wb", level, output, mtime=0) as file:
        file.write(body)
    return output.getvalue()


def may_compress(response: HttpResponse) -> bool:
    """Return whether a response is text, whole, long enough, and may be transformed."""
    return (
        not response.streaming
        and "Content-Encoding" not in response.headers
        and len(response.content) >= SHORTEST
        and response.headers.get("Content-Type", "").startswith(TYPES)
        and "no-transform" not in response.headers.get("Cache-Control", "")
    )


def compression(get_response: GetResponse) -> GetResponse:
    """Compress what no cache has compressed already.

    Such pages may hold a member's token, and brotli has no room for padding: they get gzip.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not may_compress(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoding_for(request):
            response.content = compress(response.content, "gzip", QUICK["gzip"])
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware
