"""Posters drawn here, so that every film has one and none is fetched from elsewhere."""

from collections.abc import Sequence

from .dice import Dice
from .layouts import Words
from .lettering import clean, credit, initial_of
from .marks import rect
from .moods import mood_of
from .palettes import PALETTES
from .repertoire import LAYOUTS, NEEDS_INITIAL, NEEDS_YEAR, ROAMING, SUITED
from .scene import Draw, Scene

__all__ = ["poster_svg"]


def poster_svg(title: str, year: int | None, genres: Sequence[str], director: str | None) -> str:
    """Return the film's poster as an inline SVG of 200 by 300; the same film, the same poster."""
    name = clean(title) or "Untitled"
    dice = Dice(f"{name}\n{year}")
    mood = mood_of(genres, dice)
    palette = dice.pick(PALETTES[mood])
    initial = initial_of(name)
    draw = _choose(mood, dice, bool(initial), year is not None)
    layout = dice.pick(LAYOUTS[draw])
    picture = draw(Scene(layout.height, palette, dice, initial, str(year)))
    if layout.top:
        picture = f'<g transform="translate(0 {layout.top})">{picture}</g>'
    lettering = layout.letter(Words(name, credit(year, director)), palette)
    return (
        '<svg class="poster" viewBox="0 0 200 300" role="img" aria-hidden="true" '
        f'focusable="false">{rect(0, 0, 200, 300, palette.field)}{picture}{lettering}</svg>'
    )


def _choose(mood: str, dice: Dice, has_initial: bool, has_year: bool) -> Draw:
    # Half from the whole repertoire: a page of one genre must not look all alike.
    draw = dice.pick(SUITED[mood] if dice.coin() else ROAMING)
    if (draw in NEEDS_INITIAL and not has_initial) or (draw in NEEDS_YEAR and not has_year):
        return dice.pick([fit for fit in ROAMING if fit not in NEEDS_INITIAL | NEEDS_YEAR])
    return draw
