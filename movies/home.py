"""The rows of the home page: each means something, and says what."""

from dataclasses import dataclass

from accounts.documents import Preferences

from .catalogue_fields import person_key
from .documents import MovieCard
from .queries import list_cards
from .selection import SORTS

ROW_SIZE = 7
PREFERENCES_ROW = "because-you-like"
HIGHEST_RATED_ROW = "highest-rated"
TALKED_ABOUT_ROW = "talked-about"
RATED_HIGH_ROW = "because-you-gave"
NEW_REVIEWS_ROW = "new-reviews"
ROW_LABELS = {
    TALKED_ABOUT_ROW: "Talked about",
    RATED_HIGH_ROW: "Because you gave a film many stars",
    PREFERENCES_ROW: "Because you like…",
    HIGHEST_RATED_ROW: "Highest rated",
    NEW_REVIEWS_ROW: "New reviews",
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


def certificate_filter(preferences: Preferences) -> dict[str, object]:
    """Give the filter of a member's preferred certificates; empty where they have none."""
    chosen = preferences.preferred_ratings
    return {"rated": {"$in": list(chosen)}} if chosen else {}


def list_highest_rated(preferences: Preferences) -> list[MovieCard]:
    """Give the highest rated films (index `score`, or `rated`)."""
    return list_cards(certificate_filter(preferences), SORTS["rating"], ROW_SIZE)


def list_favourites(preferences: Preferences) -> list[MovieCard]:
    """Give films of a member's favourite genres and people, each with its reason.

    Films of favourite people come first (index `person`), then of favourite genres (`genre`).
    """
    people = {person_key(name): name for name in preferences.favorite_cast}
    found: dict[str, MovieCard] = {}
    for key, name in people.items():
        by_person = {"person_keys": key, **certificate_filter(preferences)}
        for card in list_cards(by_person, SORTS["newest"], ROW_SIZE)[
            : max(2, ROW_SIZE // len(people))
        ]:
            found.setdefault(card.id, _explained(card, f"with {name}", people))
    wanted = set(preferences.favorite_genres)
    if wanted:
        by_genre = {"genres": {"$in": sorted(wanted)}, **certificate_filter(preferences)}
        for card in list_cards(by_genre, SORTS["rating"], ROW_SIZE * 2):
            shared = ", ".join(g for g in card.genres if g in wanted).lower()
            found.setdefault(card.id, _explained(card, shared, people))
    return list(found.values())[:ROW_SIZE]


def _explained(card: MovieCard, reason: str, people: dict[str, str]) -> MovieCard:
    director = next((d for d in card.directors if person_key(d) in people), None)
    return card.because(f"by {director}" if director else reason)


def describe_favourites(preferences: Preferences) -> str:
    """Name up to three favourites, for the row's title: "horror and Fritz Lang"."""
    names = [*(g.lower() for g in preferences.favorite_genres), *preferences.favorite_cast][:3]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
