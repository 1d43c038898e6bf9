"""Rating scales: ratings are stored as 1 to 100, and shown as 5 stars with halves, 10 or 100."""

from dataclasses import dataclass
from math import floor

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

RATING_STEPS = range(10, 101, 10)
STARS = (
    _("half a star"),
    _("one star"),
    _("one and a half stars"),
    _("two stars"),
    _("two and a half stars"),
    _("three stars"),
    _("three and a half stars"),
    _("four stars"),
    _("four and a half stars"),
    _("five stars"),
)


def half_stars(value: int) -> int:
    """Return a rating as half stars, or as points of ten: 1 to 10."""
    return max(1, min(10, floor(value / 10 + 0.5)))


def format_stars(value: int) -> str:
    """Return a rating as a number of stars: ½, 4 or 4½."""
    whole, half = divmod(half_stars(value), 2)
    return f"{whole or ''}{'½' if half else ''}"


def format_rating(value: int, scale: int) -> str:
    if scale == 100:
        return str(value)
    return str(half_stars(value)) if scale == 10 else format_stars(value)


def format_average(value: int, scale: int) -> str:
    """Return an average as text in a scale: 4.5 of 5, 9.1 of 10, 91 of 100."""
    return str(value) if scale == 100 else f"{value * scale / 100:.1f}"


def describe_rating(value: int, scale: int) -> str:
    """Return a rating in a scale as in a sentence: "five stars", "9 out of 10"."""
    if scale == 5:
        return str(STARS[half_stars(value) - 1])
    points = {"rating": format_rating(value, scale), "scale": scale}
    return gettext("%(rating)s out of %(scale)s") % points


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """One rating to choose: the value submitted, its label, and whether it is selected."""

    value: int
    label: str
    is_half: bool
    selected: bool


def rating_choices(selected: str, scale: int) -> list[RatingChoice]:
    """Return the ten choices of five stars with halves, or of ten points.

    A selected rating between two of them keeps its value on the nearest choice.
    """
    is_rating = selected.isascii() and selected.isdigit() and len(selected) < 4
    nearest = half_stars(int(selected)) * 10 if is_rating else 0
    return [
        RatingChoice(
            value=int(selected) if value == nearest else value,
            label=str(value // 10)
            if scale == 10
            else gettext("%(stars)s out of 5 stars") % {"stars": format_stars(value)},
            is_half=value % 20 == 10,
            selected=value == nearest,
        )
        for value in RATING_STEPS
    ]
