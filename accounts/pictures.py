"""Members' pictures: a drawing, or the first letter of their name, on one of a few colours.

A picture is stored as "reel-2", its drawing and its colour; empty, it follows from the name.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mflix_site.errors import LazyText

from .documents import Member

LETTER = "letter"
COLOURS: tuple[LazyText, ...] = (
    *(_("Amber"), _("Green"), _("Plum")),
    *(_("Blue"), _("Ochre"), _("Violet")),
)
# A path each, in a square of 24 by 24.
DRAWINGS: Mapping[str, str] = json.loads(
    (Path(__file__).parent / "data" / "drawings.json").read_text("utf-8")
)
LABELS: Mapping[str, LazyText] = {
    LETTER: _("The first letter of your name"), "reel": _("Reel"), "ticket": _("Ticket"),
    "clapper": _("Clapperboard"), "popcorn": _("Popcorn"), "camera": _("Camera"),
    "glasses": _("Glasses"), "star": _("Star"), "moon": _("Moon"), "eye": _("Eye"),
    "mountain": _("Mountain"), "heart": _("Heart"), "cat": _("Cat"),
}  # fmt: skip


def parsed_picture(picture: str, name: str) -> tuple[str, int]:
    """Return a picture's drawing and colour; what is not set, or unknown, follows from the name."""
    drawing, _separator, colour = picture.partition("-")
    own = crc32(name.encode("utf-8", "replace")) % len(COLOURS)
    is_colour = colour.isascii() and colour.isdigit() and int(colour[:4]) < len(COLOURS)
    return drawing if drawing in DRAWINGS else LETTER, int(colour) if is_colour else own


def drawing_and_colour(member: Member) -> tuple[str, int]:
    return parsed_picture(member.picture, member.name)


@lru_cache(4096)
def avatar(name: str, picture: str = "") -> SafeString:
    """Return a member's picture; without one, a letter on a colour that is always that name's."""
    drawing, colour = parsed_picture(picture, name)
    html = '<span class="avatar avatar-{}" aria-hidden="true">{}</span>'
    if drawing != LETTER:
        svg = '<svg viewBox="0 0 24 24"><path fill-rule="evenodd" d="{}"/></svg>'
        return format_html(html, colour, format_html(svg, DRAWINGS[drawing]))
    letter = next((c for c in name if c.isalnum()), "·").upper()
    return format_html(html, colour, letter)


def drawing_choices(name: str, colour: int) -> list[tuple[str, SafeString]]:
    """Return the drawings to choose from, as they would look, with names for screen readers."""
    html = '{}<span class="visually-hidden">{}</span>'
    return [
        (drawing, format_html(html, avatar(name, f"{drawing}-{colour}"), label))
        for drawing, label in LABELS.items()
    ]


def changed_picture(member: Member, drawing: str, colour: int | None) -> str:
    """Return a member's picture with another drawing or colour; what is empty stays."""
    shown = drawing_and_colour(member)
    chosen = (drawing or shown[0], shown[1] if colour is None else colour)
    return member.picture if chosen == shown else f"{chosen[0]}-{chosen[1]}"
