"""Compositions: the layouts of a poster that suit each, and the moods of genres it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import circles, emblems, initials, landscapes, patterns, stages
from .lettering import LEADING, credit_text, fit_title, text_width, title_text
from .palettes import Palette
from .seeded_random import SeededRandom
from .svg import path, rect


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture's top and height, and what lays title and credit over it."""

    top: int
    height: int
    draw_lettering: Callable[[str, str, Palette], str]


def _foot(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 176, 60)
    ground, ink = rect(0, 208, 200, 92, colours.ground), colours.ink
    return ground + title_text(lines, 13, 218, size, ink) + credit_text(credit, 13, 289, ink)


def _head(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 176, 62)
    ground, ink = colours.ground, colours.ink
    bars = rect(0, 0, 200, 80, ground) + rect(0, 278, 200, 22, ground)
    return bars + title_text(lines, 13, 12, size, ink) + credit_text(credit, 13, 291.5, ink)


def _label(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 150, 76)
    deep = len(lines) * size * LEADING + (26 if credit else 16)
    widest = max(max(map(text_width, lines)) * size, text_width(credit) * 6.2 + len(credit) * 0.6)
    top = 284 - deep
    ground = rect(0, top, min(widest + 30, 192), deep, colours.ground)
    letters = title_text(lines, 13, top + 7, size, colours.ink)
    return ground + letters + credit_text(credit, 13, 275, colours.ink)


def _mat(title: str, credit: str, colours: Palette) -> str:
    size, lines = fit_title(title, 172, 56)
    window = path("M0 0h200v300H0zM12 12v196h176V12z", colours.ground)
    top = 246 - len(lines) * size * LEADING / 2
    letters = title_text(lines, 100, top, size, colours.ink, centred=True)
    return window + letters + credit_text(credit, 100, 289, colours.ink, centred=True)


# Taller than what shows by one, so that no gap shows between picture and lettering.
FOOT = Layout(0, 209, _foot)
HEAD = Layout(80, 199, _head)
LABEL = Layout(0, 300, _label)
MAT = Layout(12, 197, _mat)

# Called with the height, the palette, the random numbers, and the text if it needs one. What it
# draws beyond the height is covered by the lettering's background.
Composition = Callable[..., str]

# Their order decides which one a film gets, so it must stay the same.
_MODULES = {
    circles: "rings arches lovers eclipse orbits spiral rays ripples phases",
    landscapes: "sea city mountains waves mesas road forest dunes",
    patterns: "stripes dots halftone blinds op_art quarters harlequin bars toys weave",
    stages: "keyhole doorway stairs curtain spotlight film_strip windows",
    emblems: "eye watchers leaves flower claws compass constellation sail heart",
    initials: "initial initial_echo initial_seal initial_split year_numerals",
}
_BY_NAME: dict[str, Composition] = {
    name: getattr(module, name) for module, names in _MODULES.items() for name in names.split()
}


def _named(names: str) -> tuple[Composition, ...]:
    return tuple(_BY_NAME[name] for name in names.split())


# A label covers a part of the picture: only some pictures look right with one.
_BEARS_LABEL = frozenset(
    _named(
        "rings spiral ripples mountains waves forest dunes stripes dots halftone blinds op_art "
        "quarters harlequin weave stairs film_strip constellation"
    )
)
LAYOUTS = {
    composition: (FOOT, FOOT, HEAD, *((LABEL,) if composition in _BEARS_LABEL else ()), MAT)
    for composition in _BY_NAME.values()
}
# Some pictures are too specific to stand for any film.
_SPECIFIC = frozenset(_named("heart claws watchers"))
GENERAL = tuple(composition for composition in LAYOUTS if composition not in _SPECIFIC)
NEEDS_INITIAL = frozenset(_named("initial initial_echo initial_seal initial_split"))
NEEDS_YEAR = frozenset(_named("year_numerals"))

BY_MOOD = {
    mood: _named(names)
    for mood, names in {
        "dread": "keyhole claws watchers forest eclipse doorway eye stairs spiral phases initial",
        "shadow": "blinds city keyhole spiral doorway windows stairs eye",
        "cosmos": "orbits constellation eclipse phases rings op_art halftone",
        "frontier": "mesas dunes rays road mountains weave initial",
        "heart": "lovers flower heart sea leaves ripples waves eclipse initial_seal",
        "mirth": "toys harlequin curtain quarters stripes initial_echo dots bars rays city",
        "quiet": "windows leaves sea doorway arches mountains ripples initial dunes forest "
        "eclipse initial_seal",
        "chase": "compass road stripes rays mountains sail rings",
        "play": "toys arches sail quarters waves flower phases",
        "record": "film_strip year_numerals initial_split halftone eye weave",
        "music": "bars spotlight curtain rings dots spiral",
        "battle": "compass rays dunes stripes road mountains initial_split",
    }.items()
}

_GENRES = {
    "dread": "horror slasher supernatural found-footage",
    "shadow": "film-noir noir crime mystery thriller suspense spy legal gangster",
    "cosmos": "sci-fi science-fiction superhero",
    "frontier": "western",
    "heart": "romance erotic teen",
    "mirth": "comedy satire talk-show",
    "chase": "action adventure sport sports martial-arts disaster",
    "play": "animation animated family fantasy children",
    "record": "documentary biography news short silent performance live-action",
    "music": "music musical dance",
    "battle": "war history historical political",
}
_MOODS = {genre: mood for mood, genres in _GENRES.items() for genre in genres.split()}
# These say how a film was made more than how it feels, so other genres go first.
_WEAK = frozenset(("silent", "short", "independent", "performance", "live-action"))


def choose_mood(genres: Sequence[str], rng: SeededRandom) -> str:
    """Return the mood of one of the genres; of a drama or an unknown genre, "quiet"."""
    named = [genre.strip().lower().replace(" ", "-") for genre in genres]
    strong = [_MOODS[genre] for genre in named if genre in _MOODS and genre not in _WEAK]
    if strong:
        return rng.choice(strong)
    if "drama" in named:
        return "quiet"
    weak = [_MOODS[genre] for genre in named if genre in _MOODS]
    return rng.choice((*weak, "quiet")) if weak else rng.choice(tuple(_GENRES))


def choose_composition(
    mood: str, rng: SeededRandom, has_initial: bool, has_year: bool
) -> Composition:
    # Half from all compositions: a page of one genre must not look all alike.
    chosen = rng.choice(BY_MOOD[mood] if rng.boolean() else GENERAL)
    if (chosen in NEEDS_INITIAL and not has_initial) or (chosen in NEEDS_YEAR and not has_year):
        return rng.choice([c for c in GENERAL if c not in NEEDS_INITIAL | NEEDS_YEAR])
    return chosen
