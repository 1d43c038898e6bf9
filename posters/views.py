"""Posters as images of their own, each at an address that never shows another picture."""

from functools import lru_cache

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mflix_site.caching import cached
from mflix_site.web.page_cache import THOROUGH, best_encoding, compress
from movies.queries import get_card
from movies.template_functions import Facts, poster_digest, poster_facts, poster_path

from .drawing import poster_svg, render_png

MAX_CACHED = 6_000_000  # bytes, of about two kilobytes each
PNG_WIDTH, MAX_CACHED_PNG = 600, 64  # pixels; of about 30 kilobytes
IMMUTABLE = "public, max-age=31536000, immutable"


class _OutdatedDigest(Exception):
    """The film's facts were edited after the address was made."""


@require_safe
def poster(request: HttpRequest, id: ObjectId, digest: str) -> HttpResponse:
    """Send a film's poster; the address of an outdated one redirects to the current one."""
    encoding = best_encoding(request)
    try:
        body = _drawn_poster(id, digest, encoding)
    except _OutdatedDigest:
        return redirect(poster_path(get_card(id)))
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return HttpResponse(body, content_type="image/svg+xml", headers=headers)


@require_safe
def poster_png(request: HttpRequest, id: ObjectId, digest: str) -> HttpResponse:
    """Send a film's poster as PNG, for the previews that other sites show of a link."""
    facts = poster_facts(get_card(id))
    if digest != poster_digest(facts):
        return redirect("poster-png", id, poster_digest(facts))
    headers = {"Cache-Control": IMMUTABLE, "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(_png(facts), content_type="image/png", headers=headers)


@lru_cache(MAX_CACHED_PNG)
def _png(facts: Facts) -> bytes:
    return render_png(poster_svg(*facts), PNG_WIDTH)


@cached(MAX_CACHED)
def _drawn_poster(id: ObjectId, digest: str, encoding: str) -> bytes:
    facts = poster_facts(get_card(id))
    if digest != poster_digest(facts):
        raise _OutdatedDigest
    svg = poster_svg(*facts).encode()
    return compress(svg, encoding, THOROUGH[encoding]) if encoding else svg
