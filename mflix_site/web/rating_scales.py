"""Ratings of 1 to 100, in the scale that whoever looks has chosen: 5 with halves, 10 or 100."""

from dataclasses import dataclass
from math import floor

RATING_STEPS = range(10, 101, 10)
NUMBERS = ("no", "one", "two", "three", "four", "five")


def half_stars(value: int) -> int:
    """Give a rating as half stars, or as points of ten: 1 to 10."""
    return max(1, min(10, floor(value / 10 + 0.5)))


def format_stars(value: int) -> str:
    """Give a rating as a number of stars: ½, 4 or 4½."""
    whole, half = divmod(half_stars(value), 2)
    return f"{whole or ''}{'½' if half else ''}"


def format_rating(value: int, scale: int) -> str:
    """Give a rating as text in a scale."""
    if scale == 100:
        return str(value)
    return str(half_stars(value)) if scale == 10 else format_stars(value)


def format_average(value: int, scale: int) -> str:
    """Give an average as text in a scale: 4.5 of 5, 9.1 of 10, 91 of 100."""
    return str(value) if scale == 100 else f"{value * scale / 100:.1f}"


def describe_rating(value: int, scale: int) -> str:
    """Say a rating in a scale as one would: "five stars", "9 of 10"."""
    if scale != 5:
        return f"{format_rating(value, scale)} of {scale}"
    whole, half = divmod(half_stars(value), 2)
    if not whole:
        return "half a star"
    number = NUMBERS[whole] + (" and a half" if half else "")
    return f"{number} star{'' if half_stars(value) == 2 else 's'}"


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """One rating to choose: the value that is sent, how it is called, and whether it is on."""

    value: int
    label: str
    half: bool
    on: bool


def rating_choices(chosen: str, scale: int) -> list[RatingChoice]:
    """Give the ten ratings that five stars with halves, or ten points, can show.

    A rating that was given of a hundred stands on the nearest step, and keeps its value there.
    """
    readable = chosen.isascii() and chosen.isdigit() and len(chosen) < 4
    near = half_stars(int(chosen)) * 10 if readable else 0
    return [
        RatingChoice(
            value=int(chosen) if value == near else value,
            label=str(value // 10) if scale == 10 else f"{format_stars(value)} of 5 stars",
            half=value % 20 == 10,
            on=value == near,
        )
        for value in RATING_STEPS
    ]
