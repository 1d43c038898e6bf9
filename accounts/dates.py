"""Dates and times in a viewer's language and time zone, for templates."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.utils import formats, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from markupsafe import Markup

from mflix_site.text import now

from .requests import Viewer

MINUTES_PER_MONTH, VISITOR = 30 * 24 * 60, Viewer()


def day(value: datetime | None, viewer: Viewer | None = None) -> SafeString | str:
    return calendar_day(_local(value, viewer).date(), viewer) if value else ""


def calendar_day(
    value: date | str | None, viewer: Viewer | None = None, style: str = "DATE_FORMAT"
) -> SafeString | str:
    """Return a day, such as "14 March 2024"; it may be given as ISO text."""
    if not value:
        return ""
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    text = _formatted(parsed, style, language := _language(viewer))
    return format_html('<time datetime="{}" lang="{}">{}</time>', parsed, language, text)


def calendar_month(value: date, viewer: Viewer, style: str = "F Y") -> SafeString:
    """Return a month, such as "March 2024", or in another style of Django's date formats."""
    language = _language(viewer)
    text = _formatted(value, style, language)
    return format_html('<span lang="{}">{}</span>', language, text)


def month_of_year(number: int) -> date:
    """Return the first day of a month in some year, to be formatted without it."""
    return date(2001, number, 1)


def clock(value: datetime | None, viewer: Viewer | None = None) -> str:
    """Return a time of day in the viewer's time zone, with the zone: "14:05 CET"."""
    if value is None:
        return ""
    local = _local(value, viewer)
    return f"{local:%H:%M} {_zone_name(local)}"


def _local(value: datetime, viewer: Viewer | None) -> datetime:
    zone = ZoneInfo((viewer or VISITOR).preferences.time_zone)
    try:
        return value.astimezone(zone)
    except OverflowError:  # before the year 1, or after 9999
        return value


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"  # some zones have no name but an offset


def ago(value: datetime | None, viewer: Viewer | None = None) -> str:
    """Return how long ago something happened, in the viewer's language; past a month, the date."""
    if value is None:
        return ""
    local, language = _local(value, viewer), _language(viewer)
    minutes = max(0, (now() - value) // timedelta(minutes=1))
    day_style, clock_style = _styles(language)
    day_text = _formatted(local.date(), day_style, language)
    clock_text = _formatted(time(local.hour, local.minute), clock_style, language)
    if minutes < MINUTES_PER_MONTH:
        shown = _elapsed(minutes, language)
    else:
        shown = _formatted(local.date(), "DATE_FORMAT", language)
    return Markup(  # noqa: S704 -- all parts are escaped
        f'<time datetime="{value.isoformat(timespec="seconds")}" title="{day_text}{clock_text} '
        f'{_zone_name(local)}" lang="{language}">{shown}</time>'
    )


@lru_cache(64)
def _styles(language: str) -> tuple[str, str]:
    with translation.override(language):
        style = formats.get_format("DATETIME_FORMAT")
    parts = re.match(r"((?:\\.|[^aAfgGhHiPs\\])*)(.*)", style)
    return (parts[1], parts[2]) if parts else (style, "")


@lru_cache(8192)
def _formatted(moment: date | time, style: str, language: str) -> SafeString:
    with translation.override(language):
        if isinstance(moment, time):
            return escape(formats.time_format(moment, style))
        return escape(formats.date_format(moment, style))


@lru_cache(8192)
def _elapsed(minutes: int, language: str) -> SafeString:
    if minutes < 1 and language.startswith("en"):
        return escape("just now")
    if minutes < 1:
        with translation.override(language):
            return escape(str(NaturalTimeFormatter.time_strings["now"]))
    elapsed = timedelta(minutes=-minutes)
    locale = translation.to_locale(language)
    return escape(format_timedelta(elapsed, threshold=1, add_direction=True, locale=locale))


def _language(viewer: Viewer | None) -> str:
    """Return the viewer's language; Django's plain "en" formats dates the American way."""
    language = (viewer or VISITOR).preferences.language
    return "en-gb" if language == "en" else language
