"""What templates call for lists, and for a film's page."""

from collections.abc import Hashable, Sequence
from typing import Any

from markupsafe import Markup

from accounts.requests import Viewer
from mflix_site.caching import BoundedCache, cached
from mflix_site.web.templates import markup_key, render_macro, template_function
from movies.documents import Movie
from movies.facets import HistogramBar

from .film_page import ListLink

# As UTF-8: text with characters beyond Latin-1 takes two or four bytes a character otherwise.
film_parts = BoundedCache[bytes](max_bytes=6_000_000)


@template_function
def list_link(link: ListLink) -> Markup:
    """Return a list as the page of a film in it shows it; cached, as many films are in it."""
    return _list_link(link, markup_key())


@cached(max_bytes=2_000_000)
def _list_link(link: ListLink, _key: Any) -> Markup:
    return render_macro("lists/_list_link.html", "render_list_link", link)


@template_function
def film_about(film: Movie, digest: bytes, viewer: Viewer) -> Markup:
    """Return a film's facts; cached for as long as its document is the same."""
    preferences = viewer.preferences
    key = ("about", digest, preferences.language, preferences.time_zone, markup_key())
    return _cached_part(key, "movies/_film_about.html", "render_film_about", film, viewer)


@template_function
def film_ratings(
    film: Movie, digest: bytes, bins: Sequence[HistogramBar], viewer: Viewer
) -> Markup:
    """Return a film's average and bars; cached for as long as its document is the same."""
    scale, is_hidden = viewer.preferences.rating_scale, viewer.hides_score(film.id)
    key = ("ratings", digest, scale, is_hidden, markup_key())
    return _cached_part(key, "movies/_film_ratings.html", "render_film_ratings", film, bins, viewer)


def _cached_part(key: Hashable, *inputs: Any) -> Markup:
    part = film_parts.get_or_set(key, lambda: render_macro(*inputs).encode())
    return Markup(part.decode())  # noqa: S704 -- it was rendered as markup
