"""Ratings and dates in the format that the viewer prefers.

Ratings are stored as 1 to 100, and shown as 5 stars with halves, of 10 or of 100.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import floor
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.utils import formats, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from mflix_site.text import now
from mflix_site.web.templates import HAS_LANGUAGES, template_filter, template_function

from .documents import ADMIN, CLOSED, GOOD, LIMITED, MEMBER, MODERATOR, SUSPENDED
from .menu import page_footer, page_header
from .pictures import avatar
from .requests import Viewer

MINUTES_PER_MONTH, VISITOR = 30 * 24 * 60, Viewer()
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
    _("half a star"),
    _("one star"),
    _("one and a half stars"),
    _("two stars"),
    _("two and a half stars"),
    _("three stars"),
    _("three and a half stars"),
    _("four stars"),
    _("four and a half stars"),
    _("five stars"),
)


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
    """Return the ten choices of five stars with halves, or of ten points.

    A selected rating between two of them keeps its value on the nearest choice.
    """
    return _rating_choices(selected[:4], scale, translation.get_language())


@lru_cache(512)
def _rating_choices(selected: str, scale: int, _words_in: str | None) -> Sequence[RatingChoice]:
    is_rating = selected.isascii() and selected.isdigit() and 1 <= int(selected) <= 100
    nearest = half_stars(int(selected)) * 10 if is_rating else 0
    return tuple(
        RatingChoice(
            value=int(selected) if value == nearest else value,
            label=str(value // 10)
            if scale == 10
            else gettext("%(stars)s out of 5 stars") % {"stars": format_stars(value)},
            is_half=value % 20 == 10,
            selected=value == nearest,
        )
        for value in range(10, 101, 10)
    )


@template_function
def role_label(role: str) -> str:
    return str(ROLE_LABELS.get(role, ROLE_LABELS[MEMBER]))


@template_function
def standing_label(standing: str) -> str:
    return str(STANDING_LABELS[standing])


def _scale(viewer: Viewer | None) -> int:
    return (viewer or VISITOR).preferences.rating_scale


def _language(viewer: Viewer | None) -> str:
    """Return the viewer's language; Django's plain "en" formats dates the American way."""
    language = (viewer or VISITOR).preferences.language
    return "en-gb" if language == "en" else language


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
    return format_html(
        '<span class="stars lit-{}" role="img" aria-label="{}"></span>',
        half_stars(value),
        gettext("%(stars)s out of 5 stars") % {"stars": format_stars(value)},
    )


@template_function
def day(value: datetime | None, viewer: Viewer | None = None) -> SafeString | str:
    return calendar_day(_local(value, viewer).date(), viewer) if value else ""


@template_function
def calendar_day(
    value: date | str | None, viewer: Viewer | None = None, style: str = "DATE_FORMAT"
) -> SafeString | str:
    """Return a day, such as "14 March 2024"; it may be given as ISO text."""
    if not value:
        return ""
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    text, language = _format_date(parsed, style, viewer)
    return format_html('<time datetime="{}" lang="{}">{}</time>', parsed, language, text)


@template_function
def calendar_month(value: date, viewer: Viewer, style: str = "F Y") -> SafeString:
    """Return a month, such as "March 2024", or in another style of Django's date formats."""
    text, language = _format_date(value, style, viewer)
    return format_html('<span lang="{}">{}</span>', language, text)


@template_function
def month_of_year(number: int) -> date:
    """Return the first day of a month in some year, to be formatted without it."""
    return date(2001, number, 1)


@template_function
def clock(value: datetime | None, viewer: Viewer | None = None) -> str:
    """Return a time of day in the viewer's time zone, with the zone: "14:05 CET"."""
    if value is None:
        return ""
    local = _local(value, viewer)
    return f"{local:%H:%M} {_zone_name(local)}"


def _local(value: datetime, viewer: Viewer | None) -> datetime:
    return value.astimezone(ZoneInfo((viewer or VISITOR).preferences.time_zone))


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"  # some zones have no name but an offset


@template_function
def ago(value: datetime | None, viewer: Viewer | None = None) -> str:
    """Return how long ago something happened, in the viewer's language; past a month, the date."""
    if value is None:
        return ""
    local, language = _local(value, viewer), _language(viewer)
    minutes = max(0, (now() - value) // timedelta(minutes=1))
    day_text, clock_text = _day_and_clock(local, language)
    shown = (
        _elapsed(minutes, language)
        if minutes < MINUTES_PER_MONTH
        else _formatted(local.date(), "DATE_FORMAT", language)
    )
    return Markup(  # noqa: S704 -- all parts are escaped
        f'<time datetime="{value.isoformat(timespec="seconds")}" title="{day_text}{clock_text} '
        f'{_zone_name(local)}" lang="{language}">{shown}</time>'
    )


def _day_and_clock(local: datetime, language: str) -> tuple[str, str]:
    """Return both parts of a moment in a language's format: days and minutes are few."""
    day_style, clock_style = _styles(language)
    clock_text = _formatted(time(local.hour, local.minute), clock_style, language)
    return _formatted(local.date(), day_style, language), clock_text


@lru_cache(64)
def _styles(language: str) -> tuple[str, str]:
    with translation.override(language):
        style = formats.get_format("DATETIME_FORMAT")
    parts = re.match(r"((?:\\.|[^aAfgGhHiPs\\])*)(.*)", style)
    return (parts[1], parts[2]) if parts else (style, "")


def _format_date(value: date, style: str, viewer: Viewer | None) -> tuple[str, str]:
    """Return a date in one of Django's styles, and the language of its words: the viewer's."""
    language = _language(viewer)
    return _formatted(value, style, language), language


@lru_cache(8192)
def _formatted(moment: date | time, style: str, language: str) -> SafeString:
    with translation.override(language):
        if isinstance(moment, time):
            return escape(formats.time_format(moment, style))
        return escape(formats.date_format(moment, style))


@lru_cache(8192)
def _elapsed(minutes: int, language: str) -> SafeString:
    if minutes < 1:
        with translation.override(language):
            return escape(NaturalTimeFormatter.time_strings["now"])
    elapsed = timedelta(minutes=-minutes)
    locale = translation.to_locale(language)
    return escape(format_timedelta(elapsed, threshold=1, add_direction=True, locale=locale))


template_function(avatar)
template_function(page_header)
template_function(page_footer)
