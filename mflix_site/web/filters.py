"""Template filters for numbers and lists."""

from collections.abc import Sized

from django import template

register = template.Library()


@register.filter
def count_beyond(items: Sized, limit: int) -> int:
    """Return how many items come after the first `limit`."""
    return max(0, len(items) - limit)


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with thousands separators: 12,480."""
    return f"{number:,}"


@register.filter
def minutes(seconds: int) -> int:
    """Return seconds as whole minutes, rounded up so that nobody comes back too early."""
    return -(-seconds // 60)
