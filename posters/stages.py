"""Compositions with a place in them: doors, stairs, curtains, lamps."""

from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import box, circle, disc, ellipse, flipped, mirrored, num, path, point, polygon, rect


def keyhole(height: int, colours: Palette, rng: SeededRandom) -> str:
    y, r, flare, foot = height * 0.38, rng.between(30, 38), rng.between(34, 46), height * 0.86
    plate = circle(100, y, r + 34, colours.second) if rng.boolean() else ""
    hole, inner = _keyhole(y, r, flare, foot), _keyhole(y, r * 0.62, flare * 0.62, foot)
    return plate + path(hole, colours.main) + path(inner, colours.light)


def _keyhole(y: float, radius: float, flare: float, foot: float) -> str:
    neck, drop = radius * 0.5, radius * 0.86
    r = num(radius)
    return (
        f"M{point(100 - neck, y + drop)}A{r} {r} 0 1 1 {point(100 + neck, y + drop)}"
        f"L{point(100 + flare, foot)}H{num(100 - flare)}z"
    )


def doorway(height: int, colours: Palette, rng: SeededRandom) -> str:
    floor, x = height * 0.66, rng.between(50, 84)
    wide, top = rng.between(40, 54), height * 0.14
    ground = rect(0, floor, 200, height, colours.second)
    lit = polygon((x, floor), (x + wide, floor), (x + wide + 70, height + 20), (x - 6, height + 20))
    gap = path(box(x, top, wide, floor - top) + lit, colours.light)
    leaf = polygon((x, top), (x - 26, top + 12), (x - 26, floor + 20), (x, floor))
    mid = x + wide * 0.55
    body = path(_trapezium(mid, floor - 36, floor, 6, 8), colours.ground)
    figure = circle(mid, floor - 44, 6, colours.ground) + body
    return flipped(ground + gap + path(leaf, colours.main) + figure, rng)


def _trapezium(x: float, top: float, foot: float, upper: float, lower: float) -> str:
    return polygon((x - upper, top), (x + upper, top), (x + lower, foot), (x - lower, foot))


def stairs(height: int, colours: Palette, rng: SeededRandom) -> str:
    count = rng.between(5, 8)
    wide, tall = 200 / count, height * 0.72 / count
    steps = [(wide * i, height - tall * (i + 1), 200 - wide * i) for i in range(count)]
    sides = "".join(box(*step, tall) for step in steps)
    treads = "".join(box(*step, max(tall * 0.28, 4)) for step in steps)
    lamp = circle(rng.choice((44, 60)), height * 0.26, rng.between(22, 32), colours.light)
    return flipped(lamp + path(sides, colours.main) + path(treads, colours.second), rng)


def curtain(height: int, colours: Palette, rng: SeededRandom) -> str:
    floor = height * 0.84
    glow = circle(100, floor, rng.between(44, 62), colours.light)
    boards = rect(0, floor, 200, height, colours.second)
    folds, fills = rng.between(4, 5), (colours.main, colours.second)
    wide = 82 / folds
    places = reversed(range(folds))
    side = "".join(_fold(wide * i, wide, floor + 10, fills[i % 2]) for i in places)
    valance = "".join(f"M{25 * i} 0h25v16a12.5 12.5 0 0 1-25 0z" for i in range(8))
    return glow + boards + side + mirrored(side) + path(valance, colours.main)


def _fold(x: float, width: float, foot: float, fill: str) -> str:
    pulled = x * 0.42
    d = (
        f"M{num(x)} 0h{num(width)}Q{point(x + width, foot * 0.5)} {num(pulled + width * 0.5)} "
        f"{num(foot)}H{num(pulled)}Q{point(x, foot * 0.5)} {num(x)} 0z"
    )
    return path(d, fill)


def spotlight(height: int, colours: Palette, rng: SeededRandom) -> str:
    x, foot, pool = rng.choice((24, 40)), height * 0.82, rng.between(104, 130)
    half = rng.between(38, 50)
    beam = polygon((x, 8), (x + 12, 2), (pool + half, foot), (pool - half, foot))
    spot = ellipse(pool, foot, half, half * 0.26, f'fill="{colours.light}"')
    body = path(_trapezium(pool, foot - 34, foot, 7, 11), colours.deep)
    actor = body + circle(pool, foot - 43, 7.5, colours.deep)
    floor = rect(0, foot - 18, 200, height, colours.second)
    return flipped(floor + path(beam, colours.main) + spot + actor, rng)


def film_strip(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw a falling strip of film, a disc moving from frame to frame."""
    turn, wide = rng.choice((-14, -8, 8, 14)), rng.choice((92, 108))
    left, cell = 100 - wide / 2, wide * 0.66
    base = rect(left, -60, wide, height + 120, colours.second)
    places = ((x, y) for x in (left + 5, left + wide - 12) for y in range(-50, height + 60, 17))
    holes = "".join(box(x, y, 7, 8) for x, y in places)
    frames, discs = "", ""
    for i in range(-1, int(height / cell) + 2):
        y = i * (cell + 5)
        frames += box(left + 17, y, wide - 34, cell)
        discs += disc(left + 17 + (wide - 34) * (0.3 + 0.1 * (i % 5)), y + cell / 2, cell * 0.3)
    strip = base + path(holes, colours.field) + path(frames, colours.main)
    picture = strip + path(discs, colours.light)
    return f'<g transform="rotate({turn} 100 {height // 2})">{picture}</g>'


def windows(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Leave a few lights on in a large house."""
    columns, rows = rng.between(4, 6), rng.between(5, 7)
    wide, tall = 176 / columns, (height - 20) / rows
    dark, lit, bright = "", "", rng.below(columns * rows)
    for i in range(columns * rows):
        x, y = 12 + wide * (i % columns), 10 + tall * (i // columns)
        pane = box(x + wide * 0.16, y + tall * 0.14, wide * 0.68, tall * 0.72)
        if i == bright or rng.below(9) == 0:
            lit += pane
        else:
            dark += pane
    return path(dark, rng.choice((colours.main, colours.second))) + path(lit, colours.light)
