"""Every composition, the layouts that suit it, and the moods of genres it belongs to."""

from collections.abc import Sequence

from . import circles, emblems, initials, landscapes, patterns, stages
from .canvas import Composition, SeededRandom
from .layouts import FOOT, HEAD, LABEL, MAT, Layout

_ANY_LAYOUT = (FOOT, FOOT, HEAD, LABEL, MAT)
_NO_LABEL = (FOOT, FOOT, HEAD, MAT)

LAYOUTS: dict[Composition, tuple[Layout, ...]] = {
    circles.rings: _ANY_LAYOUT,
    circles.arches: _NO_LABEL,
    circles.lovers: _NO_LABEL,
    circles.eclipse: _NO_LABEL,
    circles.orbits: _NO_LABEL,
    circles.spiral: _ANY_LAYOUT,
    circles.rays: _NO_LABEL,
    circles.ripples: _ANY_LAYOUT,
    circles.phases: _NO_LABEL,
    landscapes.sea: _NO_LABEL,
    landscapes.city: _NO_LABEL,
    landscapes.mountains: _ANY_LAYOUT,
    landscapes.waves: _ANY_LAYOUT,
    landscapes.mesas: _NO_LABEL,
    landscapes.road: _NO_LABEL,
    landscapes.forest: _ANY_LAYOUT,
    landscapes.dunes: _ANY_LAYOUT,
    patterns.stripes: _ANY_LAYOUT,
    patterns.dots: _ANY_LAYOUT,
    patterns.halftone: _ANY_LAYOUT,
    patterns.blinds: _ANY_LAYOUT,
    patterns.op_art: _ANY_LAYOUT,
    patterns.quarters: _ANY_LAYOUT,
    patterns.harlequin: _ANY_LAYOUT,
    patterns.bars: _NO_LABEL,
    patterns.toys: _NO_LABEL,
    patterns.weave: _ANY_LAYOUT,
    stages.keyhole: _NO_LABEL,
    stages.doorway: _NO_LABEL,
    stages.stairs: _ANY_LAYOUT,
    stages.curtain: _NO_LABEL,
    stages.spotlight: _NO_LABEL,
    stages.film_strip: _ANY_LAYOUT,
    stages.windows: _NO_LABEL,
    emblems.eye: _NO_LABEL,
    emblems.watchers: _NO_LABEL,
    emblems.leaves: _NO_LABEL,
    emblems.flower: _NO_LABEL,
    emblems.claws: _NO_LABEL,
    emblems.compass: _NO_LABEL,
    emblems.constellation: _ANY_LAYOUT,
    emblems.sail: _NO_LABEL,
    emblems.heart: _NO_LABEL,
    initials.initial: _NO_LABEL,
    initials.initial_echo: _NO_LABEL,
    initials.initial_seal: _NO_LABEL,
    initials.initial_split: _NO_LABEL,
    initials.year_numerals: _NO_LABEL,
}
# Some pictures are too specific to stand for any film.
_SPECIFIC = frozenset((emblems.heart, emblems.claws, emblems.watchers))
GENERAL = tuple(composition for composition in LAYOUTS if composition not in _SPECIFIC)
NEEDS_INITIAL = frozenset(
    (initials.initial, initials.initial_echo, initials.initial_seal, initials.initial_split)
)
NEEDS_YEAR = frozenset((initials.year_numerals,))

BY_MOOD: dict[str, tuple[Composition, ...]] = {
    "dread": (
        stages.keyhole,
        emblems.claws,
        emblems.watchers,
        landscapes.forest,
        circles.eclipse,
        stages.doorway,
        emblems.eye,
        stages.stairs,
        circles.spiral,
        circles.phases,
        initials.initial,
    ),
    "shadow": (
        patterns.blinds,
        landscapes.city,
        stages.keyhole,
        circles.spiral,
        stages.doorway,
        stages.windows,
        stages.stairs,
        emblems.eye,
    ),
    "cosmos": (
        circles.orbits,
        emblems.constellation,
        circles.eclipse,
        circles.phases,
        circles.rings,
        patterns.op_art,
        patterns.halftone,
    ),
    "frontier": (
        landscapes.mesas,
        landscapes.dunes,
        circles.rays,
        landscapes.road,
        landscapes.mountains,
        patterns.weave,
        initials.initial,
    ),
    "heart": (
        circles.lovers,
        emblems.flower,
        emblems.heart,
        landscapes.sea,
        emblems.leaves,
        circles.ripples,
        landscapes.waves,
        circles.eclipse,
        initials.initial_seal,
    ),
    "mirth": (
        patterns.toys,
        patterns.harlequin,
        stages.curtain,
        patterns.quarters,
        patterns.stripes,
        initials.initial_echo,
        patterns.dots,
        patterns.bars,
        circles.rays,
        landscapes.city,
    ),
    "quiet": (
        stages.windows,
        emblems.leaves,
        landscapes.sea,
        stages.doorway,
        circles.arches,
        landscapes.mountains,
        circles.ripples,
        initials.initial,
        landscapes.dunes,
        landscapes.forest,
        circles.eclipse,
        initials.initial_seal,
    ),
    "chase": (
        emblems.compass,
        landscapes.road,
        patterns.stripes,
        circles.rays,
        landscapes.mountains,
        emblems.sail,
        circles.rings,
    ),
    "play": (
        patterns.toys,
        circles.arches,
        emblems.sail,
        patterns.quarters,
        landscapes.waves,
        emblems.flower,
        circles.phases,
    ),
    "record": (
        stages.film_strip,
        initials.year_numerals,
        initials.initial_split,
        patterns.halftone,
        emblems.eye,
        patterns.weave,
    ),
    "music": (
        patterns.bars,
        stages.spotlight,
        stages.curtain,
        circles.rings,
        patterns.dots,
        circles.spiral,
    ),
    "battle": (
        emblems.compass,
        circles.rays,
        landscapes.dunes,
        patterns.stripes,
        landscapes.road,
        landscapes.mountains,
        initials.initial_split,
    ),
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
