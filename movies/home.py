"""The rows of the home page: each means something, and says what."""

from dataclasses import dataclass

from accounts.documents import Preferences

from .catalogue_fields import person_key
from .documents import MovieCard
from .queries import row_of
from .selection import SORTS

SIZE = 7
LIKED = "because-you-like"
BEST = "highest-rated"
TALKED = "talked-about"
GAVE = "because-you-gave"
SAID = "new-reviews"
ROW_LABELS = {
    TALKED: "Talked about",
    GAVE: "Because you gave a film many stars",
    LIKED: "Because you like…",
    BEST: "Highest rated",
    SAID: "New reviews",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of films, with its reason and where there are more."""

    key: str
    title: str
    reason: str
    url: str
    cards: tuple[MovieCard, ...]
    may_hide: bool = False


def allowed(preferences: Preferences) -> dict[str, object]:
    """Give the filter of a member's preferred certificates; empty where they have none."""
    chosen = preferences.preferred_ratings
    return {"rated": {"$in": list(chosen)}} if chosen else {}


def best(preferences: Preferences) -> list[MovieCard]:
    """Give the highest rated films (index `score`, or `rated`)."""
    return row_of(allowed(preferences), SORTS["rating"], SIZE)


def liked(preferences: Preferences) -> list[MovieCard]:
    """Give films of a member's favourite genres and people, each with its reason.

    Films of favourite people come first (index `person`), then of favourite genres (`genre`).
    """
    people = {person_key(name): name for name in preferences.favorite_cast}
    found: dict[str, MovieCard] = {}
    for key, name in people.items():
        by_person = {"person_keys": key, **allowed(preferences)}
        for card in row_of(by_person, SORTS["newest"], SIZE)[: max(2, SIZE // len(people))]:
            found.setdefault(card.id, _because(card, f"with {name}", people))
    wanted = set(preferences.favorite_genres)
    if wanted:
        by_genre = {"genres": {"$in": sorted(wanted)}, **allowed(preferences)}
        for card in row_of(by_genre, SORTS["rating"], SIZE * 2):
            shared = ", ".join(g for g in card.genres if g in wanted).lower()
            found.setdefault(card.id, _because(card, shared, people))
    return list(found.values())[:SIZE]


def _because(card: MovieCard, reason: str, people: dict[str, str]) -> MovieCard:
    director = next((d for d in card.directors if person_key(d) in people), None)
    return card.because(f"by {director}" if director else reason)


def taste_in_words(preferences: Preferences) -> str:
    """Name up to three favourites, for the row's title: "horror and Fritz Lang"."""
    names = [*(g.lower() for g in preferences.favorite_genres), *preferences.favorite_cast][:3]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
