"""Members' pictures: a drawing, or the first letter of their name, on one of a few colours.

A picture is stored as "reel-2", its drawing and its colour; empty, it follows from the name.
"""

from collections.abc import Mapping
from functools import lru_cache
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
# Each is a label, and a path in a square of 24 by 24.
DRAWINGS: Mapping[str, tuple[LazyText, str]] = {
    "reel": (
        _("Reel"),
        "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20zm0 2.6a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 1 1 0-4.4z"
        "M12 15a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 1 1 0-4.4z"
        "M4.6 12a2.2 2.2 0 1 1 4.4 0 2.2 2.2 0 1 1-4.4 0z"
        "M15 12a2.2 2.2 0 1 1 4.4 0 2.2 2.2 0 1 1-4.4 0z",
    ),
    "ticket": (
        _("Ticket"),
        "M2 6.5h20v3.2a2.3 2.3 0 0 0 0 4.6v3.2H2v-3.2a2.3 2.3 0 0 0 0-4.6zM15 8.5v1.8h1.4V8.5zm0 "
        "2.6v1.8h1.4v-1.8zm0 2.6v1.8h1.4v-1.8z",
    ),
    "clapper": (_("Clapperboard"), "M3 11h18v9.5H3zM2.6 7.2 20 2.2l.8 2.8-17.4 5z"),
    "popcorn": (
        _("Popcorn"),
        "M5.5 11h13L16.6 21.5H7.4zM5.8 10A3 3 0 0 1 8 5a3.6 3.6 0 0 1 6.8-1.2A3.3 3.3 0 0 1 18.2"
        " 10z",
    ),
    "camera": (
        _("Camera"),
        "M3 10h12v10H3zm13 3.2 5.5-3.2v10L16 16.8zM6 3a3.1 3.1 0 1 1 0 6.2A3.1 3.1 0 1 1 6 3zm6.6 "
        "0a3.1 3.1 0 1 1 0 6.2 3.1 3.1 0 1 1 0-6.2z",
    ),
    "glasses": (
        _("Glasses"),
        "M2 8.5h20v3.2a4.4 4.4 0 0 1-8.8.5 1.3 1.3 0 0 0-2.4 0A4.4 4.4 0 0 1 2 11.7z",
    ),
    "star": (_("Star"), "m12 2 3 6.6 7 .8-5.2 4.8 1.4 7L12 17.7l-6.2 3.5 1.4-7L2 9.4l7-.8z"),
    "moon": (_("Moon"), "M14.5 2.8a9.5 9.5 0 1 0 6.7 12.8A8 8 0 0 1 14.5 2.8z"),
    "eye": (
        _("Eye"),
        "M1.5 12c3-5 6.7-7.3 10.5-7.3S19.5 7 22.5 12c-3 5-6.7 7.3-10.5 7.3S4.5 17 1.5 12z"
        "m10.5-3.9a3.9 3.9 0 1 0 0 7.8 3.9 3.9 0 1 0 0-7.8z",
    ),
    "mountain": (_("Mountain"), "M1.5 20 8.8 5.5l4.2 7.7L15.4 9l7.1 11z"),
    "heart": (
        _("Heart"),
        "M12 21C5 15.5 2 12.3 2 8.6A5 5 0 0 1 12 6.4a5 5 0 0 1 10 2.2C22 12.3 19 15.5 12 21z",
    ),
    "cat": (
        _("Cat"),
        "M4 3.5 9 7h6l5-3.5v10a8 8 0 0 1-16 0zm4.8 7.3a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 1 0 "
        "0-2.6zm6.4 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 1 0 0-2.6z",
    ),
}


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
        return format_html(html, colour, format_html(svg, DRAWINGS[drawing][1]))
    letter = next((c for c in name if c.isalnum()), "·").upper()
    return format_html(html, colour, letter)


def drawing_choices(name: str, colour: int) -> list[tuple[str, SafeString]]:
    """Return the drawings to choose from, as they would look, with names for screen readers."""
    labels = {LETTER: _("The first letter of your name"), **{n: d[0] for n, d in DRAWINGS.items()}}
    html = '{}<span class="visually-hidden">{}</span>'
    return [
        (drawing, format_html(html, avatar(name, f"{drawing}-{colour}"), label))
        for drawing, label in labels.items()
    ]


def changed_picture(member: Member, drawing: str, colour: int | None) -> str:
    """Return a member's picture with another drawing or colour; what is empty stays."""
    shown = drawing_and_colour(member)
    chosen = (drawing or shown[0], shown[1] if colour is None else colour)
    return member.picture if chosen == shown else f"{chosen[0]}-{chosen[1]}"
