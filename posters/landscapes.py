"""Compositions with a horizon."""

from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import box, circle, filled, flipped, num, path, point, polygon, rect, stroke


def sea(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Sink a sun into a striped sea."""
    shore = height * rng.choice((0.66, 0.72, 0.78))
    x, r = rng.choice((100, 100, 66, 134)), rng.between(46, 66)
    sun = circle(x, shore - r * rng.choice((0.1, 0.35, 0.6)), r, colours.main)
    water = rect(0, shore, 200, height, colours.second)
    gap = rng.between(6, 9)
    if rng.boolean():
        bars = "".join(box(0, shore + gap * i + 6, 200, 2) for i in range(12))
        return sun + water + path(bars, colours.field)
    starts = [point(x - r + 5 * i + rng.below(9), shore + gap * i + 5) for i in range(5)]
    lines = "".join(f"M{start}h{num(2 * r - 10 * i)}" for i, start in enumerate(starts))
    return sun + water + stroke(lines, colours.main, 2.4)


def city(height: int, colours: Palette, rng: SeededRandom) -> str:
    moon = circle(rng.choice((44, 150, 160)), height * 0.2, rng.between(15, 25), colours.light)
    x, walls, lit = -4, {colours.main: "", colours.second: ""}, ""
    while x < 200:
        width, tall = rng.between(20, 38), height * rng.between(24, 66) / 100
        walls[rng.choice((colours.main, colours.second))] += box(x, height - tall, width, tall)
        if rng.below(3) == 0:
            lit += box(x + width / 2 - 5, height - tall + 14, 4, 7)
            lit += box(x + width / 2 + 2, height - tall + 28, 4, 7)
        x += width + 2
    return moon + filled(walls) + path(lit, colours.light)


def mountains(height: int, colours: Palette, rng: SeededRandom) -> str:
    picture = circle(rng.between(50, 150), height * 0.3, rng.between(24, 36), colours.light)
    for level, fill in ((0.42, colours.main), (0.6, colours.second), (0.8, colours.ground)):
        x, d = -30, f"M-30 {height}L-30 {num(height * level + 24)}"
        while x < 230:
            x += rng.between(30, 52)
            d += f"L{x} {num(height * level - rng.between(-6, 22))}"
            x += rng.between(24, 44)
            d += f"L{x} {num(height * level + rng.between(16, 36))}"
        picture += path(f"{d}V{height}z", fill)
    return picture


def waves(height: int, colours: Palette, rng: SeededRandom) -> str:
    count, length = rng.between(5, 7), rng.choice((40, 50, 67))
    top, fills = height * 0.4, (colours.main, colours.second)
    picture = circle(rng.choice((56, 100, 144)), top - 12, rng.between(30, 42), colours.light)
    step = (height - top) / (count - 0.6)
    for i in range(count):
        start = -length - rng.below(length)
        q = f"q{num(length / 4)}-{point(step * 0.7, length / 2)} 0"
        swell = f"{q}t{num(length / 2)} 0" * (320 // length + 1)
        d = f"M{start} {num(top + step * i + 8)}{swell}V{height + 60}H{start}z"
        picture += path(d, fills[i % 2])
    return picture


def mesas(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Set flat rocks before a great low sun."""
    ground = height * 0.82
    sun = circle(rng.choice((70, 100, 130)), ground - 34, rng.between(48, 64), colours.light)
    rocks = ""
    for x in (rng.between(-20, 8), rng.between(118, 146)):
        wide, tall = rng.between(52, 78), height * rng.between(24, 46) / 100
        end, top, ledge = x + wide, ground - tall, ground - tall * 0.45
        left = (x - 12, ground), (x + 4, ledge), (x + 8, top)
        rocks += polygon(*left, (end - 8, top), (end - 4, ledge), (end + 12, ground))
    return sun + path(rocks, colours.main) + rect(0, ground, 200, height, colours.second)


def road(height: int, colours: Palette, rng: SeededRandom) -> str:
    far, x = height * rng.choice((0.44, 0.52)), rng.choice((70, 100, 130))
    sun = circle(x + rng.choice((-34, 0, 34)), far - 8, rng.between(24, 38), colours.light)
    land = rect(0, far, 200, height, colours.main)
    tar = path(polygon((x - 4, far), (x + 4, far), (190, height), (10, height)), colours.second)
    dashes, at, size = "", far + 6, 5.0
    while at < height:
        near, end = (at - far) / (height - far), (at + size - far) / (height - far)
        mid, half = x + (100 - x) * near, 0.6 + 4 * near
        low, wide = x + (100 - x) * end, 0.6 + 4 * end
        dashes += polygon(
            (mid - half, at), (mid + half, at), (low + wide, at + size), (low - wide, at + size)
        )
        at, size = at + size * 2, size * 1.4
    return sun + land + tar + path(dashes, colours.light)


def forest(height: int, colours: Palette, rng: SeededRandom) -> str:
    picture = circle(rng.between(50, 150), height * 0.26, rng.between(20, 34), colours.light)
    for base, fill in ((0.46, colours.main), (0.66, colours.second)):
        x, d = -14, ""
        while x < 210:
            wide, top = rng.between(38, 62), height * base - rng.between(0, 44)
            d += polygon((x, height), (x + wide / 2, top), (x + wide, height))
            x += rng.between(24, 38)
        picture += path(d, fill)
    return picture


def dunes(height: int, colours: Palette, rng: SeededRandom) -> str:
    picture = circle(rng.between(40, 110), height * 0.24, rng.between(18, 30), colours.light)
    for i, fill in enumerate((colours.main, colours.second, colours.ground, colours.main)):
        y, bend, low = height * (0.44 + 0.16 * i), rng.between(20, 46), rng.between(6, 30)
        left, right = (y - low, y + low) if i % 2 else (y + low, y - low)
        d = f"M0 {num(left)}C60 {num(left - bend)} 120 {num(y + bend)} 200 {num(right)}"
        picture += path(f"{d}V{height}H0z", fill)
    return flipped(picture, rng)
