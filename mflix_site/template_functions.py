"""Filters of texts and numbers that any template may need."""

import html
from collections.abc import Sized
from functools import lru_cache
from urllib.parse import quote

from django.template import defaultfilters
from markupsafe import Markup

from .web.templates import template_filter


@template_filter
@lru_cache(4096)
def urlencode(value: object) -> str:
    """Return a value as a part of a path or query: Django's filter, without asking what it is."""
    return quote(str(value))


@template_filter
def truncatechars(text: str, length: int) -> str:
    """Return a text cut to a length, as Django's filter does."""
    return text if len(text) <= length and text.isascii() else _truncated(text, length)


@lru_cache(256)
def _truncated(text: str, length: int) -> str:
    return defaultfilters.truncatechars(text, length)


@template_filter
def count_beyond(items: Sized, limit: int) -> int:
    """Return how many items come after the first `limit`."""
    return max(0, len(items) - limit)


@template_filter
def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@template_filter
def as_paragraphs(text: str) -> Markup:
    """Return the paragraphs of a text with the line breaks in them."""
    escaped = (html.escape(part).replace("\n", "<br>") for part in paragraphs(text))
    return Markup("".join(f"<p>{part}</p>" for part in escaped))  # noqa: S704


@template_filter
def grouped(number: int) -> str:
    """Return a whole number with thousands separators: 12,480."""
    return f"{number:,}"


@template_filter
def minutes(seconds: int) -> int:
    """Return seconds as whole minutes, rounded up so that nobody comes back too early."""
    return -(-seconds // 60)
