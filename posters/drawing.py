"""Draw a film's poster as SVG, and any SVG as PNG with the letters of the site."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from resvg_py import svg_to_bytes

from .compositions import LAYOUTS, NEEDS_INITIAL, NEEDS_YEAR, choose_composition, choose_mood
from .lettering import clean_title, credit_line, first_letter
from .palettes import PALETTES
from .seeded_random import SeededRandom
from .svg import rect

FONTS = [str(path) for path in sorted(Path(__file__).with_name("fonts").glob("*.ttf"))]


def poster_svg(title: str, year: int | None, genres: Sequence[str], director: str | None) -> str:
    """Return the film's poster as an SVG of 200 by 300; the same film, the same poster."""
    name = clean_title(title) or "Untitled"
    rng = SeededRandom(f"{name}\n{year}")
    mood = choose_mood(genres, rng)
    palette = rng.choice(PALETTES[mood])
    initial = first_letter(name)
    compose = choose_composition(mood, rng, bool(initial), year is not None)
    layout = rng.choice(LAYOUTS[compose])
    text = [initial] if compose in NEEDS_INITIAL else [str(year)] if compose in NEEDS_YEAR else []
    picture = compose(layout.height, palette, rng, *text)
    if layout.top:
        picture = f'<g transform="translate(0 {layout.top})">{picture}</g>'
    lettering = layout.draw_lettering(name, credit_line(year, director), palette)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300">'
        f"<title>{escape(name)}</title>"
        f"{rect(0, 0, 200, 300, palette.field)}{picture}{lettering}</svg>"
    )


def render_png(svg: str, width: int) -> bytes:
    return svg_to_bytes(svg_string=svg, width=width, font_files=FONTS)
