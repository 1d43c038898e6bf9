"""Pages compressed, and those of visitors cached for a moment: docs/decisions/0016-page-cache.md.

Each worker caches them for `PAGE_CACHE_SECONDS`, which bounds how long what a moderator removed can
still be seen. Whoever sends a session, message or CSRF cookie, or a token of the API, is never
answered from here, and a response that sets a cookie or may not be stored is never cached.
Responses compressed for one request have random padding, so that their length reveals no secret
(BREACH); brotli has no room for it, and is used for cached pages alone, which hold no secrets.
"""

import hashlib
import math
import secrets
import struct
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.regex_helper import _lazy_re_compile
from isal import igzip, isal_zlib

GetResponse = Callable[[HttpRequest], HttpResponse]
MAX_PAGES, MAX_BYTES = 256, 100_000  # in memory, for each worker
MAX_UNCACHEABLE = 1_000
UNCACHED = ("private", "no-store", "no-transform", "immutable")
MAX_QUERY_LENGTH = 500
# With a CSRF cookie a form was opened and perhaps sent: its result must be visible at once.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages", settings.CSRF_COOKIE_NAME)
Key = tuple[str, str, str, str]
MIN_COMPRESSED_SIZE, PADDING = 500, 100
# Most pages are asked for once: they are compressed quickly, and thoroughly when asked for again.
QUICK, THOROUGH = {"br": 2, "gzip": 1}, {"br": 6, "gzip": 3}
REPEATS_UNTIL_THOROUGH = 2
DECOMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress, "gzip": igzip.decompress,
}  # fmt: skip
# RFC 1952: a file name follows, no time, no operating system.
GZIP_HEADER = b"\x1f\x8b\x08\x08" + bytes(5) + b"\xff"
RAW_DEFLATE = -15
TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
REFUSED_ENCODING = _lazy_re_compile(r"(br|gzip)\s*;\s*q=0(\.0*)?(?![.\d])")


@dataclass(slots=True)
class CachedPage:
    """A response, until when it may be sent again, and how often it was."""

    headers: dict[str, str]  # but for its encoding
    content: tuple[bytes, str]  # the body, and how it is encoded
    expires: float
    accepted: str
    on_repeats: Callable[[int], None] | None
    repeats: int = 0

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return the cached response, or 304 if the browser's copy is current."""
        # Shared caches subtract it from `s-maxage`.
        age = time.monotonic() - self.expires + settings.PAGE_CACHE_SECONDS
        headers = {**self.headers, "Age": str(math.ceil(age))}
        if self.headers["ETag"] in parse_etags(request.headers.get("If-None-Match", "")):
            header_names = ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "Age")
            return HttpResponse(status=304, headers={n: headers[n] for n in header_names})
        body, encoding = self.content  # read together: another thread may replace them
        if encoding and self.repeats == REPEATS_UNTIL_THOROUGH:
            best = self.accepted.partition(" ")[0]
            thorough = compress(DECOMPRESS[encoding](body), best, THOROUGH[best])
            self.content = body, encoding = thorough, best
        headers["Content-Length"] = str(len(body))
        if encoding:
            headers["Content-Encoding"] = encoding
        return HttpResponse(body, headers=headers)


@dataclass(slots=True)
class Pages:
    """The cached pages of this process, the oldest first, and locks of those being rendered."""

    cached: OrderedDict[Key, CachedPage] = field(default_factory=OrderedDict)
    rendering: dict[Key, Lock] = field(default_factory=dict)
    uncacheable: dict[Key, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> CachedPage | None:
        page = self.cached.get(key)
        if page is None or page.expires < time.monotonic():
            return None
        page.repeats += 1
        return page

    def put(self, key: Key, page: CachedPage) -> None:
        """Cache a page, and drop those that have expired or are too many."""
        with self.lock:
            dropped = [self.cached.pop(key, None)]
            now = time.monotonic()
            while self.cached and (
                len(self.cached) >= MAX_PAGES or next(iter(self.cached.values())).expires < now
            ):
                dropped.append(self.cached.popitem(last=False)[1])
            self.cached[key] = page
        for old in dropped:
            if old and old.repeats and old.on_repeats:
                old.on_repeats(old.repeats)

    def rendering_lock(self, key: Key) -> Lock:
        """Return the lock of a page: while one thread renders it, others wait for the result."""
        return self.rendering.setdefault(key, Lock())

    def is_uncacheable(self, key: Key) -> bool:
        """Return whether a page turned out, a moment ago, not to be the same for everybody."""
        return self.uncacheable.get(key, 0) > time.monotonic()

    def mark_uncacheable(self, key: Key) -> None:
        with self.lock:
            if len(self.uncacheable) >= MAX_UNCACHEABLE:
                self.uncacheable.clear()
            self.uncacheable[key] = time.monotonic() + settings.PAGE_CACHE_SECONDS

    def clear(self) -> None:
        with self.lock:
            self.cached.clear()
            self.uncacheable.clear()


pages = Pages()


def page_cache(get_response: GetResponse) -> GetResponse:
    """Answer visitors from pages that were rendered a moment ago."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE_SECONDS or not is_anonymous_request(request):
            return get_response(request)
        host, query = request.META.get("HTTP_HOST", ""), request.META.get("QUERY_STRING", "")
        address = (f"{request.scheme}://{host}", request.path, query)
        key = (*address, accepted_encodings(request))
        if page := pages.get(key):
            return page.response(request)
        if pages.is_uncacheable(key):
            return get_response(request)
        with pages.rendering_lock(key):
            if page := pages.get(key):
                return page.response(request)
            if not pages.is_uncacheable(key):
                return render_page(request, key, get_response)
        return get_response(request)  # it could not be shared: nobody else need wait

    return middleware


def render_page(request: HttpRequest, key: Key, get_response: GetResponse) -> HttpResponse:
    """Render a page, and cache it if others may be sent it."""
    started = time.monotonic()  # what a page shows may be as old as the start of rendering it
    try:
        response = get_response(request)
        page = cached_page(response, key[-1], started) if is_cacheable(response) else None
        if page is None or len(page.content[0]) > MAX_BYTES or page.expires <= time.monotonic():
            pages.mark_uncacheable(key)
        else:
            pages.put(key, page)
    finally:
        pages.rendering.pop(key, None)
    if page is None or "HTTP_IF_NONE_MATCH" in request.META:
        return page.response(request) if page else response
    response.content, encoding = page.content
    response.headers["Content-Length"] = str(len(response.content))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def is_anonymous_request(request: HttpRequest) -> bool:
    """Return whether a request may be answered with what any visitor would see."""
    return (
        request.method == "GET"
        and "HTTP_AUTHORIZATION" not in request.META
        and len(request.META.get("QUERY_STRING", "")) <= MAX_QUERY_LENGTH
        and not any(name in request.COOKIES for name in PERSONAL_COOKIES)
    )


def is_cacheable(response: HttpResponse) -> bool:
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not any(word in control for word in UNCACHED)
    )


def cached_page(response: HttpResponse, accepted: str, made_at: float) -> CachedPage:
    """Return a response as it is cached: compressed, with its ETag, open to shared caches."""
    body, seconds = bytes(response.content), settings.PAGE_CACHE_SECONDS
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    encoding = accepted.rpartition(" ")[2] if may_compress(response) else ""
    response.headers["ETag"] = f'W/"{tag}{accepted[:2]}"'
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response.headers.setdefault("Cache-Control", f"public, max-age=0, s-maxage={int(seconds)}")
    if encoding:
        body = compress(body, encoding, QUICK[encoding])
    headers, on_repeats = dict(response.headers.items()), getattr(response, "on_repeats", None)
    return CachedPage(headers, (body, encoding), made_at + seconds, accepted, on_repeats)


def accepted_encodings(request: HttpRequest) -> str:
    """Return the encodings a browser accepts, smallest first: "br gzip", "gzip", "br", ""."""
    accepted = REFUSED_ENCODING.sub("", request.META.get("HTTP_ACCEPT_ENCODING", ""))
    return " ".join(name for name in ("br", "gzip") if name in accepted)


def best_encoding(request: HttpRequest) -> str:
    """Return the smallest encoding that the browser accepts: "br", "gzip", or "" for none."""
    return accepted_encodings(request).partition(" ")[0]


def compress(body: bytes, encoding: str, level: int) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=level))
    # The file name in gzip's header is the padding: readers skip it.
    padding = secrets.token_hex(secrets.randbelow(PADDING) + 1).encode()
    deflate = isal_zlib.compressobj(level, wbits=RAW_DEFLATE)
    end = struct.pack("<2L", isal_zlib.crc32(body), len(body))
    parts = (GZIP_HEADER, padding, b"\0", deflate.compress(body), deflate.flush(), end)
    return b"".join(parts)


def may_compress(response: HttpResponse) -> bool:
    return (
        not response.streaming
        and "Content-Encoding" not in response.headers
        and len(response.content) >= MIN_COMPRESSED_SIZE
        and response.headers.get("Content-Type", "").startswith(TYPES)
        and "no-transform" not in response.headers.get("Cache-Control", "")
    )


def compression(get_response: GetResponse) -> GetResponse:
    """Compress what no cache has: with gzip, for brotli has no room for padding around tokens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not may_compress(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if accepted_encodings(request):
            response.content = compress(response.content, "gzip", QUICK["gzip"])
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware
