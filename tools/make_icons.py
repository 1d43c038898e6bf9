"""Write the icons of the site, in the sizes that browsers and home screens ask for.

python tools/make_icons.py
"""

import struct
from pathlib import Path

from resvg_py import svg_to_bytes

FOLDER = Path(__file__).resolve().parent.parent / "static" / "img"
ICO_SIZES = (16, 32, 48)
SIZES = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}


def ico(images: dict[int, bytes]) -> bytes:
    """Return an ICO file that holds these PNG images by size."""
    offset = 6 + 16 * len(images)
    directory = struct.pack("<HHH", 0, 1, len(images))
    for size, image in images.items():
        directory += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return directory + b"".join(images.values())


def main() -> None:
    svg = (FOLDER / "favicon.svg").read_text()
    images = {size: svg_to_bytes(svg_string=svg, width=size) for size in ICO_SIZES}
    (FOLDER / "favicon.ico").write_bytes(ico(images))
    # Home screens round the corners themselves.
    square = svg.replace(' rx="7"', "")
    for name, size in SIZES.items():
        (FOLDER / name).write_bytes(svg_to_bytes(svg_string=square, width=size))


if __name__ == "__main__":
    main()
