"""Ratings in the scale that the viewer prefers: 5 stars with halves, out of 10, or out of 100.

They are stored as 1 to 100. `template_functions.py` registers these functions for templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.web.templates import HAS_LANGUAGES

from .dates import VISITOR
from .requests import Viewer

STARS = (
    _("half a star"), _("one star"), _("one and a half stars"), _("two stars"),
    _("two and a half stars"), _("three stars"), _("three and a half stars"), _("four stars"),
    _("four and a half stars"), _("five stars"),
)  # fmt: skip


def half_stars(value: int) -> int:
    """Return a rating as half stars, or as points of ten: 1 to 10."""
    return max(1, min(10, floor(value / 10 + 0.5)))


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


def _scale(viewer: Viewer | None) -> int:
    return (viewer or VISITOR).preferences.rating_scale


def rating_text(value: int | None, viewer: Viewer | None = None) -> str:
    """Return a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    return format_rating(value, _scale(viewer)) if value else ""


def average_text(value: int | None, viewer: Viewer | None = None) -> str:
    """Return an average of 1 to 100 as plain text in the viewer's scale: 4.5, 9.1 or 91."""
    scale = _scale(viewer)
    return str(value or "") if scale == 100 or not value else f"{value * scale / 100:.1f}"


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
