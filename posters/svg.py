"""The few SVG elements that posters are made of, as short strings."""

from math import cos, radians, sin

from .seeded_random import SeededRandom


def num(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    return f"{round(value, 1):g}"


def point(x: float, y: float) -> str:
    return f"{num(x)} {num(y)}"


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" '
        f'height="{num(height)}" fill="{fill}"/>'
    )


def circle(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{fill}"/>'


def path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def stroke(d: str, colour: str, width: float, ends: str = ' stroke-linecap="round"') -> str:
    """Draw a path as a line, with round ends unless others are given."""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{num(width)}"{ends}/>'


def disc(x: float, y: float, radius: float) -> str:
    """Return a circle as path data, so that many make one element."""
    r, across = num(radius), num(2 * radius)
    return f"M{point(x - radius, y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0-{across} 0z"


def box(x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle as path data."""
    return f"M{point(x, y)}h{num(width)}v{num(height)}h{num(-width)}z"


def polyline(*points: tuple[float, float]) -> str:
    """Return straight lines through the points as path data."""
    return "M" + "L".join(point(x, y) for x, y in points)


def polygon(*points: tuple[float, float]) -> str:
    return f"{polyline(*points)}z"


def polar(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    """Return the point at an angle from a centre, clockwise from three o'clock."""
    angle = radians(degrees)
    return x + radius * cos(angle), y + radius * sin(angle)


def ellipse(x: float, y: float, rx: float, ry: float, look: str) -> str:
    return f'<ellipse cx="{num(x)}" cy="{num(y)}" rx="{num(rx)}" ry="{num(ry)}" {look}/>'


def turned(picture: str, degrees: int, x: float, y: float) -> str:
    return f'<g transform="rotate({degrees} {num(x)} {num(y)})">{picture}</g>'


def mirrored(picture: str) -> str:
    return f'<g transform="matrix(-1 0 0 1 200 0)">{picture}</g>'


def flipped(picture: str, rng: SeededRandom) -> str:
    """Return the picture or its mirror image."""
    return mirrored(picture) if rng.boolean() else picture


def filled(layers: dict[str, str]) -> str:
    """Draw path data by its fill."""
    return "".join(path(d, fill) for fill, d in layers.items())
