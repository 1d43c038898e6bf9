"""Parameters of requests, read so that what is no number or out of range is never an error."""

import math
import re
from collections.abc import Mapping

from mflix_site.text import clean_line

MAX_TEXT = 200
WHOLE, MAX_DIGITS, HUGE = re.compile(r"[+-]?[0-9]+"), 18, 10**18


def whole_number(query: Mapping[str, str], name: str) -> int | None:
    """Return a whole number, at most `HUGE`; None for `NaN` and whatever else is none."""
    text = query.get(name, "").strip()
    if not WHOLE.fullmatch(text):
        return None
    bound = -HUGE if text.startswith("-") else HUGE
    return int(text) if len(text) <= MAX_DIGITS else bound


def number_within(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return a whole number, the nearer end where it is out of range."""
    number = whole_number(query, name)
    return default if number is None else min(max(number, low), high)


def decimal_number(query: Mapping[str, str], name: str) -> float | None:
    """Return a finite number, or None."""
    try:
        number = float(query.get(name, "")[:40])
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def text(query: Mapping[str, str], name: str) -> str:
    return clean_line(query.get(name, "")[:MAX_TEXT])
