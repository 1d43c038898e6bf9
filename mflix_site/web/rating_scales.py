"""Ratings of 1 to 100, in the scale that whoever looks has chosen: 5 with halves, 10 or 100."""

from dataclasses import dataclass
from math import floor

STEPS = range(10, 101, 10)
NUMBERS = ("no", "one", "two", "three", "four", "five")


def halves(value: int) -> int:
    """Give a rating as half stars, or as points of ten: 1 to 10."""
    return max(1, min(10, floor(value / 10 + 0.5)))


def in_stars(value: int) -> str:
    """Give a rating as a number of stars: ½, 4 or 4½."""
    whole, half = divmod(halves(value), 2)
    return f"{whole or ''}{'½' if half else ''}"


def in_scale(value: int, scale: int) -> str:
    """Give a rating as text in a scale."""
    if scale == 100:
        return str(value)
    return str(halves(value)) if scale == 10 else in_stars(value)


def average_in_scale(value: int, scale: int) -> str:
    """Give an average as text in a scale: 4.5 of 5, 9.1 of 10, 91 of 100."""
    return str(value) if scale == 100 else f"{value * scale / 100:.1f}"


def rating_phrase(value: int, scale: int) -> str:
    """Say a rating in a scale as one would: "five stars", "9 of 10"."""
    if scale != 5:
        return f"{in_scale(value, scale)} of {scale}"
    whole, half = divmod(halves(value), 2)
    if not whole:
        return "half a star"
    number = NUMBERS[whole] + (" and a half" if half else "")
    return f"{number} star{'' if halves(value) == 2 else 's'}"


@dataclass(frozen=True, slots=True)
class Step:
    """One rating to choose: the value that is sent, how it is called, and whether it is on."""

    value: int
    label: str
    half: bool
    on: bool


def steps(chosen: str, scale: int) -> list[Step]:
    """Give the ten ratings that five stars with halves, or ten points, can show.

    A rating that was given of a hundred stands on the nearest step, and keeps its value there.
    """
    readable = chosen.isascii() and chosen.isdigit() and len(chosen) < 4
    near = halves(int(chosen)) * 10 if readable else 0
    return [
        Step(
            value=int(chosen) if value == near else value,
            label=str(value // 10) if scale == 10 else f"{in_stars(value)} of 5 stars",
            half=value % 20 == 10,
            on=value == near,
        )
        for value in STEPS
    ]
