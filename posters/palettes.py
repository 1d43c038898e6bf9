"""Printers' colours, grouped by the moods that genres have."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground and ink carry the lettering; the field carries three colours of shapes."""

    ground: str
    ink: str
    field: str
    main: str
    second: str
    light: str

    @property
    def deep(self) -> str:
        """Return a colour to draw on main with: the ground, or the field if main is the ground."""
        return self.field if self.main == self.ground else self.ground


def _read_palettes() -> dict[str, list[Palette]]:
    palettes: dict[str, list[Palette]] = {}
    lines = (Path(__file__).parent / "data" / "palettes.txt").read_text("utf-8").splitlines()
    for mood, *colours in map(str.split, lines[1:]):
        palettes.setdefault(mood, []).append(Palette(*(f"#{colour}" for colour in colours)))
    return palettes


PALETTES = _read_palettes()
