"""Many states and entries at once: of the reviews that a site has, and to fill a site."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.collections import long_timeout
from mflix_site.mongo.waiting import until_available
from reviews.bulk import iterate_review_ids, merge_reviewers

from .documents import Doc

REVIEWS_BATCH_SIZE = 2000


def add_states_of_reviews(review_ids: Sequence[Any]) -> None:
    """Mark the films of these reviews as seen by their authors; safe to repeat, and on a live site.

    One aggregation on the server; existing states only gain what they lack.
    """
    watched = {"watched": True, "watched_at": {"$ifNull": ["$watched_at", "$$new.watched_at"]}}
    merge_reviewers(
        review_ids,
        {
            "into": "film_states",
            "on": ["member_id", "movie_id"],
            "whenMatched": [{"$set": watched}],
            "whenNotMatched": "insert",
        },
    )


def add_states_of_all_reviews(advance: Callable[[int], None]) -> None:
    """Do as `add_states_of_reviews` for all reviews of the site."""
    for ids in in_batches((doc["_id"] for doc in iterate_review_ids()), REVIEWS_BATCH_SIZE):
        until_available(partial(add_states_of_reviews, ids))
        advance(len(ids))


def insert_shelves(
    entries: Sequence[Doc], states: Mapping[ObjectId, Mapping[ObjectId, Doc]]
) -> int:
    """Insert entries of several members with the states of their films, to fill a site.

    Return how many entries were new. The states of a member whose entries exist stay as they are.
    """
    ids = {"_id": {"$in": [entry["_id"] for entry in entries]}}
    done = {doc["member_id"] for doc in mongo.diary().find(ids, {"member_id": 1})}
    updates = [
        UpdateOne({"member_id": member_id, "movie_id": movie_id}, {"$set": state}, upsert=True)
        for member_id, films in states.items()
        if member_id not in done
        for movie_id, state in films.items()
    ]
    if updates:
        with long_timeout():
            mongo.film_states().bulk_write(updates, ordered=False)
    # Killed before this, the next run sets the states again.
    new = [entry for entry in entries if entry["member_id"] not in done]
    return len(new) - len(insert_new(mongo.diary(), new))
