"""What the home page shows of reviews: one command for all, and a member's favourites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.totals import sum_totals, totals_filter
from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read
from mflix_site.text import now
from movies.documents import CARD_FIELDS, MovieCard
from movies.queries import get_cards
from movies.tallies import start_of_week
from movies.weekly_reviews import films_of_week_pipeline

from .documents import Doc, FilmReview, Review
from .queries import NEWEST_FIRST, NEWS_FILTER, film_lookup
from .site_summary import ID, complete_totals
from .talked_about import ENOUGH, find_talked_about

MAX_NEWEST_READ, MIN_FAVOURITE_RATING, MAX_FAVOURITES = 12, 70, 2
# When only some certificates are shown, this many times more films are read to choose from.
READ_TO_CHOOSE = 3
ROW_SIZE = 7


@dataclass(frozen=True, slots=True)
class HomeReads:
    """Totals, the films talked about in a period, the newest reviews."""

    totals: dict[str, int]
    days: int
    talked_about: Sequence[MovieCard]
    newest: Sequence[FilmReview]


@shared_read
def read_home(certificates: Sequence[str], newest: int) -> HomeReads:
    """Read the home page: with certificates, only films that have one of these.

    Served by the indexes `_id_` and `newest`; `newest` is how many reviews are shown.
    """
    factor = READ_TO_CHOOSE if certificates else 1
    part = _newest_reviews_pipeline(MAX_NEWEST_READ * factor) if newest else []
    unions: list[Doc] = [{"$unionWith": {"coll": "comments", "pipeline": part}}] if part else []
    totals = [{"$match": totals_filter()}, {"$replaceWith": {"total": "$$ROOT"}}]
    unions.append({"$unionWith": {"coll": "counters", "pipeline": totals}})
    size = ROW_SIZE * (8 if certificates else 1)
    as_talk: list[Doc] = [{"$project": CARD_FIELDS}, {"$replaceWith": {"talk": "$$ROOT"}}]
    week = [*films_of_week_pipeline(start_of_week(now()), size), *as_talk]
    unions.append({"$unionWith": {"coll": "movies", "pipeline": week}})
    rows = mongo.site_summary().list_of([*_summary_pipeline(size), *unions])
    days, cards = _talked_about(rows)
    by_author: dict[Any, FilmReview] = {}
    for doc in (row["review"] for row in rows if "review" in row):
        review, film = Review.from_doc(doc), MovieCard.from_doc(doc["film"])
        if not certificates or film.rated in certificates:
            by_author.setdefault(review.author_id or review.author_name, FilmReview(review, film))
    return HomeReads(
        totals=complete_totals(sum_totals(row["total"] for row in rows if "total" in row)),
        days=days,
        talked_about=[c for c in cards if not certificates or c.rated in certificates][:ROW_SIZE],
        newest=list(by_author.values())[:newest],
    )


def _summary_pipeline(size: int) -> list[Doc]:
    # One document each, so that what is examined is what is returned.
    ids = {"$slice": ["$talked_about.movie_ids", size]}
    return [
        {"$match": {"_id": ID, "talked_about.days": {"$gt": 0}}},
        {"$project": {"talked_about.days": 1, "talked_about.movie_ids": ids}},
        film_lookup(CARD_FIELDS, "talked_about.movie_ids"),
        {"$project": {"rows": {"$concatArrays": [[{"summary": "$$ROOT"}], "$film"]}}},
        {"$unset": "rows.summary.film"},
        {"$unwind": "$rows"},
        {"$replaceWith": "$rows"},
    ]


def _newest_reviews_pipeline(size: int) -> list[Doc]:
    return [
        {"$match": {**NEWS_FILTER, "text": {"$ne": ""}, "spoiler": {"$ne": True}}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$limit": size},
        film_lookup(CARD_FIELDS),
        {"$unwind": "$film"},
        {"$replaceWith": {"review": "$$ROOT"}},
    ]


def _best_rated_pipeline(rated: Doc) -> list[Doc]:
    return [
        {"$match": {**rated, "rating": {"$gte": MIN_FAVOURITE_RATING}}},
        {"$sort": {"rating": -1, **dict(NEWEST_FIRST)}},
        {"$limit": MAX_FAVOURITES},
        {"$project": {"_id": 0, "movie_id": 1, "rating": 1}},
    ]


# Joins them with a session (index `best_of_author`).
FAVOURITES_JOIN: Doc = {
    "$lookup": {
        **{"from": "comments", "localField": "member_id", "foreignField": "author.id"},
        **{"as": "favourites", "pipeline": _best_rated_pipeline({})},
    }
}


def find_favourites(member_id: ObjectId) -> list[Doc]:
    """Return `movie_id` and `rating` of the films that a member rated highest.

    Served by the index `best_of_author`.
    """
    return mongo.reviews().list_of(_best_rated_pipeline({"author.id": member_id}))


def _talked_about(rows: Sequence[Doc]) -> tuple[int, list[MovieCard]]:
    """Return how many days before Monday the period began, and its films.

    On a quiet site it is longer than the week, and was stored by the watcher.
    """
    talk = [MovieCard.from_doc(row["talk"]) for row in rows if "talk" in row]
    if len(talk) >= ENOUGH:
        return 0, talk
    if rows and "summary" in rows[0]:
        stored = rows[0]["summary"]["talked_about"]
        cards = {str(row["_id"]): MovieCard.from_doc(row) for row in rows if "_id" in row}
    else:
        stored = find_talked_about()
        cards = get_cards(stored["movie_ids"])
    ids = map(str, stored["movie_ids"])
    return stored["days"], [cards[movie_id] for movie_id in ids if movie_id in cards]
