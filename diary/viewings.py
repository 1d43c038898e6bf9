"""Counting the viewings of films from a diary, and whether others may know of a film from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from reviews.documents import VISIBLE, Review

from .documents import PUBLIC, Doc

# What is counted of the entries of a film.
COUNTS: Mapping[str, Doc] = {
    "viewings": {"$sum": 1},
    "last_day": {"$max": "$day"},
    "is_public": {"$max": {"$eq": ["$privacy", PUBLIC]}},
}


def count_viewings(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, Doc]:
    """Return the `COUNTS` of a member's films that have entries (`of_film`)."""
    pipeline: list[Doc] = [
        {"$match": {"movie_id": {"$in": list(movie_ids)}, "member_id": member_id}},
        {"$group": {"_id": "$movie_id", **COUNTS}},
    ]
    rows = mongo.diary().aggregate(pipeline, session=session)
    return {row.pop("_id"): row for row in rows}


def viewings_stage(counted: Mapping[str, Any] | None, unlisted: Any = "$unlisted") -> Doc:
    """Return the stage that sets what was counted; a public entry lists the film for others."""
    counts = counted or {}
    fields = {name: counts.get(name) or "$$REMOVE" for name in ("viewings", "last_day")}
    return {"$set": {**fields, "unlisted": "$$REMOVE" if counts.get("is_public") else unlisted}}


def unlisted_without(entry: Doc, review: Review | None) -> Any:
    """Return whether a film is unlisted when an entry is deleted, as an expression."""
    if entry["privacy"] == PUBLIC or (review and review.state == VISIBLE):
        return "$unlisted"
    if "source" in entry:  # an import dates the watching before its entries
        return True
    return {"$cond": [{"$lt": ["$watched_at", entry["created_at"]]}, "$unlisted", True]}


def recount_viewings(
    member_id: ObjectId,
    movie_ids: Sequence[ObjectId],
    session: ClientSession,
    unlisted: Any = "$unlisted",
) -> None:
    """Within a transaction: count the viewings of a member's films again."""
    counted = count_viewings(member_id, movie_ids, session)
    for film in movie_ids:
        stage, own = viewings_stage(counted.get(film), unlisted), {"member_id": member_id}
        mongo.film_states().update_one({**own, "movie_id": film}, [stage], session=session)
