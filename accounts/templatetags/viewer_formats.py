"""Ratings and dates in the format that the viewer prefers; and avatars."""

from datetime import UTC, datetime, timedelta
from zlib import crc32

from django import template
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.forms import BoundField
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from accounts.documents import Preferences
from mflix_site.clock import now
from mflix_site.web import rating_scales
from mflix_site.web.rating_scales import RatingChoice

register = template.Library()

AVATAR_COLOURS = 6
A_MONTH = timedelta(days=30)


def _preferences(context: template.Context) -> Preferences:
    viewer = context.get("viewer")
    return viewer.preferences if viewer else Preferences()


def _language(context: template.Context) -> str:
    """Return the viewer's language; Django's plain "en" formats dates the American way."""
    language = _preferences(context).language
    return "en-gb" if language == "en" else language


@register.simple_tag(takes_context=True)
def rating_text(context: template.Context, value: int | None) -> str:
    """Return a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    scale = _preferences(context).rating_scale
    return rating_scales.format_rating(value, scale) if value else ""


@register.simple_tag(takes_context=True)
def average_text(context: template.Context, value: int | None) -> str:
    """Return an average of 1 to 100 as plain text in the viewer's scale: 4.5, 9.1 or 91."""
    scale = _preferences(context).rating_scale
    return rating_scales.format_average(value, scale) if value else ""


@register.simple_tag(takes_context=True)
def rating(context: template.Context, value: int | None) -> SafeString:
    """Return a rating of 1 to 100 in the viewer's scale: stars with halves, 9/10 or 87/100."""
    if not value:
        return format_html('<span class="unrated">{}</span>', "not rated")
    scale = _preferences(context).rating_scale
    if scale != 5:
        points = rating_scales.format_rating(value, scale)
        return format_html('<span class="points"><b>{}</b>/{}</span>', points, scale)
    return format_html(
        '<span class="stars lit-{}" role="img" aria-label="{} of 5 stars"></span>',
        rating_scales.half_stars(value),
        rating_scales.format_stars(value),
    )


@register.filter
def rating_choices(field: BoundField, scale: int) -> list[RatingChoice]:
    """Return the choices of a rating's field in the scale of 5 or 10."""
    return rating_scales.rating_choices(str(field.value() or ""), scale)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: datetime | None) -> SafeString | str:
    """Return a date in the viewer's language."""
    if value is None:
        return ""
    language = _language(context)
    with translation.override(language):
        text = formats.date_format(value, "DATE_FORMAT")
    return format_html(
        '<time datetime="{}" lang="{}">{}</time>', value.date().isoformat(), language, text
    )


@register.simple_tag(takes_context=True)
def ago(context: template.Context, value: datetime | None) -> SafeString | str:
    """Return how long ago something happened, in the viewer's language; past a month, the date."""
    if value is None:
        return ""
    moment, language = value if value.tzinfo else value.replace(tzinfo=UTC), _language(context)
    with translation.override(language):
        elapsed = max(now() - moment, timedelta(0))
        recent = elapsed < A_MONTH
        text = format_elapsed(elapsed) if recent else formats.date_format(moment, "DATE_FORMAT")
        title = formats.date_format(moment, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{} UTC" lang="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        title,
        language,
        text,
    )


def format_elapsed(elapsed: timedelta) -> str:
    """Return how long ago in one unit, in the active language: "3 days ago"."""
    strings = NaturalTimeFormatter
    if elapsed < timedelta(minutes=1):
        return str(strings.time_strings["now"])
    start = datetime(2001, 1, 1, tzinfo=UTC)  # any moment will do: only the distance counts
    delta = timesince(start, start + elapsed, time_strings=strings.past_substrings, depth=1)
    return str(strings.time_strings["past-day"] % {"delta": delta})


@register.simple_tag
def avatar(name: str) -> SafeString:
    """Return the first letter of a name on a colour that stays the same for that name."""
    colour = crc32(name.encode("utf-8", "replace")) % AVATAR_COLOURS
    letter = next((c for c in name if c.isalnum()), "·").upper()
    return format_html(
        '<span class="avatar avatar-{}" aria-hidden="true">{}</span>', colour, letter
    )
