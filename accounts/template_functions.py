"""Ratings in the scale that the viewer prefers, people's labels, and what surrounds every page.

Ratings are stored as 1 to 100, and shown as 5 stars with halves, of 10 or of 100. Header, footer
and menu are rendered once for as long as they stay the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from types import SimpleNamespace
from typing import Any

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from mflix_site.kept_values import fill, placeholder
from mflix_site.web.templates import (
    ANY_TOKEN,
    HAS_LANGUAGES,
    markup_key,
    render_macro,
    template_filter,
    template_function,
    url,
)

from .dates import VISITOR, ago, calendar_day, calendar_month, clock, day, month_of_year
from .documents import ADMIN, CLOSED, GOOD, LIMITED, MEMBER, MODERATOR, SUSPENDED
from .pictures import avatar
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
STARS = (
    _("half a star"), _("one star"), _("one and a half stars"), _("two stars"),
    _("two and a half stars"), _("three stars"), _("three and a half stars"), _("four stars"),
    _("four and a half stars"), _("five stars"),
)  # fmt: skip


def half_stars(value: int) -> int:
    """Return a rating as half stars, or as points of ten: 1 to 10."""
    return max(1, min(10, floor(value / 10 + 0.5)))


@template_filter
def format_stars(value: int) -> str:
    """Return a rating as a number of stars: ½, 4 or 4½."""
    stars, half = divmod(half_stars(value), 2)
    return f"{stars or ''}{'½' if half else ''}"


def format_rating(value: int, scale: int) -> str:
    if scale == 100:
        return str(value)
    return str(half_stars(value)) if scale == 10 else format_stars(value)


def describe_rating(value: int, scale: int) -> str:
    """Return a rating in a scale as in a sentence: "five stars", "9 out of 10"."""
    if scale == 5:
        return str(STARS[half_stars(value) - 1])
    points = {"rating": format_rating(value, scale), "scale": scale}
    return gettext("%(rating)s out of %(scale)s") % points


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """One rating to choose: the value submitted, its label, and whether it is selected."""

    value: int
    label: str
    is_half: bool
    selected: bool


@template_filter
def rating_choices(selected: str, scale: int) -> Sequence[RatingChoice]:
    """Return the ten choices of a scale; the nearest one has the value of a rating between two."""
    return _rating_choices(selected[:4], scale, translation.get_language())


@lru_cache(512)
def _rating_choices(selected: str, scale: int, _words_in: str | None) -> Sequence[RatingChoice]:
    is_rating = selected.isascii() and selected.isdigit() and 1 <= int(selected) <= 100
    nearest = half_stars(int(selected)) * 10 if is_rating else 0
    choices = []
    for value in range(10, 101, 10):
        stars = gettext("%(stars)s out of 5 stars") % {"stars": format_stars(value)}
        label, is_nearest = str(value // 10) if scale == 10 else stars, value == nearest
        sent = int(selected) if is_nearest else value
        choices.append(RatingChoice(sent, label, value % 20 == 10, is_nearest))
    return tuple(choices)


@template_function
def role_label(role: str) -> str:
    return str(ROLE_LABELS.get(role, ROLE_LABELS[MEMBER]))


@template_function
def standing_label(standing: str) -> str:
    return str(STANDING_LABELS[standing])


def _scale(viewer: Viewer | None) -> int:
    return (viewer or VISITOR).preferences.rating_scale


@template_function
def rating_text(value: int | None, viewer: Viewer | None = None) -> str:
    """Return a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    return format_rating(value, _scale(viewer)) if value else ""


@template_function
def average_text(value: int | None, viewer: Viewer | None = None) -> str:
    """Return an average of 1 to 100 as plain text in the viewer's scale: 4.5, 9.1 or 91."""
    scale = _scale(viewer)
    return str(value or "") if scale == 100 or not value else f"{value * scale / 100:.1f}"


@template_function
def rating(
    value: int | None, viewer: Viewer | None = None, film_id: str | None = None
) -> SafeString | str:
    """Return a rating of 1 to 100 in the viewer's scale: stars with halves, 9/10 or 87/100.

    Of a film whose ratings the viewer does not want to know yet, "". The id is None where the
    number is not about a film, or the viewer must see it.
    """
    if film_id is not None and viewer and viewer.hides_score(film_id):
        return ""
    words_in = translation.get_language() if HAS_LANGUAGES else None
    return _rating(value, _scale(viewer), words_in)


@lru_cache(512)
def _rating(value: int | None, scale: int, _words_in: str | None) -> SafeString:
    if not value:
        return format_html('<span class="unrated">{}</span>', _("not rated"))
    if scale != 5:
        points = format_rating(value, scale)
        return format_html('<span class="points"><b>{}</b>/{}</span>', points, scale)
    label = gettext("%(stars)s out of 5 stars") % {"stars": format_stars(value)}
    stars = '<span class="stars lit-{}" role="img" aria-label="{}"></span>'
    return format_html(stars, half_stars(value), label)


@template_function
def page_header(viewer: Viewer, here: str, query: Any, csrf_token: Any) -> Markup:
    """Return the header of a page at a path; `query` is what was searched for, if anything."""
    current = next((name for name in NAVIGATION if here == url(name)), "")
    header, menu = _header(current, not viewer.member, markup_key()), ""
    if viewer.member:
        facts = tuple((name, getattr(viewer.member, name)) for name in FACTS)
        kept = _menu(facts, frozenset(filter(viewer.may, ACTIONS)), markup_key())
        menu = fill(kept, (ANY_TOKEN,), (str(csrf_token),))
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


for function in (ago, avatar, calendar_day, calendar_month, clock, day, month_of_year):
    template_function(function)
