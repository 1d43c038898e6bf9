"""SVG as PNG, with the letters of the site."""

from pathlib import Path

from resvg_py import svg_to_bytes

FONTS = [str(path) for path in sorted(Path(__file__).with_name("fonts").glob("*.ttf"))]


def render_png(svg: str, width: int) -> bytes:
    return svg_to_bytes(svg_string=svg, width=width, font_files=FONTS)
