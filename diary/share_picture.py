"""The picture that other sites show beside a link to statistics: numbers, months and posters."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape

from django.utils.translation import ngettext

from movies.documents import MovieCard
from posters.drawing import poster_svg, render_png
from posters.lettering import clean_title, text_width
from posters.svg import num, rect

from .statistics import Count, Statistics

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
PAPER, INK, SOFT, ACCENT, LINE = "#14110e", "#f3ebdd", "#aea392", "#f0a13a", "#362f26"
MAX_POSTERS, POSTER_GAP, MAX_CACHED = 4, 16, 32
NAME_WIDTH, NAME_SIZE = 520, 34
BARS_TOP, BARS_HEIGHT, BAR_WIDTH, BAR_STEP = 430, 110, 30, 42
SERIF, SANS = "Fraunces", "Instrument Sans"


def share_picture(name: str, title: str, stats: Statistics) -> bytes:
    numbers = (
        (f"{stats.films:,}", ngettext("film", "films", stats.films)),
        (f"{stats.hours:,}", ngettext("hour", "hours", stats.hours)),
        (f"{stats.rewatches:,}", ngettext("rewatch", "rewatches", stats.rewatches)),
    )
    posters = tuple(viewing.film for viewing in stats.highest[:MAX_POSTERS])
    return _png(name, title, numbers, stats.months, posters)


@lru_cache(MAX_CACHED)
def _png(
    name: str,
    title: str,
    numbers: tuple[tuple[str, str], ...],
    months: tuple[Count, ...],
    films: tuple[MovieCard, ...],
) -> bytes:
    while text_width(name) * NAME_SIZE > NAME_WIDTH:
        name = f"{name.rstrip('…')[:-1]}…"
    parts = (
        rect(0, 0, WIDTH, HEIGHT, PAPER),
        rect(0, HEIGHT - 12, WIDTH, 12, ACCENT),
        _text(MARGIN, 108, NAME_SIZE, SOFT, name),
        _text(MARGIN, 214, 100, INK, title, SERIF),
        *_numbers_and_bars(numbers, months),
        *_posters(films),
        _text(WIDTH - MARGIN - 76, HEIGHT - 44, 30, ACCENT, "mflix", SERIF),
    )
    view = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {view}>{"".join(parts)}</svg>'
    return render_png(svg, WIDTH)


def _text(x: float, y: float, size: float, fill: str, text: str, font: str = SANS) -> str:
    look = f'font-family="{font}" font-size="{num(size)}" font-weight="600" fill="{fill}"'
    place = f'x="{num(x)}" y="{num(y)}"'
    return f"<text {place} {look}>{escape(clean_title(text), quote=False)}</text>"


def _numbers_and_bars(
    numbers: tuple[tuple[str, str], ...], months: tuple[Count, ...]
) -> Iterator[str]:
    for place, (number, label) in enumerate(numbers):
        x = MARGIN + place * 180
        yield _text(x, 318, 58, ACCENT, number, SERIF)
        yield _text(x, 356, 24, SOFT, label)
    for place, month in enumerate(months):
        height = max(2, BARS_HEIGHT * month.share / 100)
        fill, top = ACCENT if month.viewings else LINE, BARS_TOP + BARS_HEIGHT - height
        yield rect(MARGIN + place * BAR_STEP, top, BAR_WIDTH, height, fill)


def _posters(films: tuple[MovieCard, ...]) -> Iterator[str]:
    """Draw the posters two by two on the right."""
    width, height = 200, 240
    for place, film in enumerate(films):
        director = film.directors[0] if film.directors else ""
        drawn = poster_svg(film.title, film.year, film.genres, director)
        x = WIDTH - MARGIN - (2 - place % 2) * width - (1 - place % 2) * POSTER_GAP
        y = 48 + place // 2 * (height + POSTER_GAP)
        attributes = f'<svg x="{x + (width - height * 2 / 3) / 2:g}" y="{y}" '
        attributes += f'width="{height * 2 / 3:g}" height="{height}" '
        yield drawn.replace("<svg ", attributes, 1)
