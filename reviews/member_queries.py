"""Reading a member's reviews: their page, export and favourites; and who writes most."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.read_concern import ReadConcern

from accounts.documents import Member
from accounts.queries import names_and_handles
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page
from movies.facet_index.changes import FACET_FIELDS

from .documents import FilmReview
from .queries import NEWEST_FIRST, VISIBLE_FILTER, page_of_reviews, with_films

MAX_REVIEWS_READ, RECENT_REVIEWS = 1000, 200
MIN_FAVOURITE_RATING = 70
MOST_ACTIVE_SIZE = 20
LOWEST_ID = ObjectId("0" * 24)


@dataclass(frozen=True, slots=True)
class RatedFilm:
    """A film and the rating that a member gave it: 1 to 100."""

    movie_id: ObjectId
    rating: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A member and the number of their reviews."""

    name: str
    handle: str
    reviews: int


def page_of_member_reviews(member_id: ObjectId, number: int) -> Page[FilmReview]:
    """Return a page of a member's reviews with their films, newest first (index `by_author`)."""
    own = {"author.id": member_id, **VISIBLE_FILTER}
    page = page_of_reviews(own, NEWEST_FIRST, number, mongo.reviews().count_documents(own))
    return Page(with_films(page.items), page.number, page.size, page.total)


def member_review_summary(member_id: ObjectId) -> tuple[int, int | None]:
    """Return the number of a member's reviews and their average rating (index `by_author`)."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member_id, **VISIBLE_FILTER}},
        {"$project": {"rating": 1}},
        {"$group": {"_id": None, "count": {"$sum": 1}, "average": {"$avg": "$rating"}}},
    ]
    rows = mongo.reviews().list_of(pipeline)
    if not rows:
        return 0, None
    average = rows[0]["average"]
    return rows[0]["count"], None if average is None else round(average)


def has_visible_review(member_id: ObjectId) -> bool:
    """Return whether a member has a visible review (index `by_author`)."""
    visible = {"author.id": member_id, **VISIBLE_FILTER}
    return mongo.reviews().find_one(visible, {"_id": 1}) is not None


def films_reviewed_by(member_id: ObjectId) -> dict[ObjectId, dict[str, Any]]:
    """Return the films of a member's newest reviews by id, with the fields that facets count.

    One aggregation (indexes `by_author` and `_id_`) over at most MAX_REVIEWS_READ reviews.
    """
    film_lookup = {
        "from": "movies",
        "localField": "movie_id",
        "foreignField": "_id",
        "pipeline": [{"$project": FACET_FIELDS}],
        "as": "film",
    }
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member_id}},
        {"$sort": {"date": -1, "_id": -1}},
        {"$limit": MAX_REVIEWS_READ},
        {"$lookup": film_lookup},
        {"$unwind": "$film"},
        {"$replaceWith": "$film"},
    ]
    return {doc["_id"]: doc for doc in mongo.reviews().aggregate(pipeline)}


def reviewed_among(member: Member, movie_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Return which of the films a member has reviewed (index `one_per_member_and_movie`)."""
    own = {"author.id": member.id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"] for doc in mongo.reviews().find(own, {"_id": 0, "movie_id": 1})}


def highest_rated_films(member: Member, size: int) -> list[RatedFilm]:
    """Return the films that a member rated highest in their newest reviews (index `by_author`).

    Of equally rated films the one reviewed last comes first.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member.id}},
        {"$sort": {"date": -1, "_id": -1}},
        {"$limit": RECENT_REVIEWS},
        {"$match": {"rating": {"$gte": MIN_FAVOURITE_RATING}}},
        {"$sort": {"rating": -1, "date": -1, "_id": -1}},
        {"$limit": size},
        {"$project": {"movie_id": 1, "rating": 1}},
    ]
    rows = mongo.reviews().aggregate(pipeline)
    return [RatedFilm(row["movie_id"], row["rating"]) for row in rows]


def reviews_export(member_id: ObjectId) -> Iterator[dict[str, Any]]:
    """Yield all reviews of a member with their revisions, for the member's export."""
    for doc in mongo.reviews().find({"author.id": member_id}, {"author.id": 0, "email": 0}):
        revisions = mongo.revisions().find({"review_id": doc["_id"]}, {"_id": 0, "review_id": 0})
        yield {**doc, "revisions": list(revisions.sort("version", 1))}


def most_active(size: int = MOST_ACTIVE_SIZE) -> Sequence[Reviewer]:
    """Return the members with the most reviews, visible or not, read with `majority`.

    A covered query on the index `by_author`. Comments without a known author do not count.
    """
    pipeline: list[Mapping[str, Any]] = [
        {"$match": {"author.id": {"$gte": LOWEST_ID}}},
        {"$group": {"_id": "$author.id", "reviews": {"$sum": 1}}},
        {"$sort": {"reviews": -1, "_id": 1}},
        {"$limit": size},
    ]
    majority = mongo.reviews().with_options(read_concern=ReadConcern("majority"))
    rows = list(majority.aggregate(pipeline, hint="by_author"))
    names = names_and_handles(row["_id"] for row in rows)
    known = [row for row in rows if str(row["_id"]) in names]
    return [Reviewer(*names[str(row["_id"])], row["reviews"]) for row in known]
