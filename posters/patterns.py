"""Compositions that repeat, edge to edge."""

from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import box, circle, disc, filled, num, path, point, polygon


def stripes(height: int, colours: Palette, rng: SeededRandom) -> str:
    wide, slant = rng.between(13, 24), rng.choice((-150, -90, 90, 150))
    d, other, x, i = "", "", -160 - rng.below(20), 0
    while x < 360:
        band = f"M{x} 0h{wide}l{-slant} {height}h{-wide}z"
        if i % 3:
            d += band
        else:
            other += band
        x, i = x + wide + rng.choice((wide // 2, wide)), i + 1
    return path(d, colours.main) + path(other, rng.choice((colours.light, colours.second)))


def dots(height: int, colours: Palette, rng: SeededRandom) -> str:
    columns, many, few = rng.between(6, 8), "", ""
    cell = 200 / columns
    for row in range(int(height / cell) + 1):
        for column in range(columns):
            x, y = cell * (column + 0.5), cell * (row + 0.5)
            spot = disc(x, y, cell * rng.choice((0.1, 0.22, 0.34, 0.42)))
            if rng.below(6):
                many += spot
            else:
                few += spot
    return path(many, colours.main) + path(few, colours.light)


def halftone(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw dots that grow from one side to the other."""
    rows, d, falling = int(height / 25) + 1, "", rng.boolean()
    for row in range(rows):
        r = 2 + 15.5 * (row if falling else rows - 1 - row) / rows
        shift = 12.5 if row % 2 else 0
        d += "".join(disc(25 * i + shift, 25 * row + 12.5, r) for i in range(9))
    x, y = rng.choice((60, 140)), height * (0.3 if falling else 0.7)
    return path(d, colours.main) + circle(x, y, rng.between(26, 36), colours.light)


def blinds(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Shine a lamp through a venetian blind."""
    count = rng.between(11, 16)
    slats = [box(0, height / count * i, 200, height / count * 0.56) for i in range(count)]
    some = "".join(slats[rng.below(3) :: 4])
    lamp = circle(rng.choice((62, 140)), height * rng.choice((0.34, 0.6)), 38, colours.light)
    return path("".join(slats), colours.main) + path(some, colours.second) + lamp


def op_art(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Squeeze a chequerboard towards a fold."""
    fold, rows = rng.between(4, 7), rng.between(8, 10)
    widths = [5 + 4.6 * abs(i - fold) for i in range(11)]
    scale, tall, d = 200 / sum(widths), height / rows, ""
    for row in range(rows):
        x = 0.0
        for i, width in enumerate(widths):
            if (row + i) % 2:
                d += box(x, tall * row, width * scale, tall)
            x += width * scale
    y = tall * rng.between(2, rows - 2)
    return path(d, colours.main) + circle(rng.choice((50, 150)), y, tall, colours.light)


def _layers(colours: Palette) -> dict[str, str]:
    """Return path data to be, by its fill; palettes may have the same colour twice."""
    return dict.fromkeys((colours.main, colours.second, colours.light), "")


def quarters(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Turn quarter circles at random in square tiles."""
    size, layers = rng.choice((40, 50)), _layers(colours)
    fills = (colours.main, colours.main, colours.second, colours.second, colours.light)
    corners = ((0, 0, 1, 1), (1, 0, -1, 1), (1, 1, -1, -1), (0, 1, 1, -1))
    for y in range(0, height, size):
        for x in range(0, 200, size):
            right, low, dx, dy = rng.choice(corners)
            start, end = f"{x + right * size} {y + low * size}", f"{-dx * size} {dy * size}"
            arc = f"a{size} {size} 0 0 {int(dx == dy)} {end}z"
            layers[rng.choice(fills)] += f"M{start}h{dx * size}{arc}"
    return filled(layers)


def harlequin(height: int, colours: Palette, rng: SeededRandom) -> str:
    wide, rows = rng.choice((40, 50)), rng.between(3, 4)
    tall, layers = height / rows, _layers(colours)
    fills = (colours.main, colours.second, colours.main, colours.second, colours.light)
    for row in range(rows):
        for column in range(200 // wide):
            x, y, dx, dy = wide * (column + 0.5), tall * (row + 0.5), wide / 2, tall / 2
            layers[rng.choice(fills)] += polygon((x, y - dy), (x + dx, y), (x, y + dy), (x - dx, y))
    return filled(layers)


def bars(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Draw rounded bars that hang and stand like sound."""
    count, layers = rng.between(7, 11), _layers(colours)
    step = 184 / count
    fills = (colours.main, colours.main, colours.second, colours.light)
    for i in range(count):
        x, half = 8 + step * (i + 0.5), height * rng.between(8, 40) / 100
        layers[rng.choice(fills)] += f"M{point(x, height / 2 - half)}v{num(half * 2)}"
    look = f'stroke-width="{num(step * 0.62)}" stroke-linecap="round"'
    return "".join(f'<path d="{d}" stroke="{fill}" {look}/>' for fill, d in layers.items())


def toys(height: int, colours: Palette, rng: SeededRandom) -> str:
    """Set a box of building bricks: discs, halves, triangles and squares."""
    size, layers = rng.choice((50, 67)), _layers(colours)
    rows, fills = round(height / size), tuple(layers)
    tall = height / rows
    for row in range(rows):
        for column in range(200 // size + (size == 67)):
            x, y = column * 200 / round(200 / size), row * tall
            layers[rng.choice(fills)] += _toy(rng.below(5), x, y, min(size, tall))
    return filled({fill: d for fill, d in layers.items() if d})


def _toy(kind: int, x: float, y: float, size: float) -> str:
    s, r = size * 0.8, size * 0.4
    x, y = x + size * 0.1, y + size * 0.1
    if kind == 0:
        return disc(x + r, y + r, r)
    if kind == 1:
        return polygon((x, y + s), (x + r, y), (x + s, y + s))
    if kind == 2:
        return f"M{point(x, y + r)}a{num(r)} {num(r)} 0 0 1 {num(s)} 0z" + box(x, y + r, s, r * 0.6)
    if kind == 3:
        return box(x, y, s, s)
    return f"M{point(x, y)}h{num(s)}a{num(s)} {num(s)} 0 0 1 {point(-s, s)}z"


def weave(height: int, colours: Palette, rng: SeededRandom) -> str:
    step, thick = rng.choice(((40, 22), (50, 30), (67, 38)))
    start = rng.below(step) - step
    columns, rows = range(start, 200, step), range(start, height, step)
    up = "".join(box(x, 0, thick, height) for x in columns)
    across = "".join(box(0, y, 200, thick) for y in rows)
    crossings = ((x, y) for i, y in enumerate(rows) for x in columns[1 - i % 2 :: 2])
    over = "".join(box(x, y - 1, thick, thick + 2) for x, y in crossings)
    threads = "".join(box(x + thick / 2 - 1, 0, 2, height) for x in columns)
    crossing = path(up, colours.main) + path(across, colours.second) + path(over, colours.main)
    return crossing + path(threads, colours.light)
