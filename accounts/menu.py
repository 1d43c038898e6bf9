"""What surrounds every page, rendered once for as long as it stays the same: header, footer."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from mflix_site.web.outlines import fill, placeholder
from mflix_site.web.templates import ANY_TOKEN, markup_key, render_macro, url

from .requests import Viewer

FACTS = ("name", "handle", "unread", "picture")
ACTIONS = ("queue", "dashboard", "preferences", "start-import", "start-log")
NAVIGATION = ("browse", "talked-about", "lists")
# Stand in a header for what was searched for, and for the menu of the member.
ANY_QUERY, ANY_MENU = placeholder("query"), placeholder("menu")


def page_header(viewer: Viewer, here: str, query: Any, csrf_token: Any) -> Markup:
    """Return the header of a page at a path; `query` is what was searched for, if anything."""
    current = next((name for name in NAVIGATION if here == url(name)), "")
    header = _header(current, not viewer.member, markup_key())
    menu = _member_menu(viewer, csrf_token) if viewer.member else ""
    return fill(header, (ANY_QUERY, ANY_MENU), (escape(query or ""), menu))


def page_footer(viewer: Viewer) -> Markup:
    """Return the footer; of a request that is refused early, the viewer is undefined."""
    is_member = bool(viewer.member)
    return _footer(not is_member, is_member and viewer.may("preferences"), markup_key())


@lru_cache(64)
def _header(current: str, is_visitor: bool, _key: Any) -> Markup:
    inputs = (current, ANY_QUERY, "" if is_visitor else ANY_MENU)
    return render_macro("shared/_header.html", "render_header", *inputs)


@lru_cache(64)
def _footer(is_visitor: bool, may_prefer: bool, _key: Any) -> Markup:
    return render_macro("shared/_footer.html", "render_footer", is_visitor, may_prefer)


def _member_menu(viewer: Viewer, csrf_token: Any) -> Markup:
    facts = tuple((name, getattr(viewer.member, name)) for name in FACTS)
    menu = _menu(facts, frozenset(filter(viewer.may, ACTIONS)), markup_key())
    return fill(menu, (ANY_TOKEN,), (str(csrf_token),))


@lru_cache(512)
def _menu(facts: tuple[tuple[str, Any], ...], allowed: frozenset[str], _key: Any) -> Markup:
    inputs = (SimpleNamespace(**dict(facts)), allowed.__contains__, ANY_TOKEN)
    return render_macro("shared/_member_menu.html", "render_member_menu", *inputs)
