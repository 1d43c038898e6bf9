"""The poster of a film: drawn here, with a picture from an allowed host over it."""

from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mflix_site.web.templates import template_function
from posters import poster_svg

# A poster has about two kilobytes and is always the same for the same film.
MAX_CACHED = 4096
cached_poster_svg = lru_cache(MAX_CACHED)(poster_svg)


class Film(Protocol):
    """The facts of a film that its poster shows."""

    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def genres(self) -> tuple[str, ...]: ...
    @property
    def directors(self) -> tuple[str, ...]: ...
    @property
    def poster_url(self) -> str: ...


@template_function
def poster(film: Film) -> SafeString:
    """Draw a film's poster; a picture from an allowed host covers it, and may fail to load."""
    director = film.directors[0] if film.directors else ""
    svg = mark_safe(cached_poster_svg(film.title, film.year, film.genres, director))  # noqa: S308
    return format_html('<span class="frame">{}{}</span>', svg, _picture(film.poster_url))


def _picture(url: str) -> SafeString | str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in {"http", "https"} and parts.hostname in settings.POSTER_HOSTS
    except ValueError:
        return ""
    if not allowed:
        return ""
    return format_html(
        '<img src="{}" alt="" width="200" height="300" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer">',
        url,
    )
