"""The films that were reviewed last, each with its newest reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read
from movies.bulk import existing_ids
from movies.film_documents import film_documents

from .documents import Review
from .queries import NEWEST_FIRST, VISIBLE_FILTER

FILMS = 20
# How many of the newest reviews are read to find `FILMS` films.
MAX_READ = 1000
WITH_WORDS: Mapping[str, Any] = {**VISIBLE_FILTER, "text": {"$ne": ""}}
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FilmDiscussion:
    """A film's document, and its newest visible reviews that have words."""

    film: Mapping[str, Any]
    reviews: Sequence[Review]


@shared_read
def last_discussed(reviews_a_film: int) -> Sequence[FilmDiscussion]:
    """Return the films with the newest reviews (indexes `newest` and `newest_for_movie`)."""
    newest = mongo.reviews().find(WITH_WORDS, {"movie_id": 1, "_id": 0}, limit=MAX_READ)
    ids = dict.fromkeys(doc["movie_id"] for doc in newest.sort(NEWEST_FIRST))
    present = existing_ids(ids)  # comments of old databases may be about films that are not there
    films = film_documents([movie_id for movie_id in ids if movie_id in present][:FILMS])
    if not films:
        return []
    parts = [_newest_of(film["_id"], reviews_a_film) for film in films]
    by_film: dict[str, list[Review]] = {}
    for review in map(Review.from_doc, mongo.reviews().list_of(*parts)):
        by_film.setdefault(review.movie_id, []).append(review)
    return [FilmDiscussion(film, by_film.get(str(film["_id"]), ())) for film in films]


def _newest_of(movie_id: ObjectId, size: int) -> list[Doc]:
    return [
        {"$match": {"movie_id": movie_id, **WITH_WORDS}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$limit": size},
    ]
