"""Rows of the home page, each with an explanation of why its films are shown; what to prefer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.documents import Preferences
from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read
from mflix_site.text import get_path, read_bson

from .derived_fields import person_key
from .documents import (
    CARD_FIELDS,
    CERTIFICATES,
    MovieCard,
    Neighbour,
    read_card,
    title_or_untitled,
)
from .facets import facets_for
from .selection import SORTS, Selection
from .similar_films import cards_in_order

ROW_SIZE, READ_TO_CHOOSE = 7, 3
# Of the films like one, before those that a member has watched are left out.
MAX_READ_TO_CHOOSE = 10
Doc = dict[str, Any]
# Stored in members' preferences when they hide a row.
WELCOME_ROW = "welcome"
TALKED_ABOUT_ROW = "talked-about"
RECOMMENDED_ROW = "because-you-gave"
PREFERENCES_ROW = "because-you-like"
HIGHEST_RATED_ROW = "highest-rated"
NEW_REVIEWS_ROW = "new-reviews"
ROW_LABELS = {
    WELCOME_ROW: _("Make this page yours"),
    TALKED_ABOUT_ROW: _("Talked about"),
    RECOMMENDED_ROW: _("Because you rated a film highly"),
    PREFERENCES_ROW: _("Because you like…"),
    HIGHEST_RATED_ROW: _("Highest rated"),
    NEW_REVIEWS_ROW: _("New reviews"),
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


@shared_read
def films_by_preferences(
    preferences: Preferences,
) -> tuple[tuple[MovieCard, ...], tuple[MovieCard, ...]]:
    """Return the highest rated films, and those that match favourites, with explanations.

    In one command, only of a member's certificates, by the indexes `score` or `rated_score`,
    `person` and `genre`.
    """
    certificates = preferences.preferred_ratings
    people = {person_key(name): name for name in preferences.favorite_cast}
    genres = preferences.favorite_genres
    best = [_part({"rated": c}, "rating", ROW_SIZE, "best") for c in certificates]
    parts = best or [_part({}, "rating", ROW_SIZE, "best")]
    parts += [_part({"person_keys": key}, "newest", ROW_SIZE, key, certificates) for key in people]
    parts += [_part({"genres": g}, "popular", ROW_SIZE * 2, "genre", certificates) for g in genres]
    by_part: defaultdict[str, list[Doc]] = defaultdict(list)
    for row in mongo.movies().list_of(*parts):
        by_part[row["part"]].append(row)
    highest = map(MovieCard.from_doc, _highest_first(by_part["best"])[:ROW_SIZE])
    cards: dict[str, MovieCard] = {}
    for key, name in people.items():
        for card in map(MovieCard.from_doc, by_part[key][: max(2, ROW_SIZE // len(people))]):
            cards.setdefault(
                card.id, _explained(card, gettext("with %(name)s") % {"name": name}, people)
            )
    for card in map(MovieCard.from_doc, _highest_first(by_part["genre"])):
        shared = ", ".join(g for g in card.genres if g in genres).lower()
        cards.setdefault(card.id, _explained(card, shared, people))
    return tuple(highest), tuple(cards.values())[:ROW_SIZE]


def _part(
    match: Doc, sort: str, size: int, part: str, certificates: Sequence[str] = ()
) -> list[Doc]:
    """Return the first films of an index; of some certificates among three times as many."""
    chosen = [{"$limit": size * READ_TO_CHOOSE}, {"$match": {"rated": {"$in": list(certificates)}}}]
    return [
        {"$match": match},
        {"$sort": dict(SORTS[sort])},
        *(chosen if certificates else ()),
        {"$limit": size},
        {"$project": {**CARD_FIELDS, "ranks.score": 1, "part": {"$literal": part}}},
    ]


def _highest_first(docs: list[Doc]) -> list[Doc]:
    return sorted(
        docs, key=lambda doc: (get_path(doc, "ranks.score") or 0, str(doc["_id"])), reverse=True
    )


def _explained(card: MovieCard, explanation: str, people: dict[str, str]) -> MovieCard:
    director = next((d for d in card.directors if person_key(d) in people), None)
    by = gettext("by %(name)s") % {"name": director}
    return replace(card, explanation=by if director else explanation)


def describe_favourites(preferences: Preferences) -> str:
    """Return up to three favourites as text: "horror and Fritz Lang"."""
    names = [*(g.lower() for g in preferences.favorite_genres), *preferences.favorite_cast]
    return get_text_list(names[:3], gettext("and"))


@dataclass(frozen=True, slots=True)
class LikedFilm:
    """The title of a film, and the films similar to it, if they are computed.

    `cards` are those of the first `MAX_READ_TO_CHOOSE` of them.
    """

    title: str
    similar: tuple[Neighbour, ...] | None
    cards: Sequence[MovieCard]


@shared_read
def find_liked_film(movie_id: ObjectId) -> LikedFilm | None:
    """Return a film, and the cards of the first films like it, in one command (index `_id_`).

    A member is shown those of them that they have not watched.
    """
    fields = {"localField": "ids", "foreignField": "_id", "as": "cards"}
    pipeline: list[Doc] = [
        {"$match": {"_id": movie_id}},
        {"$project": {"title": 1, "similar.films": 1}},
        {"$set": {"ids": {"$slice": ["$similar.films.id", MAX_READ_TO_CHOOSE]}}},
        {"$lookup": {"from": "movies", **fields, "pipeline": [{"$project": CARD_FIELDS}]}},
        # One document each, so that what is examined is what is returned.
        {"$project": {"rows": {"$concatArrays": [["$$ROOT"], "$cards"]}}},
        {"$unset": "rows.cards"},
        {"$unwind": "$rows"},
        {"$replaceWith": "$rows"},
    ]
    rows = mongo.movies().raw_list_of(pipeline)
    if not rows:
        return None
    film = read_bson(rows[0])
    similar = Neighbour.list_from_doc(film)
    return LikedFilm(
        title_or_untitled(film), similar, cards_in_order(similar or (), map(read_card, rows[1:]))
    )


def genres_and_certificates() -> tuple[list[str], list[str]]:
    """Return the genres, most common first, and the usual certificates before others here."""
    groups = {group.name: group.choices for group in facets_for(Selection()).groups}
    others = {choice.value for choice in groups["rated"]} - set(CERTIFICATES)
    return [choice.value for choice in groups["genre"]], [*CERTIFICATES, *sorted(others)]
