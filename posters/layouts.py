"""Where the picture stands on a poster, and where its lettering."""

from collections.abc import Callable
from dataclasses import dataclass

from .lettering import LEADING, credit_text, fit_title, text_width, title_text
from .palettes import Palette
from .svg import path, rect


@dataclass(frozen=True, slots=True)
class PosterText:
    """The text on a poster."""

    title: str
    credit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture's top and height, and what lays the lettering over it."""

    top: int
    height: int
    letter: Callable[[PosterText, Palette], str]


def _foot(text: PosterText, colours: Palette) -> str:
    size, lines = fit_title(text.title, 176, 60)
    paint = f'fill="{colours.ink}"'
    return (
        rect(0, 208, 200, 92, colours.ground)
        + title_text(lines, 13, 218 + size * 0.82, size, paint)
        + credit_text(text.credit, 13, 289, paint)
    )


def _head(text: PosterText, colours: Palette) -> str:
    size, lines = fit_title(text.title, 176, 62)
    paint = f'fill="{colours.ink}"'
    return (
        rect(0, 0, 200, 80, colours.ground)
        + rect(0, 278, 200, 22, colours.ground)
        + title_text(lines, 13, 12 + size * 0.82, size, paint)
        + credit_text(text.credit, 13, 291.5, paint)
    )


def _label(text: PosterText, colours: Palette) -> str:
    size, lines = fit_title(text.title, 150, 76)
    deep = len(lines) * size * LEADING + (26 if text.credit else 16)
    widest = max(
        max(map(text_width, lines)) * size, text_width(text.credit) * 6.2 + len(text.credit) * 0.6
    )
    top = 284 - deep
    paint = f'fill="{colours.ink}"'
    return (
        rect(0, top, min(widest + 30, 192), deep, colours.ground)
        + title_text(lines, 13, top + 7 + size * 0.82, size, paint)
        + credit_text(text.credit, 13, 275, paint)
    )


def _mat(text: PosterText, colours: Palette) -> str:
    size, lines = fit_title(text.title, 172, 56)
    paint = f'fill="{colours.ink}" text-anchor="middle"'
    middle = 246 - len(lines) * size * LEADING / 2
    window = "M0 0h200v300H0zM12 12v196h176V12z"
    return (
        path(window, colours.ground)
        + title_text(lines, 100, middle + size * 0.82, size, paint)
        + credit_text(text.credit, 100, 289, paint)
    )


# One more than is seen: the picture ends beneath the ground, so no seam shows.
FOOT = Layout(0, 209, _foot)
HEAD = Layout(80, 199, _head)
LABEL = Layout(0, 300, _label)
MAT = Layout(12, 197, _mat)
