"""Compositions made of circles and of what can be cut from them."""

from math import sqrt

from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import circle, disc, ellipse, flipped, num, path, point, polar, polygon, stroke, turned


def rings(height: int, colours: Palette, rng: SeededRandom) -> str:
    x, y = rng.choice((100, 100, 64, 136)), height * rng.choice((0.42, 0.5, 0.5))
    count = rng.between(3, 6)
    step = rng.between(100, 118) / (count + 0.5)
    fills = (colours.main, colours.second)
    bands = "".join(circle(x, y, step * (i + 0.6), fills[i % 2]) for i in range(count, 0, -1))
    return bands + circle(x, y, step * 0.62, colours.light)


def arches(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Stand one, two or three rainbows side by side."""
    count = rng.choice((1, 1, 2, 3))
    radius = 200 / count * rng.choice((0.5, 0.56)) if count > 1 else rng.between(92, 118)
    nested = rng.between(3, 5) if count == 1 else 3
    fills, picture = (colours.main, colours.second), ""
    for i in range(count):
        x, foot = 200 / count * (i + 0.5), height * (1 if count == 1 else 0.98 - 0.16 * i)
        for k in range(nested):
            r = radius * (nested - k) / nested
            fill = fills[k % 2] if k < nested - 1 else colours.light
            d = f"M{num(x - r)} {height}V{num(foot)}a{num(r)} {num(r)} 0 0 1 {num(2 * r)} 0"
            picture += path(f"{d}V{height}z", fill)
    return picture


def lovers(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw two overlapping circles, and light what they share."""
    x, y, r = 100, height / 2, rng.between(50, 62)
    apart = r * rng.choice((0.5, 0.62, 0.72))
    half_chord = sqrt(r * r - apart * apart)
    arc = f"A{r} {r} 0 0 1"
    top, bottom = f"{x} {num(y - half_chord)}", f"{x} {num(y + half_chord)}"
    lens = path(f"M{top}{arc} {bottom}{arc} {top}z", colours.light)
    pair = circle(x - apart, y, r, colours.main) + circle(x + apart, y, r, colours.second)
    return turned(pair + lens, rng.choice((0, 0, 35, -35, 90)), x, y)


def eclipse(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Slide one disc before another, with halos around."""
    y, r = height * 0.5, rng.between(54, 66)
    look = f'fill="none" stroke="{colours.main}" stroke-width="1.5"'
    radii = range(r + 14, r + 14 * rng.between(3, 6), 14)
    halos = "".join(f'<circle cx="100" cy="{num(y)}" r="{each}" {look}/>' for each in radii)
    dx, dy = rng.choice(((26, 0), (-26, 0), (20, -20), (-18, -18), (0, -26)))
    moon = circle(100, y, r, colours.light) + circle(100 + dx, y + dy, r * 0.86, colours.main)
    return halos + moon


def orbits(height: int, colours: Palette, rng: SeededRandom) -> str:
    y, count, parts = height / 2, rng.between(3, 5), []
    flat, tilt = rng.choice((0.34, 0.46, 0.6)), rng.choice((-32, -18, 24, 40))
    for i in range(count):
        rx = 34 + i * 84 / count
        look = f'fill="none" stroke="{colours.main}" stroke-width="1.6"'
        parts.append(ellipse(100, y, rx, rx * flat, look))
        px, py = polar(0, 0, rx, rng.below(360))
        fill = rng.choice((colours.second, colours.main, colours.main))
        parts.append(circle(100 + px, y + py * flat, rng.between(5, 11), fill))
    sun = circle(100, y, rng.between(16, 24), colours.light)
    return turned("".join(parts) + sun, tilt, 100, y)


def spiral(height: int, colours: Palette, rng: SeededRandom) -> str:
    gap, y = rng.between(9, 14), height / 2
    sweep = rng.below(2)
    d, r, side = f"M100 {num(y)}", gap / 2, 1
    for _ in range(int(250 / gap)):
        d += f"a{num(r)} {num(r)} 0 0 {sweep} {num(side * 2 * r)} 0"
        r, side = r + gap / 2, -side
    eye = circle(100, y, gap * 0.62, colours.light)
    return stroke(d, colours.main, gap * rng.choice((0.42, 0.55))) + eye


def rays(height: int, colours: Palette, rng: SeededRandom) -> str:
    x, y = rng.choice((100, 100, 40, 160)), height * rng.choice((1.0, 0.66, 0.5))
    count = rng.between(9, 15)
    wedge, turn = 360 / count, rng.below(30)
    ends = [polar(x, y, 400, turn + i / 2 * wedge) for i in range(2 * count)]
    beams = "".join(polygon((x, y), *ends[i : i + 2]) for i in range(0, 2 * count, 2))
    r = rng.between(34, 48)
    sun = circle(x, y, r + 9, colours.field) + circle(x, y, r, colours.light)
    return path(beams, colours.main) + sun


def ripples(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw the crossing rings of two stones in water."""
    gap, picture = rng.between(9, 12), ""
    first, second = (rng.between(30, 70), height * 0.36), (rng.between(130, 170), height * 0.68)
    for (x, y), colour in ((first, colours.main), (second, colours.light)):
        discs = "".join(disc(x, y, gap * i) for i in range(1, 9))
        picture += stroke(discs, colour, 2, ends="") + circle(x, y, gap * 0.5, colour)
    return flipped(picture, rng)


def phases(height: int, colours: Palette, rng: SeededRandom) -> str:
    columns, rows = rng.choice(((3, 3), (3, 4), (4, 4)))
    cell, tall = 180 / columns, (height - 16) / rows
    r = min(cell, tall) * 0.4
    full, shade, count = "", "", columns * rows
    for i in range(count):
        x, y = 10 + cell * (i % columns + 0.5), 8 + tall * (i // columns + 0.5)
        full += disc(x, y, r)
        bulge = r * (1 - 2 * i / (count - 1))
        shade += (
            f"M{point(x, y - r)}A{num(r)} {num(r)} 0 0 1 {point(x, y + r)}"
            f"A{num(abs(bulge))} {num(r)} 0 0 {int(bulge > 0)} {point(x, y - r)}z"
        )
    return path(full, colours.second) + path(shade, colours.light)
