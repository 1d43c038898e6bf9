"""Markup rendered once for all things of a kind, such as reviews; what differs is filled in.

A macro is called with stand-ins, which must be unlike anything else that it writes.
"""

import re
from dataclasses import dataclass

MARK = "\0"  # no text that is stored has it


def stand_in(name: str) -> str:
    """Return a text that stands in for another, where any text may be."""
    return f"{MARK}{name}{MARK}"


@dataclass(frozen=True, slots=True)
class Outline:
    """Pieces of markup; every second one is the name of what is filled in."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, markup: str, **stand_ins: str) -> "Outline":
        """Read markup that has stand-ins: given are those that `stand_in` did not make."""
        for name, text in stand_ins.items():
            markup = markup.replace(text, stand_in(name))
        return cls(tuple(re.split(f"{MARK}(\\w+){MARK}", markup)))

    def filled(self, values: dict[str, str]) -> str:
        """Return the markup with these values, which are escaped already."""
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return "".join(pieces)
