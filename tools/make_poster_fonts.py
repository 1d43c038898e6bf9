"""Write the fonts that posters are drawn with, from those that pages use.

    python tools/make_poster_fonts.py

The library that draws PNG takes TrueType files with all letters of a family in one. An image in a
page cannot use the page's fonts, so titles of SVG posters are outlines, from Fraunces.json.
"""

import json
import string
import tempfile
from operator import sub
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FACES = {
    "Fraunces": ("fraunces/fraunces", {"opsz": 24}),
    "InstrumentSans": ("instrument-sans/instrument-sans", {"wght": 500}),
}
FONTS = ROOT / "posters" / "fonts"
UNITS = 300  # of an em in the outlines: a tenth of a pixel in a title
KERNED = string.ascii_letters + string.digits + ".,:'-"


class OutlinePen(BasePen):  # type: ignore[misc]
    """Writes a glyph as SVG path data relative to its origin, the y axis downwards."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.parts, self.scale, self.at = list[str](), scale, (0, 0)
        self.start = self.control = self.at

    def _rounded(self, point: tuple[float, float]) -> tuple[int, int]:
        return round(point[0] * self.scale), round(-point[1] * self.scale)

    def _write(self, command: str, *points: tuple[int, int]) -> None:
        relative = [f"{x - self.at[0]} {y - self.at[1]}" for x, y in points]
        self.parts.append(command + " ".join(relative).replace(" -", "-"))
        self.at = points[-1]

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._write("m", self._rounded(pt))
        self.start = self.control = self.at

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._write("l", self._rounded(pt))
        self.control = self.at

    def _qCurveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float]) -> None:
        control, end = self._rounded(pt1), self._rounded(pt2)
        # A curve that goes on smoothly has its control point opposite the last one.
        smooth = 2 * self.at[0] - self.control[0], 2 * self.at[1] - self.control[1]
        if self.control != self.at and max(map(abs, map(sub, control, smooth))) <= 1:
            self.control = smooth
            self._write("t", end)
        else:
            self.control = control
            self._write("q", control, end)

    def _closePath(self) -> None:
        self.parts.append("z")
        self.at = self.start


def write_outlines(font: TTFont, path: Path) -> None:
    """Write the outlines and widths of a font's letters, and the kerning of common pairs."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = UNITS / font["head"].unitsPerEm
    outlines = {}
    for code, name in sorted(names.items()):
        pen = OutlinePen(glyphs, scale)
        glyphs[name].draw(pen)
        outlines[chr(code)] = [round(glyphs[name].width * scale), "".join(pen.parts)]
    pairs = {a + b: (names[ord(a)], names[ord(b)]) for a in KERNED for b in KERNED}
    kerning = {pair: round(kern(font, *both) * scale) for pair, both in pairs.items()}
    content = {"outlines": outlines, "kerning": {p: k for p, k in kerning.items() if k}}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace('],"', '],\n"') + "\n")


def kern(font: TTFont, left: str, right: str) -> int:
    """Return how much nearer or farther than their widths say two glyphs are set."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if left not in table.Coverage.glyphs:
                continue
            if table.Format == 1:
                records = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
                found = next((r.Value1 for r in records if r.SecondGlyph == right), None)
            else:
                first = table.ClassDef1.classDefs.get(left, 0)
                second = table.ClassDef2.classDefs.get(right, 0)
                found = table.Class1Record[first].Class2Record[second].Value1
            if found is not None:
                return getattr(found, "XAdvance", 0)
    return 0


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
            merged.save(FONTS / f"{face}.ttf")
    write_outlines(TTFont(FONTS / "Fraunces.ttf"), FONTS / "Fraunces.json")


if __name__ == "__main__":
    main()
