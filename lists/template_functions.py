"""What templates call for lists."""

from typing import Any

from markupsafe import Markup

from mflix_site.kept_values import kept
from mflix_site.web.templates import markup_key, render_macro, template_function

from .film_page import ListLink


@template_function
def list_link(link: ListLink) -> Markup:
    """Return a list as the page of a film in it shows it; kept, as many films are in it."""
    return _list_link(link, markup_key())


@kept(max_bytes=500_000)
def _list_link(link: ListLink, _key: Any) -> Markup:
    return render_macro("lists/_list_link.html", "render_list_link", link)
