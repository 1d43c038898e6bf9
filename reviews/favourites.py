"""What a member has reviewed, and which films they liked best."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo

LIKED, LATELY = 70, 200


@dataclass(frozen=True, slots=True)
class Favourite:
    """A film that a member rated high, and what they gave it: 1 to 100."""

    movie_id: ObjectId
    rating: int


def favourites(member: Member, size: int) -> list[Favourite]:
    """Give the films that a member gave most, of their newest two hundred reviews.

    Served by the index `by_author`; of films rated alike, the one reviewed last comes first.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"author.id": member.id}},
        {"$sort": {"date": -1, "_id": -1}},
        {"$limit": LATELY},
        {"$match": {"rating": {"$gte": LIKED}}},
        {"$sort": {"rating": -1, "date": -1, "_id": -1}},
        {"$limit": size},
        {"$project": {"movie_id": 1, "rating": 1}},
    ]
    rows = mongo.reviews().aggregate(pipeline)
    return [Favourite(row["movie_id"], row["rating"]) for row in rows]


def reviewed_among(member: Member, movie_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Give those of the films that a member reviewed (index `one_per_member_and_movie`)."""
    own = {"author.id": member.id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"] for doc in mongo.reviews().find(own, {"_id": 0, "movie_id": 1})}
