"""The poster of a film: drawn here, with a picture from an allowed host over it."""

from hashlib import blake2b
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mflix_site.web.templates import template_function, url

DRAWING_VERSION = 2  # raise it when posters are drawn otherwise: browsers keep them for ever
Facts = tuple[str, int | None, tuple[str, ...], str]


class Film(Protocol):
    """The facts of a film that its poster shows."""

    @property
    def id(self) -> str: ...
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


def poster_facts(film: Film) -> Facts:
    """Return what a film's poster depends on: title, year, genres and first director."""
    return film.title, film.year, film.genres, film.directors[0] if film.directors else ""


def poster_digest(facts: Facts) -> str:
    """Return a short hash of the facts, which makes a poster's address immutable."""
    text = repr((DRAWING_VERSION, facts))
    return blake2b(text.encode(), digest_size=6).hexdigest()


def poster_path(film: Film, name: str = "poster") -> str:
    digest = poster_digest(poster_facts(film))
    return url(name, film.id, digest)


@template_function
def poster_png_path(film: Film) -> str:
    return poster_path(film, "poster-png")


@template_function
def poster(film: Film, in_first_view: bool = False) -> SafeString:
    """Show a film's poster; a picture from an allowed host covers it, and may fail to load."""
    when = 'fetchpriority="high"' if in_first_view else 'loading="lazy"'
    drawn = (
        f'<img src="{poster_path(film)}" alt="" width="200" height="300" {when} decoding="async">'
    )
    return mark_safe(f'<span class="frame">{drawn}{_picture(film.poster_url)}</span>')  # noqa: S308


def _picture(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.hostname not in settings.POSTER_HOSTS:
        return ""
    return format_html(
        '<img src="{}" alt="" width="200" height="300" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer">',
        address,
    )
