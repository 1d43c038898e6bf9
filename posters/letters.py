"""Compositions that are set rather than drawn."""

from .lettering import SERIF, initial_width
from .marks import circle, num, rect
from .scene import Scene


def _glyph(letter: str, at: tuple[float, float], size: float, fill: str) -> str:
    x, y = at
    return (
        f'<text x="{num(x)}" y="{num(y + size * 0.35)}" font-family="{SERIF}" font-weight="600" '
        f'font-size="{num(size)}" text-anchor="middle" fill="{fill}">{letter}</text>'
    )


def _size(scene: Scene, width: float) -> float:
    return min(scene.height * 1.12, width / initial_width(scene.initial))


def initial(scene: Scene) -> str:
    """Set one huge letter."""
    return _glyph(scene.initial, (100, scene.height / 2), _size(scene, 168), scene.palette.main)


def initial_echo(scene: Scene) -> str:
    """Print a letter three times, out of register."""
    colours, dice = scene.palette, scene.dice
    size, y = _size(scene, 140), scene.height / 2
    dx, dy = dice.pick(((10, 8), (-10, 8), (14, 0), (0, 12)))
    layers = ((1, colours.second), (0, colours.main), (-1, colours.light))
    return "".join(
        _glyph(scene.initial, (100 + dx * k, y + dy * k), size, fill) for k, fill in layers
    )


def initial_seal(scene: Scene) -> str:
    """Set a letter in a disc."""
    colours, dice = scene.palette, scene.dice
    y, r = scene.height / 2, dice.between(76, 88)
    size = min(r * 1.5, r * 1.2 / initial_width(scene.initial))
    seal = circle(100, y, r, colours.main)
    rim = circle(100, y, r - 8, colours.second) if dice.coin() else ""
    return seal + rim + _glyph(scene.initial, (100, y), size, colours.light)


def initial_split(scene: Scene) -> str:
    """Set a letter across two grounds."""
    colours, dice, height = scene.palette, scene.dice, scene.height
    half = (
        rect(100, 0, 100, height, colours.main)
        if dice.coin()
        else rect(0, height / 2, 200, height / 2, colours.main)
    )
    return half + _glyph(scene.initial, (100, height / 2), _size(scene, 150), colours.light)


def year_numerals(scene: Scene) -> str:
    """Set the last two figures of the year in two colours."""
    colours, dice, height = scene.palette, scene.dice, scene.height
    size = min(height * 0.78, 160)
    figures = scene.year[-2:].rjust(2, "0")
    fills = (colours.main, colours.light) if dice.coin() else (colours.light, colours.main)
    step = dice.pick((0, 0, 12, -12))
    places = zip((52, 148), (-step, step), figures, fills, strict=True)
    return "".join(
        _glyph(figure, (x, height / 2 + down), size, fill) for x, down, figure, fill in places
    )
