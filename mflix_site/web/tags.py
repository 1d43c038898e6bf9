"""The tags of every template: posters, ratings, dates and faces, for whoever is looking."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit
from zlib import crc32

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils import formats, translation
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from mflix_site.clock import now

from .rating_scales import (
    RatingChoice,
    format_average,
    format_rating,
    format_stars,
    half_stars,
    rating_choices,
)

register = template.Library()

FACES = 6
A_MONTH = timedelta(days=30)
DrawsPosters = Callable[[str, int | None, Sequence[str], str], str]


class Film(Protocol):
    """What of a film a poster shows."""

    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def genres(self) -> tuple[str, ...]: ...
    @property
    def directors(self) -> tuple[str, ...]: ...
    @property
    def poster_url(self) -> str: ...


@cache
def _draws_posters() -> DrawsPosters:
    # Named by a dotted path: the ground that the apps stand on imports none of them.
    drawer: DrawsPosters = import_string(settings.POSTER_MAKER)
    return drawer


@register.simple_tag
def poster(film: Film) -> SafeString:
    """Draw a film's poster; a picture from an allowed host lies over it and may fail unseen."""
    director = film.directors[0] if film.directors else ""
    drawn = mark_safe(_draws_posters()(film.title, film.year, film.genres, director))  # noqa: S308
    return format_html('<span class="frame">{}{}</span>', drawn, _picture(film.poster_url))


def _picture(url: str) -> SafeString | str:
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in {"http", "https"} and parts.hostname in settings.POSTER_HOSTS
    except ValueError:
        return ""
    if not allowed:
        return ""
    return format_html(
        '<img src="{}" alt="" width="200" height="300" loading="lazy" decoding="async" '
        'referrerpolicy="no-referrer">',
        url,
    )


def _rating_scale(context: template.Context) -> int:
    preferences = getattr(context.get("viewer"), "preferences", None)
    return int(getattr(preferences, "rating_scale", 5))


@register.simple_tag(takes_context=True)
def rating_text(context: template.Context, value: int | None) -> str:
    """Give a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    return format_rating(value, _rating_scale(context)) if value else ""


@register.simple_tag(takes_context=True)
def average_text(context: template.Context, value: int | None) -> str:
    """Give an average of 1 to 100 as plain text in the viewer's scale: 4.5, 9.1 or 91."""
    return format_average(value, _rating_scale(context)) if value else ""


@register.simple_tag(takes_context=True)
def rating(context: template.Context, value: int | None) -> SafeString:
    """Show a rating of 1 to 100 in the viewer's scale: stars with halves, 9/10 or 87/100."""
    if not value:
        return format_html('<span class="unrated">{}</span>', "not rated")
    scale = _rating_scale(context)
    if scale != 5:
        shown = format_html("<b>{}</b>/{}", format_rating(value, scale), scale)
        return format_html('<span class="points">{}</span>', shown)
    label = f"{format_stars(value)} of 5 stars"
    return format_html(
        '<span class="stars lit-{}" role="img" aria-label="{}"></span>', half_stars(value), label
    )


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: datetime | None) -> SafeString | str:
    """Show a date in the viewer's language."""
    if value is None:
        return ""
    return _time(value, _language(context))


def _language(context: template.Context) -> str:
    """Django's plain "en" writes dates the American way."""
    preferences = getattr(context.get("viewer"), "preferences", None)
    language = str(getattr(preferences, "language", "en"))
    return "en-gb" if language == "en" else language


def _time(value: datetime, language: str) -> SafeString:
    with translation.override(language):
        text = formats.date_format(value, "DATE_FORMAT")
    return format_html(
        '<time datetime="{}" lang="{}">{}</time>', value.date().isoformat(), language, text
    )


@register.simple_tag(takes_context=True)
def ago(context: template.Context, value: datetime | None) -> SafeString | str:
    """Show how long ago something happened, in the viewer's language; past a month, the date."""
    if value is None:
        return ""
    moment, language = _aware(value), _language(context)
    with translation.override(language):
        past = max(now() - moment, timedelta(0))
        recent = past < A_MONTH
        text = in_words(past) if recent else formats.date_format(moment, "DATE_FORMAT")
        title = formats.date_format(moment, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{} UTC" lang="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        title,
        language,
        text,
    )


def in_words(past: timedelta) -> str:
    """Say how long ago in one unit, in the language that is active: "3 days ago"."""
    words = NaturalTimeFormatter
    if past < timedelta(minutes=1):
        return str(words.time_strings["now"])
    moment = datetime(2001, 1, 1, tzinfo=UTC)  # any will do: only the distance is said
    delta = timesince(moment, moment + past, time_strings=words.past_substrings, depth=1)
    return str(words.time_strings["past-day"] % {"delta": delta})


@register.simple_tag
def face(name: str) -> SafeString:
    """Show a person as the first letter of their name, on a ground that stays theirs."""
    ground = crc32(name.encode("utf-8", "replace")) % FACES
    letter = next((c for c in name if c.isalnum()), "·").upper()
    return format_html('<span class="face face-{}" aria-hidden="true">{}</span>', ground, letter)


@register.simple_tag
def people(names: Sequence[str]) -> SafeString:
    """Give names with commas between, each a link to that person's page."""
    return format_html_join(", ", "{}", ((_person(name),) for name in names))


def _person(name: str) -> SafeString | str:
    try:
        url = reverse("person", args=[name])
    except NoReverseMatch:
        # Untidy data may hold a whole paragraph where a name belongs.
        return name
    return format_html('<a href="{}">{}</a>', url, name)


@register.filter
def beyond(items: Any, count: int) -> int:
    """Give how many of a list come after its first `count`."""
    return max(0, len(items) - count)


@register.filter
def grouped(number: int) -> str:
    """Give a whole number with its thousands set apart: 12,480."""
    return f"{number:,}"


@register.filter
def minutes(seconds: int) -> int:
    """Give seconds as whole minutes, rounded up so that nobody comes back too early."""
    return -(-seconds // 60)


@register.filter
def rating_steps(field: BoundField, scale: int) -> list[RatingChoice]:
    """Give the steps of a rating's field in the scale of 5 or 10."""
    return rating_choices(str(field.value() or ""), scale)
