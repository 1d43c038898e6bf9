"""Reading a member's reviews: their page, export and favourites; and who writes most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.paging import Page
from movies.facet_index.changes import FACET_FIELDS

from .documents import FilmReview
from .queries import NEWEST_FIRST, VISIBLE_FILTER, film_lookup, page_of_reviews, with_films

MAX_REVIEWS_READ, EXPORT_BATCH_SIZE = 1000, 200


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
    row: dict[str, Any] = rows[0] if rows else {"count": 0, "average": None}
    average = row["average"]
    return row["count"], None if average is None else round(average)


def has_visible_review(member_id: ObjectId) -> bool:
    """Return whether a member has a visible review (index `by_author`)."""
    visible = {"author.id": member_id, **VISIBLE_FILTER}
    return mongo.reviews().find_one(visible, {"_id": 1}) is not None


def films_reviewed_by(member_id: ObjectId) -> dict[ObjectId, dict[str, Any]]:
    """Return the films of a member's newest reviews by id, with the fields that facets count.

    One aggregation (indexes `by_author` and `_id_`) over at most MAX_REVIEWS_READ reviews.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member_id}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$limit": MAX_REVIEWS_READ},
        film_lookup(FACET_FIELDS),
        {"$unwind": "$film"},
        {"$replaceWith": "$film"},
    ]
    return {doc["_id"]: doc for doc in mongo.reviews().aggregate(pipeline)}


def reviewed_among(member: Member, movie_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Return which of the films a member has reviewed (index `one_per_member_and_movie`)."""
    own = {"author.id": member.id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"] for doc in mongo.reviews().find(own, {"_id": 0, "movie_id": 1})}


def reviews_export(member_id: ObjectId) -> Iterator[dict[str, Any]]:
    """Yield all reviews of a member with their revisions, for the member's export."""
    docs = mongo.reviews().find({"author.id": member_id}, {"author.id": 0, "email": 0})
    for batch in in_batches(docs, EXPORT_BATCH_SIZE):
        ids = {"review_id": {"$in": [doc["_id"] for doc in batch]}}
        revisions: defaultdict[ObjectId, list[Any]] = defaultdict(list)
        for revision in mongo.revisions().find(ids, {"_id": 0}).sort("version", 1):
            revisions[revision.pop("review_id")].append(revision)
        yield from ({**doc, "revisions": revisions[doc["_id"]]} for doc in batch)
