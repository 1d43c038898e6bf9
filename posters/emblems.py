"""Compositions around one thing: an eye, a leaf, a star."""

from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import circle, disc, flipped, num, path, point, polar, polygon, polyline, rect, stroke


def eye(height: int, colours: Palette, rng: SeededRandom) -> str:
    y, lift = height / 2, rng.between(96, 124)
    white = path(_almond(100, y, 90, lift), colours.light)
    look, r = 100 + rng.choice((-16, 0, 0, 16)), lift * 0.36
    iris = circle(look, y, r, colours.main) + circle(look, y, r * 0.52, colours.deep)
    glint = circle(look + r * 0.34, y - r * 0.34, r * 0.16, colours.light)
    angles = range(-150, -29, 20) if rng.boolean() else ()
    ends = ((polar(100, y, 66, a), polar(100, y, 94, a)) for a in angles)
    lashes = "".join(polyline(*pair) for pair in ends)
    return stroke(lashes, colours.second, 5) + white + iris + glint


def watchers(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw pairs of eyes that look out of the dark."""
    columns, rows, smallest = rng.choice(((1, 3, 20), (1, 4, 18), (2, 3, 11), (2, 4, 11)))
    tall, lids, pupils = height / rows, "", ""
    for row in range(rows):
        for column in range(columns):
            size = rng.between(smallest, smallest + 7)
            x = 100 / columns * (1 + 2 * column) + rng.between(-14, 14) * (3 - columns)
            y, look = tall * (row + 0.5) + rng.between(-5, 5), rng.choice((-3, 0, 3))
            for at in (x - size * 1.25, x + size * 1.25):
                lids += _almond(at, y, size, size * 1.15)
                pupils += disc(at + look, y, size * 0.36)
    fill = rng.choice((colours.light, colours.main))
    return path(lids, fill) + path(pupils, colours.deep if fill == colours.main else colours.ground)


def _almond(x: float, y: float, half: float, lift: float) -> str:
    left, right = point(x - half, y), point(x + half, y)
    return f"M{left}Q{point(x, y - lift)} {right}Q{point(x, y + lift)} {left}z"


def leaves(height: int, colours: Palette, rng: SeededRandom) -> str:
    pairs, left, right = rng.between(4, 6), "", ""
    step = height * 0.78 / pairs
    for i in range(pairs):
        y, length = height * 0.97 - step * i, (70 - 8 * i) * rng.choice((0.9, 1, 1.1))
        left += _leaf(y, -length, length * 0.62)
        right += _leaf(y - step * 0.3, length, length * 0.62)
    stem = stroke(f"M100 {height}V{num(height * 0.12)}", colours.light, 3)
    bud = circle(100, height * 0.13, rng.between(9, 15), colours.light)
    fills = (colours.main, colours.second) if rng.boolean() else (colours.main, colours.main)
    return path(left, fills[0]) + path(right, fills[1]) + stem + bud


def _leaf(y: float, length: float, rise: float) -> str:
    base, tip = point(100, y), point(100 + length, y - rise)
    upper, lower = (100 + length * 0.15, y - rise), (100 + length * 0.9, y - rise * 0.05)
    return f"M{base}Q{point(*upper)} {tip}Q{point(*lower)} {base}z"


def flower(height: int, colours: Palette, rng: SeededRandom) -> str:
    y, petals = height / 2, rng.between(6, 11)
    size, fat = rng.between(78, 92), rng.between(12, 20)
    picture, shape = "", ((0.7, -fat * 1.3), (1.0, 0), (0.7, fat * 1.3))
    for scale, turn, fill in ((1.0, 0, colours.main), (0.62, 180 / petals, colours.second)):
        d = ""
        for i in range(petals):
            ends = (polar(100, y, size * scale * r, 360 * i / petals + turn + a) for r, a in shape)
            left, tip, right = (point(*end) for end in ends)
            d += f"M100 {num(y)}Q{left} {tip}Q{right} 100 {num(y)}z"
        picture += path(d, fill)
    return picture + circle(100, y, size * 0.2, colours.light)


def claws(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Tear the picture with long scratches."""
    count, d = rng.between(3, 5), ""
    for i in range(count):
        x = 32 + 150 / count * (i + 0.5) + rng.between(-3, 3)
        top, foot = height * rng.between(6, 18) / 100, height * rng.between(80, 96) / 100
        mid, belly, start = (top + foot) / 2, rng.between(12, 18), point(x + 22, top)
        d += f"M{start}Q{point(x - belly, mid)} {point(x - 26, foot)}"
        d += f"Q{point(x + belly, mid)} {start}z"
    moon = circle(100, height * 0.5, rng.between(64, 78), colours.second)
    return flipped(moon + path(d, rng.choice((colours.main, colours.light))), rng)


def compass(height: int, colours: Palette, rng: SeededRandom) -> str:
    y, long, turn = height / 2, rng.between(80, 92), rng.choice((0, 0, 12, -20))
    picture = circle(100, y, long * 0.74, colours.second) if rng.boolean() else ""
    for radius, start, fill in ((long * 0.62, 45, colours.main), (long, 0, colours.light)):
        radii = (radius, radius * 0.2) * 4
        points = [polar(100, y, r, start + turn + 45 * i) for i, r in enumerate(radii)]
        picture += path(polygon(*points), fill)
    return picture + circle(100, y, 6, colours.main)


def constellation(height: int, colours: Palette, rng: SeededRandom) -> str:
    count = rng.between(6, 9)
    step = height * 0.84 / count
    stars, x = [], rng.between(40, 160)
    for i in range(count):
        away = rng.between(28, 92)
        x = x + away if x + away < 178 and (x - away < 22 or rng.boolean()) else max(x - away, 22)
        stars.append((x, height * 0.1 + step * i))
    big = "".join(disc(x, y, rng.between(4, 9)) for x, y in stars)
    small = "".join(disc(rng.between(6, 194), rng.between(6, height - 6), 1.6) for _ in range(16))
    moon = circle(rng.choice((36, 164)), height * 0.8, rng.between(22, 38), colours.second)
    lines = stroke(polyline(*stars), colours.main, 2, ends="")
    return moon + path(small, colours.main) + lines + path(big, colours.light)


def sail(height: int, colours: Palette, rng: SeededRandom) -> str:
    water, x = height * 0.76, rng.between(84, 104)
    sun = circle(rng.choice((62, 138)), height * 0.36, rng.between(32, 46), colours.second)
    mast, boom, deck, keel = height * 0.16, water - 26, water - 18, water + 6
    big = polygon((x + 3, mast), (x + 60, boom), (x + 3, boom))
    jib = polygon((x - 3, mast + 16), (x - 42, boom), (x - 3, boom))
    hull = polygon((x - 54, deck), (x + 66, deck), (x + 46, keel), (x - 38, keel))
    sea = rect(0, water, 200, height, colours.main)
    rows = (num(water + 10 + 9 * i) for i in range(4))
    swell = "".join(f"M{rng.between(6, 110)} {y}h{rng.between(30, 80)}" for y in rows)
    boat = path(big, colours.light) + path(jib, colours.main) + path(hull, colours.ground)
    return flipped(sun + boat + sea + stroke(swell, colours.light, 2), rng)


def heart(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Nest hearts, or break one in two."""
    y, broken = height / 2 - 4, rng.boolean()
    parts = []
    for scale, fill in ((1.0, colours.main), (0.66, colours.second), (0.34, colours.light)):
        s = 84 * scale
        d = (
            f"M100 {num(y + s)}C{point(100 - s * 1.7, y - s * 0.1)} {num(100 - s * 0.7)} "
            f"{num(y - s * 1.25)} 100 {num(y - s * 0.4)}C{point(100 + s * 0.7, y - s * 1.25)} "
            f"{point(100 + s * 1.7, y - s * 0.1)} 100 {num(y + s)}z"
        )
        parts.append(path(d, fill))
    if not broken:
        return "".join(parts)
    crack = ((100 + x, y - 36 + 19 * i) for i, x in enumerate((0, 11, -9, 9, -8, 6, 0)))
    return parts[0] + stroke(polyline(*crack), colours.light, 5, ends="")
