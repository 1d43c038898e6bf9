"""Titles made safe, broken into lines, sized to fit, and drawn.

They are outlines, because an image in a page cannot use the page's fonts.
"""

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from .svg import num

FONT = Path(__file__).with_name("fonts") / "Fraunces.json"
UNITS = 300  # of an em, as tools/make_poster_fonts.py writes them
SERIF = "Fraunces, Georgia, serif"
SANS = "Instrument Sans, system-ui, sans-serif"
LEADING = 1.12
SIZES = (33, 29, 25.5, 22.5, 20, 17.5, 15.5, 13.5, 12, 10.5)
MAX_LENGTH = 110

# Controls, direction overrides, surrogates and non-characters would break the XML or the page.
_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)
# More than two accents on one letter would overlap the picture.
_STACKED_ACCENTS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)


class _Widths(dict[str, float]):
    """Widths of letters in ems, guessed by script where they were not measured."""

    def __missing__(self, letter: str) -> float:
        code = ord(letter)
        if 0x300 <= code <= 0x36F or code in (0x200D, 0xFE0F):
            return 0
        if code < 0x1100:
            return 0.68 if code < 0x500 else 0.75
        return 1.35 if code > 0xFFFF else 1.02


# Measured in Fraunces 600 at text size, where it runs widest.
_WIDTHS_OF_LETTERS = (
    (0.24, "' "), (0.28, ".:`"), (0.32, ",;ij|"), (0.36, "![]l"), (0.4, '"()ft'), (0.44, "-I{}"),
    (0.52, "/J\\_rsz1^"), (0.56, "7<>?cex"), (0.6, "35+=agovy"), (0.64, "24689$*FLSbdkpqu~"),
    (0.68, "0#EZhn"), (0.72, "BCPTY"), (0.76, "ARUVX"), (0.8, "%&GKN"), (0.84, "DOQw"),
    (0.88, "H"), (0.96, "Mm@"), (1.08, "W"),
)  # fmt: skip
_WIDTHS = _Widths({letter: width for width, letters in _WIDTHS_OF_LETTERS for letter in letters})


def clean_title(text: str) -> str:
    """Return the text on one line, without what must not be printed."""
    return _STACKED_ACCENTS.sub(r"\1", _UNSAFE.sub(" ", text)).strip()


def first_letter(title: str) -> str:
    """Return the first letter or figure after an article, or ""."""
    article = _ARTICLE.match(title)
    rest = title[article.end() :] if article else title
    first = next((letter.upper() for letter in rest if letter.isalnum()), "")
    return first if first in _WIDTHS else ""


def initial_width(letter: str) -> float:
    """Return the width of a capital in ems at display size."""
    return _WIDTHS[letter] * 0.96


def text_width(text: str) -> float:
    """Estimate the width of a text in ems, on the wide side."""
    return sum([_WIDTHS[letter] for letter in text])


def fit_title(title: str, width: float, height: float) -> tuple[float, list[str]]:
    """Return the largest size at which the title fills the box, and its lines."""
    shown = title
    if len(title) > MAX_LENGTH:
        shown = title[:MAX_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:-") + "…"
    words = [(word, text_width(word)) for word in shown.split(" ")]
    widest, total = max(w for _, w in words), sum(w for _, w in words) + 0.24 * len(words)
    for size in SIZES:
        limit, room = width / size, int(height / (size * LEADING))
        if widest > limit or total > limit * room:
            continue
        lines = _wrap(words, limit)
        if len(lines) <= room:
            return size, _balanced(words, lines, total, limit)
    return SIZES[-1], _break_words(title, width / SIZES[-1], int(height / (SIZES[-1] * LEADING)))


def _wrap(words: list[tuple[str, float]], limit: float) -> list[str]:
    lines, used = [words[0][0]], words[0][1]
    for word, width in words[1:]:
        if used + 0.24 + width <= limit:
            lines[-1] += f" {word}"
            used += 0.24 + width
        else:
            lines, used = [*lines, word], width
    return lines


def _balanced(
    words: list[tuple[str, float]], lines: list[str], total: float, limit: float
) -> list[str]:
    """Return as many lines of more even length: no single word left over."""
    narrow = total / len(lines)
    while len(lines) > 1 and narrow < limit:
        tried = _wrap(words, narrow)
        if len(tried) == len(lines):
            return tried
        narrow *= 1.08
    return lines


def _break_words(title: str, limit: float, room: int) -> list[str]:
    """Break anywhere and cut at the end, for titles that fit at no size."""
    lines, used = [""], 0.0
    for letter in title:
        used += _WIDTHS[letter]
        if used > limit:
            lines.append("")
            used = _WIDTHS[letter]
        lines[-1] += letter
        if len(lines) > room:
            break
    kept = [line.strip() for line in lines[:room]]
    return [*kept[:-1], kept[-1][:-2] + "…"] if len(lines) > room else kept


def title_text(
    lines: list[str], x: float, top: float, size: float, fill: str, *, centred: bool = False
) -> str:
    """Draw the lines from the top down, to the right of `x` or centred on it."""
    baseline = top + size * 0.82
    return "".join(
        serif_text(line, (x, baseline + i * size * LEADING), size, fill, centred=centred)
        for i, line in enumerate(lines)
    )


def serif_text(
    text: str, at: tuple[float, float], size: float, fill: str, *, centred: bool = True
) -> str:
    """Draw a text as outlines, or in the viewer's fonts where ours lacks a letter."""
    if all(letter in _font()[0] for letter in text):
        return outlined(text, at, size, fill, centred=centred)
    anchor = ' text-anchor="middle"' if centred else ""
    return (
        f'<text x="{num(at[0])}" y="{num(at[1])}" font-family="{SERIF}" font-weight="600" '
        f'font-size="{num(size)}"{anchor} fill="{fill}">{escape(text)}</text>'
    )


@cache
def _font() -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    font: dict[str, Any] = json.loads(FONT.read_text())
    return font["outlines"], font["kerning"]


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


def credit_line(year: int | None, director: str | None) -> str:
    """Return the line at the foot, such as "1949 · CAROL REED", or nothing."""
    name = clean_title(director or "").upper()
    shown_year = str(year) if year is not None and 0 < year < 10_000 else ""
    return " · ".join(filter(None, (shown_year, _truncate(name))))


def _truncate(name: str) -> str:
    if len(name) <= 28 and text_width(name) <= 23:
        return name
    fitting = next(n for n in range(27, -1, -1) if text_width(name[:n]) <= 22)
    return name[:fitting].rstrip() + "…"


def credit_text(line: str, x: float, y: float, fill: str, *, centred: bool = False) -> str:
    """Draw the credit line in small spaced capitals."""
    if not line:
        return ""
    anchor = ' text-anchor="middle"' if centred else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{SANS}" font-weight="500" font-size="6.6" '
        f'letter-spacing=".6"{anchor} fill="{fill}">{escape(line)}</text>'
    )
