"""Write the fonts that posters as PNG are drawn with, from those that pages use.

    python tools/make_poster_fonts.py

The drawing library takes TrueType files with all letters of a family in one.
"""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FACES = {
    "Fraunces": ("fraunces/fraunces", {"opsz": 24}),
    "InstrumentSans": ("instrument-sans/instrument-sans", {"wght": 500}),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for face, (name, axes) in FACES.items():
            parts = []
            for subset in ("latin", "latin-ext"):
                font = TTFont(ROOT / "static" / "fonts" / f"{name}-{subset}.woff2")
                instantiateVariableFont(font, axes, inplace=True)
                font.flavor = None
                parts.append(str(Path(folder) / f"{face}-{subset}.ttf"))
                font.save(parts[-1])
            merged = Merger().merge(parts)
            merged.save(ROOT / "posters" / "fonts" / f"{face}.ttf")


if __name__ == "__main__":
    main()
