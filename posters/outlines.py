"""Letters as outlines: an image in a page cannot use the page's fonts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from .svg import num

FONT = Path(__file__).with_name("fonts") / "Fraunces.json"
UNITS = 300  # of an em, as tools/make_poster_fonts.py writes them


@cache
def _font() -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    font: dict[str, Any] = json.loads(FONT.read_text())
    return font["outlines"], font["kerning"]


def has_outlines(text: str) -> bool:
    """Return whether the font has every letter of the text."""
    outlines, _ = _font()
    return all(letter in outlines for letter in text)


def outlined(text: str, at: tuple[float, float], size: float, fill: str, *, centred: bool) -> str:
    """Draw a text from a baseline point, or centred on it."""
    outlines, kerning = _font()
    x, parts = 0, []
    for position, letter in enumerate(text):
        x += kerning.get(text[position - 1 : position + 1], 0) if position else 0
        width, shape = outlines[letter]
        if shape:
            parts.append(f"M{x} 0{shape}")
        x += width
    scale = size / UNITS
    left = at[0] - x * scale / 2 if centred else at[0]
    place = f"matrix({scale:.4g} 0 0 {scale:.4g} {num(left)} {num(at[1])})"
    return f'<path transform="{place}" d="{"".join(parts)}" fill="{fill}"/>'
