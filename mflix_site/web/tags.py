"""The tags of every template: posters, ratings, dates and faces, for whoever is looking."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit
from zlib import crc32

from django import template
from django.conf import settings
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils import formats, translation
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from mflix_site.clock import now

from .rating_scales import Step, halves, in_scale, in_stars, steps

register = template.Library()

POSTERS = "movies.posters.poster_svg"
FACES = 6
AGES = (
    (60, 1, "second"),
    (3600, 60, "minute"),
    (86_400, 3600, "hour"),
    (604_800, 86_400, "day"),
    (2_629_800, 604_800, "week"),
    (31_557_600, 2_629_800, "month"),
)
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
    drawer: DrawsPosters = import_string(getattr(settings, "POSTER_MAKER", POSTERS))
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


def _scale(context: template.Context) -> int:
    preferences = getattr(context.get("viewer"), "preferences", None)
    return int(getattr(preferences, "rating_scale", 5))


@register.simple_tag(takes_context=True)
def rating_text(context: template.Context, value: int | None) -> str:
    """Give a rating of 1 to 100 as plain text in the viewer's scale: 4½, 9 or 87."""
    return in_scale(value, _scale(context)) if value else ""


@register.simple_tag(takes_context=True)
def rating(context: template.Context, value: int | None) -> SafeString:
    """Show a rating of 1 to 100 in the viewer's scale: stars with halves, 9/10 or 87/100."""
    if not value:
        return format_html('<span class="unrated">{}</span>', "not rated")
    scale = _scale(context)
    if scale != 5:
        shown = format_html("<b>{}</b>/{}", in_scale(value, scale), scale)
        return format_html('<span class="points">{}</span>', shown)
    label = f"{in_stars(value)} of 5 stars"
    return format_html(
        '<span class="stars lit-{}" role="img" aria-label="{}"></span>', halves(value), label
    )


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: datetime | None) -> SafeString | str:
    """Show a date in the viewer's language."""
    if value is None:
        return ""
    preferences = getattr(context.get("viewer"), "preferences", None)
    return _time(value, str(getattr(preferences, "language", "en")))


def _time(value: datetime, language: str) -> SafeString:
    # Django's plain "en" writes dates the American way.
    with translation.override("en-gb" if language == "en" else language):
        text = formats.date_format(value, "DATE_FORMAT")
    return format_html(
        '<time datetime="{}" lang="{}">{}</time>', value.date().isoformat(), language, text
    )


def age(value: datetime, moment: datetime) -> str:
    """Say how long before `moment` something happened, in its largest unit."""
    seconds = max(0, int((moment - _aware(value)).total_seconds()))
    for limit, unit, name in AGES:
        if seconds < limit:
            number = seconds // unit
            break
    else:
        number, name = seconds // 31_557_600, "year"
    if name == "second":
        return "just now"
    return f"{number} {name}{'' if number == 1 else 's'} ago"


@register.simple_tag
def ago(value: datetime | None) -> SafeString | str:
    """Show how long ago something happened, with the moment itself as a tooltip."""
    if value is None:
        return ""
    moment = _aware(value)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        moment.isoformat(timespec="seconds"),
        moment.strftime("%d %B %Y, %H:%M"),
        age(moment, now()),
    )


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
def rating_steps(field: BoundField, scale: int) -> list[Step]:
    """Give the steps of a rating's field in the scale of 5 or 10."""
    return steps(str(field.value() or ""), scale)
