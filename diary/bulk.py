"""Many states and entries at once: of a site's reviews, to fill a site, and of who leaves it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches, insert_new
from mflix_site.mongo.waiting import until_available
from reviews.bulk import iterate_review_ids, merge_reviewers

from .documents import Doc
from .recounting import recount_viewings

REVIEWS_BATCH_SIZE, CLOSING_BATCH_SIZE = 2000, 1000


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


def insert_entries_and_states(entries: Sequence[Doc], states: Sequence[Doc]) -> int:
    """Insert entries of several members and the states of their films, to fill a site.

    Return how many entries were new. Killed in between, the next run completes it: what exists
    stays, but viewings are counted again.
    """
    existing = insert_new(mongo.film_states(mongo.ONE_MEMBER), states)
    known = insert_new(mongo.diary(mongo.ONE_MEMBER), entries)
    if existing or known:  # what is there may be of other entries than those planned now
        recount_viewings({state["member_id"] for state in states})
    return len(entries) - len(known)


def delete_diary(member_id: ObjectId) -> None:
    """Delete the entries and states of a member who leaves, in batches; safe to repeat."""
    own = {"member_id": member_id}
    for documents in (mongo.diary(), mongo.film_states()):
        while docs := list(documents.find(own, {"_id": 1}).limit(CLOSING_BATCH_SIZE)):
            documents.delete_many({"_id": {"$in": [doc["_id"] for doc in docs]}, **own})
