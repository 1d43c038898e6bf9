"""The labels of roles and standings, and what surrounds every page; registers dates and ratings.

Header, footer and menu are rendered once for as long as they stay the same.
"""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from mflix_site.caching import fill, placeholder
from mflix_site.web.templates import (
    ANY_TOKEN,
    markup_key,
    render_macro,
    template_filter,
    template_function,
    url,
)

from .dates import ago, calendar_day, calendar_month, clock, day, month_of_year
from .documents import ADMIN, CLOSED, GOOD, LIMITED, MEMBER, MODERATOR, SUSPENDED
from .pictures import avatar
from .rating_scale import average_text, format_stars, rating, rating_choices, rating_text
from .requests import Viewer

FACTS = ("name", "handle", "unread", "picture")
ACTIONS = ("queue", "dashboard", "preferences", "start-import", "start-log")
NAVIGATION = ("browse", "talked-about", "lists")
# Stand in a header for what was searched for, and for the menu of the member.
ANY_QUERY, ANY_MENU = placeholder("query"), placeholder("menu")
ROLE_LABELS = {
    MEMBER: _("member"),
    MODERATOR: _("moderator"),
    ADMIN: _("admin"),
    "operator": _("operator"),
}
STANDING_LABELS = {
    GOOD: _("in good standing"),
    LIMITED: _("limited"),
    SUSPENDED: _("suspended"),
    CLOSED: _("closed"),
}


@template_function
def role_label(role: str) -> str:
    return str(ROLE_LABELS.get(role, ROLE_LABELS[MEMBER]))


@template_function
def standing_label(standing: str) -> str:
    return str(STANDING_LABELS[standing])


@template_function
def page_header(viewer: Viewer, here: str, query: Any, csrf_token: Any) -> Markup:
    """Return the header of a page at a path; `query` is what was searched for, if anything."""
    current = next((name for name in NAVIGATION if here == url(name)), "")
    header, menu = _header(current, not viewer.member, markup_key()), ""
    if viewer.member:
        facts = tuple((name, getattr(viewer.member, name)) for name in FACTS)
        cached = _menu(facts, frozenset(filter(viewer.may, ACTIONS)), markup_key())
        menu = fill(cached, (ANY_TOKEN,), (str(csrf_token),))
    return fill(header, (ANY_QUERY, ANY_MENU), (escape(query or ""), menu))


@template_function
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


@lru_cache(512)
def _menu(facts: tuple[tuple[str, Any], ...], allowed: frozenset[str], _key: Any) -> Markup:
    inputs = (SimpleNamespace(**dict(facts)), allowed.__contains__, ANY_TOKEN)
    return render_macro("shared/_member_menu.html", "render_member_menu", *inputs)


DATES = (ago, calendar_day, calendar_month, clock, day, month_of_year)
for function in (*DATES, avatar, average_text, rating, rating_text):
    template_function(function)
template_filter(format_stars)
template_filter(rating_choices)
