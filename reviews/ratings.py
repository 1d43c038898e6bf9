"""A member's ratings beside documents of other collections, in the same command."""

from typing import Any

from bson import ObjectId

from .queries import VISIBLE_FILTER

HAS_TEXT = {"$ne": ["$text", ""]}
RATING_FIELDS = {"_id": 0, "movie_id": 1, "rating": 1, "has_text": HAS_TEXT}


def own_ratings_union(member_id: ObjectId, movie_ids: list[ObjectId]) -> dict[str, Any]:
    """Return the stage that adds a member's ratings of these films to other documents.

    Each row has `movie_id`, `has_text`, and `rating` where there is one (index
    `one_per_member_and_movie`).
    """
    own = {"author.id": member_id, "movie_id": {"$in": movie_ids}, "origin": "site"}
    pipeline = [{"$match": own}, {"$project": RATING_FIELDS}]
    return {"$unionWith": {"coll": "comments", "pipeline": pipeline}}


def own_ratings_lookup(movie_ids: list[ObjectId]) -> dict[str, Any]:
    """Return the stage that joins the same to a document with a `member_id`, as `ratings`."""
    own = {"movie_id": {"$in": movie_ids}, "origin": "site"}
    pipeline = [{"$match": own}, {"$project": RATING_FIELDS}]
    fields = {"localField": "member_id", "foreignField": "author.id"}
    return {"$lookup": {"from": "comments", **fields, "pipeline": pipeline, "as": "ratings"}}


def ratings_union(member_id: ObjectId, *, is_own: bool) -> dict[str, Any]:
    """Return the stage that adds a member's ratings to other documents: `movie_id` and `rating`.

    Without those of reviews that are not shown, unless it is their own view (index `by_author`).
    """
    rated = {"author.id": member_id, "rating": {"$gt": 0}, **({} if is_own else VISIBLE_FILTER)}
    pipeline = [{"$match": rated}, {"$project": {"_id": 0, "movie_id": 1, "rating": 1}}]
    return {"$unionWith": {"coll": "comments", "pipeline": pipeline}}
