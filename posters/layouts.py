"""Where the picture stands on a poster, and where its lettering."""

from collections.abc import Callable
from dataclasses import dataclass

from .lettering import LEADING, credit_text, fit_title, text_width, title_text
from .palettes import Palette
from .svg import path, rect


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture's top and height, and what lays title and credit over it."""

    top: int
    height: int
    draw_lettering: Callable[[str, str, Palette], str]


def _foot(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 176, 60)
    ground, ink = rect(0, 208, 200, 92, colours.ground), colours.ink
    return ground + title_text(lines, 13, 218, size, ink) + credit_text(credit, 13, 289, ink)


def _head(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 176, 62)
    ground = rect(0, 0, 200, 80, colours.ground) + rect(0, 278, 200, 22, colours.ground)
    ink = colours.ink
    return ground + title_text(lines, 13, 12, size, ink) + credit_text(credit, 13, 291.5, ink)


def _label(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 150, 76)
    deep = len(lines) * size * LEADING + (26 if credit else 16)
    widest = max(max(map(text_width, lines)) * size, text_width(credit) * 6.2 + len(credit) * 0.6)
    top = 284 - deep
    ground = rect(0, top, min(widest + 30, 192), deep, colours.ground)
    letters = title_text(lines, 13, top + 7, size, colours.ink)
    return ground + letters + credit_text(credit, 13, 275, colours.ink)


def _mat(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 172, 56)
    window = path("M0 0h200v300H0zM12 12v196h176V12z", colours.ground)
    top = 246 - len(lines) * size * LEADING / 2
    letters = title_text(lines, 100, top, size, colours.ink, centred=True)
    return window + letters + credit_text(credit, 100, 289, colours.ink, centred=True)


# One more than is seen: the picture ends beneath the ground, so no seam shows.
FOOT = Layout(0, 209, _foot)
HEAD = Layout(80, 199, _head)
LABEL = Layout(0, 300, _label)
MAT = Layout(12, 197, _mat)
