"""Markup rendered once for all things of a kind, such as reviews; what differs is filled in."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

SALT = secrets.token_hex(8)


def placeholder(name: str) -> Markup:
    """Return what stands for a value in kept markup until it is filled in.

    Nobody can write it into a page: it differs each time that the site starts.
    """
    return Markup(f"{{{name}-{SALT}}}")  # noqa: S704 -- letters and digits


def fill(markup: str, placeholders: Iterable[str], values: Iterable[str]) -> Markup:
    """Return kept markup with values, which are escaped already, in the places of these."""
    filled = str(markup)
    for one, value in zip(placeholders, values, strict=True):
        filled = filled.replace(one, value)
    return Markup(filled)  # noqa: S704 -- all of it is markup


@dataclass(frozen=True, slots=True)
class Outline:
    """Kept markup with many placeholders, in pieces: every second one is the name of a value."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, markup: str, **others: str) -> "Outline":
        """Read markup; others are what stands for a value where a placeholder can't be."""
        for name, text in others.items():
            markup = markup.replace(text, placeholder(name))
        return cls(tuple(re.split(rf"{{(\w+)-{SALT}}}", markup)))

    def filled(self, values: Mapping[str, str]) -> Markup:
        """Return the markup with these values, which are escaped already."""
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return Markup("".join(pieces))  # noqa: S704 -- all of it is markup
