"""Genres, as catalogues spell them, and the mood that each gives a poster."""

from collections.abc import Sequence

from .dice import Dice

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
# These say how a film was made more than what it feels like, so others go first.
_FAINT = frozenset(("silent", "short", "independent", "performance", "live-action"))


def mood_of(genres: Sequence[str], dice: Dice) -> str:
    """Return the mood of one of the genres; of a drama or an unknown genre, "quiet"."""
    named = [genre.strip().lower().replace(" ", "-") for genre in genres]
    strong = [_MOODS[genre] for genre in named if genre in _MOODS and genre not in _FAINT]
    if strong:
        return dice.pick(strong)
    if "drama" in named:
        return "quiet"
    faint = [_MOODS[genre] for genre in named if genre in _MOODS]
    return dice.pick((*faint, "quiet")) if faint else dice.pick(tuple(_GENRES))
