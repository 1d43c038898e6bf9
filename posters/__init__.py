"""Posters drawn here, so that every film has one and none is fetched from elsewhere."""

from collections.abc import Sequence

from .canvas import Canvas, Composition, SeededRandom
from .compositions import BY_MOOD, GENERAL, LAYOUTS, NEEDS_INITIAL, NEEDS_YEAR, choose_mood
from .layouts import PosterText
from .lettering import clean_title, credit_line, first_letter
from .palettes import PALETTES
from .svg import rect

__all__ = ["poster_svg"]


def poster_svg(title: str, year: int | None, genres: Sequence[str], director: str | None) -> str:
    """Return the film's poster as an SVG of 200 by 300; the same film, the same poster."""
    name = clean_title(title) or "Untitled"
    rng = SeededRandom(f"{name}\n{year}")
    mood = choose_mood(genres, rng)
    palette = rng.choice(PALETTES[mood])
    initial = first_letter(name)
    compose = _choose_composition(mood, rng, bool(initial), year is not None)
    layout = rng.choice(LAYOUTS[compose])
    picture = compose(Canvas(layout.height, palette, rng, initial, str(year)))
    if layout.top:
        picture = f'<g transform="translate(0 {layout.top})">{picture}</g>'
    text = layout.letter(PosterText(name, credit_line(year, director)), palette)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300">'
        f"{rect(0, 0, 200, 300, palette.field)}{picture}{text}</svg>"
    )


def _choose_composition(
    mood: str, rng: SeededRandom, has_initial: bool, has_year: bool
) -> Composition:
    # Half from all compositions: a page of one genre must not look all alike.
    chosen = rng.choice(BY_MOOD[mood] if rng.boolean() else GENERAL)
    if (chosen in NEEDS_INITIAL and not has_initial) or (chosen in NEEDS_YEAR and not has_year):
        return rng.choice([c for c in GENERAL if c not in NEEDS_INITIAL | NEEDS_YEAR])
    return chosen
