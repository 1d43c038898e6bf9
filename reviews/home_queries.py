"""What the home page shows of reviews: one command for all, and one for a member's favourites."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId

from accounts.totals import sum_totals, totals_filter
from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read
from mflix_site.text import now
from movies.documents import CARD_FIELDS, MovieCard, Neighbour, read_title
from movies.queries import get_cards
from movies.tallies import monday
from movies.weekly_talk import films_of_week

from .documents import FilmReview, Review
from .queries import NEWEST_FIRST, NEWS_FILTER, film_lookup
from .site_summary import ID, complete_totals
from .talk import ENOUGH, find_talked_about

MAX_NEWEST_READ, MIN_FAVOURITE_RATING, MAX_FAVOURITES = 12, 70, 2
# When only some certificates are shown, this many times more films are read to choose from.
READ_TO_CHOOSE = 3
ROW_SIZE = 7
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Favourite:
    """A film that a member rated high, and those similar to it, if they are computed."""

    movie_id: ObjectId
    title: str
    rating: int
    similar: tuple[Neighbour, ...] | None


@dataclass(frozen=True, slots=True)
class HomeReads:
    """Totals, the films talked about in a period, the newest reviews, a member's favourites."""

    totals: dict[str, int]
    days: int
    talked_about: Sequence[MovieCard]
    newest: Sequence[FilmReview]
    favourites: Sequence[Favourite] = ()


def read_home(member_id: ObjectId | None, certificates: Sequence[str], newest: int) -> HomeReads:
    """Read the home page: with certificates, only films that have one of these.

    Served by the indexes `_id_`, `newest` and `best_of_author`; `newest` is how many reviews are
    shown.
    """
    reads = _read_shared(tuple(certificates), newest)
    return replace(reads, favourites=_read_favourites(member_id)) if member_id else reads


@shared_read
def _read_shared(certificates: Sequence[str], newest: int) -> HomeReads:
    factor = READ_TO_CHOOSE if certificates else 1
    parts = [_newest_reviews(MAX_NEWEST_READ * factor)] if newest else []
    unions: list[Doc] = [{"$unionWith": {"coll": "comments", "pipeline": p}} for p in parts]
    unions.append({"$unionWith": {"coll": "counters", "pipeline": _totals()}})
    size = ROW_SIZE * (8 if certificates else 1)
    week: list[Doc] = [*films_of_week(monday(now()), size), *_as_talk()]
    unions.append({"$unionWith": {"coll": "movies", "pipeline": week}})
    rows = mongo.site_summary().list_of([*_summary(size), *unions])
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


def _summary(size: int) -> list[Doc]:
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


def _totals() -> list[Doc]:
    return [{"$match": totals_filter()}, {"$replaceWith": {"total": "$$ROOT"}}]


def _as_talk() -> list[Doc]:
    return [{"$project": CARD_FIELDS}, {"$replaceWith": {"talk": "$$ROOT"}}]


def _newest_reviews(size: int) -> list[Doc]:
    return [
        {"$match": {**NEWS_FILTER, "text": {"$ne": ""}, "spoiler": {"$ne": True}}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$limit": size},
        film_lookup(CARD_FIELDS),
        {"$unwind": "$film"},
        {"$replaceWith": {"review": "$$ROOT"}},
    ]


def _read_favourites(member_id: ObjectId) -> list[Favourite]:
    pipeline: list[Doc] = [
        {"$match": {"author.id": member_id, "rating": {"$gte": MIN_FAVOURITE_RATING}}},
        {"$sort": {"rating": -1, **dict(NEWEST_FIRST)}},
        {"$limit": MAX_FAVOURITES},
        {"$project": {"movie_id": 1, "rating": 1}},
        film_lookup({"title": 1, "similar.films": 1}),
        {"$unwind": "$film"},
    ]
    return [_favourite(doc) for doc in mongo.reviews().aggregate(pipeline)]


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


def _favourite(doc: Doc) -> Favourite:
    film = doc["film"]
    title = read_title(film.get("title")) or "Untitled"
    return Favourite(film["_id"], title, doc["rating"], Neighbour.list_from_doc(film))
