"""Compositions that are set rather than drawn."""

from .lettering import initial_width, serif_text
from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import circle, rect


def _glyph(letter: str, x: float, y: float, size: float, fill: str) -> str:
    return serif_text(letter, (x, y + size * 0.35), size, fill)


def _size(letter: str, height: int, width: float) -> float:
    return min(height * 1.12, width / initial_width(letter))


def initial(height: int, colours: Palette, rng: SeededRandom, letter: str) -> str:
    return _glyph(letter, 100, height / 2, _size(letter, height, 168), colours.main)


def initial_echo(height: int, colours: Palette, rng: SeededRandom, letter: str) -> str:
    """Print a letter three times, out of register."""
    size, y = _size(letter, height, 140), height / 2
    dx, dy = rng.choice(((10, 8), (-10, 8), (14, 0), (0, 12)))
    layers = ((1, colours.second), (0, colours.main), (-1, colours.light))
    return "".join(_glyph(letter, 100 + dx * k, y + dy * k, size, fill) for k, fill in layers)


def initial_seal(height: int, colours: Palette, rng: SeededRandom, letter: str) -> str:
    y, r = height / 2, rng.between(76, 88)
    size = min(r * 1.5, r * 1.2 / initial_width(letter))
    seal = circle(100, y, r, colours.main)
    rim = circle(100, y, r - 8, colours.second) if rng.boolean() else ""
    return seal + rim + _glyph(letter, 100, y, size, colours.light)


def initial_split(height: int, colours: Palette, rng: SeededRandom, letter: str) -> str:
    """Set a letter across two grounds."""
    x, y = (100, 0.0) if rng.boolean() else (0, height / 2)
    half = rect(x, y, 200 - x, height - y, colours.main)
    return half + _glyph(letter, 100, height / 2, _size(letter, height, 150), colours.light)


def year_numerals(height: int, colours: Palette, rng: SeededRandom, year: str) -> str:
    """Set the last two figures of the year in two colours."""
    size = min(height * 0.78, 160)
    figures = year[-2:].rjust(2, "0")
    fills = (colours.main, colours.light) if rng.boolean() else (colours.light, colours.main)
    y, step = height / 2, rng.choice((0, 0, 12, -12))
    first = _glyph(figures[0], 52, y - step, size, fills[0])
    return first + _glyph(figures[1], 148, y + step, size, fills[1])
