"""Ratings and dates in the format that the viewer prefers; and avatars."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

from babel.dates import format_timedelta
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mflix_site.text import now
from mflix_site.web import rating_scales
from mflix_site.web.templates import template_filter, template_function

from .documents import ADMIN, CLOSED, GOOD, LIMITED, MEMBER, MODERATOR, SUSPENDED, Preferences

AVATAR_COLOURS = 6
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
A_MONTH = timedelta(days=30)

template_filter(rating_scales.rating_choices)


@template_function
def role_label(role: str) -> str:
    return str(ROLE_LABELS.get(role, role))


@template_function
def standing_label(standing: str) -> str:
    return str(STANDING_LABELS.get(standing, standing))


def _preferences(viewer: Any) -> Preferences:
    preferences: Preferences = viewer.preferences if viewer else Preferences()
    return preferences


def _language(viewer: Any) -> str:
    """Return the viewer's language; Django's plain "en" formats dates the American way."""
    language = _preferences(viewer).language
    return "en-gb" if language == "en" else language


@template_function
def rating_text(value: int | None, viewer: Any = None) -> str:
    """Return a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    scale = _preferences(viewer).rating_scale
    return rating_scales.format_rating(value, scale) if value else ""


@template_function
def average_text(value: int | None, viewer: Any = None) -> str:
    """Return an average of 1 to 100 as plain text in the viewer's scale: 4.5, 9.1 or 91."""
    scale = _preferences(viewer).rating_scale
    return rating_scales.format_average(value, scale) if value else ""


@template_function
def rating(value: int | None, viewer: Any = None) -> SafeString:
    """Return a rating of 1 to 100 in the viewer's scale: stars with halves, 9/10 or 87/100."""
    return _rating(value, _preferences(viewer).rating_scale)


@lru_cache(512)
def _rating(value: int | None, scale: int) -> SafeString:
    if not value:
        return format_html('<span class="unrated">{}</span>', _("not rated"))
    if scale != 5:
        points = rating_scales.format_rating(value, scale)
        return format_html('<span class="points"><b>{}</b>/{}</span>', points, scale)
    return format_html(
        '<span class="stars lit-{}" role="img" aria-label="{} of 5 stars"></span>',
        rating_scales.half_stars(value),
        rating_scales.format_stars(value),
    )


@template_function
def day(value: datetime | None, viewer: Any = None) -> SafeString | str:
    if value is None:
        return ""
    language = _language(viewer)
    return format_html(
        '<time datetime="{}" lang="{}">{}</time>',
        value.date().isoformat(),
        language,
        _formatted(value, "DATE_FORMAT", language),
    )


@template_function
def ago(value: datetime | None, viewer: Any = None) -> SafeString | str:
    """Return how long ago something happened, in the viewer's language; past a month, the date."""
    if value is None:
        return ""
    moment, language = value if value.tzinfo else value.replace(tzinfo=UTC), _language(viewer)
    elapsed = max(now() - moment, timedelta(0))
    return format_html(
        '<time datetime="{}" title="{} UTC" lang="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        _formatted(moment, "DATETIME_FORMAT", language),
        language,
        _elapsed(elapsed // timedelta(minutes=1), language)
        if elapsed < A_MONTH
        else _formatted(moment, "DATE_FORMAT", language),
    )


@lru_cache(8192)
def _formatted(moment: datetime, format_name: str, language: str) -> str:
    with translation.override(language):
        return formats.date_format(moment, format_name)


@lru_cache(8192)
def _elapsed(minutes: int, language: str) -> str:
    if minutes < 1:
        with translation.override(language):
            return str(NaturalTimeFormatter.time_strings["now"])
    elapsed = timedelta(minutes=-minutes)
    locale = translation.to_locale(language)
    return format_timedelta(elapsed, threshold=1, add_direction=True, locale=locale)


@template_function
@lru_cache(4096)
def avatar(name: str) -> SafeString:
    """Return the first letter of a name on a colour that stays the same for that name."""
    colour = crc32(name.encode("utf-8", "replace")) % AVATAR_COLOURS
    letter = next((c for c in name if c.isalnum()), "·").upper()
    return format_html(
        '<span class="avatar avatar-{}" aria-hidden="true">{}</span>', colour, letter
    )
