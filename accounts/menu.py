"""The menu of the member who sees a page, rendered once for as long as it stays the same."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from mflix_site.web.templates import ANY_TOKEN, markup_key, render_macro

from .requests import Viewer

FACTS = ("name", "handle", "unread", "picture")
ACTIONS = ("queue", "dashboard", "preferences", "start-import")


def member_menu(viewer: Viewer, csrf_token: Any) -> Markup:
    """Return the menu of a member; all but the token is kept."""
    facts = tuple((name, getattr(viewer.member, name)) for name in FACTS)
    menu = _menu(facts, frozenset(filter(viewer.may, ACTIONS)), markup_key())
    return Markup(menu.replace(ANY_TOKEN, str(csrf_token)))  # noqa: S704 -- letters and digits


@lru_cache(512)
def _menu(facts: tuple[tuple[str, Any], ...], allowed: frozenset[str], _key: Any) -> str:
    inputs = (SimpleNamespace(**dict(facts)), allowed.__contains__, ANY_TOKEN)
    return str(render_macro("shared/_member_menu.html", "render_member_menu", *inputs))
