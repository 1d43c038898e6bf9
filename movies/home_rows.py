"""Rows of the home page, each with an explanation of why its films are shown."""

from dataclasses import dataclass

from accounts.documents import Preferences

from .derived_fields import person_key
from .documents import MovieCard
from .queries import list_cards
from .selection import SORTS

ROW_SIZE = 7
# Stored in members' preferences when they hide a row.
TALKED_ABOUT_ROW = "talked-about"
RECOMMENDED_ROW = "because-you-gave"
PREFERENCES_ROW = "because-you-like"
HIGHEST_RATED_ROW = "highest-rated"
NEW_REVIEWS_ROW = "new-reviews"
ROW_LABELS = {
    TALKED_ABOUT_ROW: "Talked about",
    RECOMMENDED_ROW: "Because you gave a film many stars",
    PREFERENCES_ROW: "Because you like…",
    HIGHEST_RATED_ROW: "Highest rated",
    NEW_REVIEWS_ROW: "New reviews",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of films; `url` is where more of them are."""

    key: str
    title: str
    explanation: str
    url: str
    cards: tuple[MovieCard, ...]
    can_hide: bool = False


def certificate_filter(preferences: Preferences) -> dict[str, object]:
    """Return the filter of a member's preferred certificates; empty where they have none."""
    certificates = preferences.preferred_ratings
    return {"rated": {"$in": list(certificates)}} if certificates else {}


def highest_rated(preferences: Preferences) -> list[MovieCard]:
    """Return the highest rated films (index `score`, or `rated`)."""
    return list_cards(certificate_filter(preferences), SORTS["rating"], ROW_SIZE)


def matching_preferences(preferences: Preferences) -> list[MovieCard]:
    """Return films of a member's favourite people (index `person`), then genres (`genre`)."""
    certificates = certificate_filter(preferences)
    people = {person_key(name): name for name in preferences.favorite_cast}
    genres = set(preferences.favorite_genres)
    cards: dict[str, MovieCard] = {}
    for key, name in people.items():
        by_person = list_cards({"person_keys": key, **certificates}, SORTS["newest"], ROW_SIZE)
        for card in by_person[: max(2, ROW_SIZE // len(people))]:
            cards.setdefault(card.id, _explained(card, f"with {name}", people))
    if genres:
        by_genre = {"genres": {"$in": sorted(genres)}, **certificates}
        for card in list_cards(by_genre, SORTS["rating"], ROW_SIZE * 2):
            shared = ", ".join(g for g in card.genres if g in genres).lower()
            cards.setdefault(card.id, _explained(card, shared, people))
    return list(cards.values())[:ROW_SIZE]


def _explained(card: MovieCard, explanation: str, people: dict[str, str]) -> MovieCard:
    director = next((d for d in card.directors if person_key(d) in people), None)
    return card.with_explanation(f"by {director}" if director else explanation)


def describe_favourites(preferences: Preferences) -> str:
    """Return up to three favourites as text: "horror and Fritz Lang"."""
    names = [*(g.lower() for g in preferences.favorite_genres), *preferences.favorite_cast][:3]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
