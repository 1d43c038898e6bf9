"""What becomes of a member's reviews when their account is closed."""

from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.tallies import TallyChange, change_tally

from .documents import Review

AT_ONCE = 50
ANONYMOUS_AUTHOR = {"name": "A former member"}


def anonymize_or_delete_reviews(member_id: ObjectId, *, keep_reviews: bool) -> int:
    """Unsign a closed account's reviews, or remove them; give how many. Safe to repeat."""
    return _unsign(member_id) if keep_reviews else _remove(member_id)


def _unsign(member_id: ObjectId) -> int:
    update = {"$set": {"author": ANONYMOUS_AUTHOR}, "$unset": {"name": "", "email": ""}}
    return mongo.reviews().update_many({"author.id": member_id}, update).modified_count


def _remove(member_id: ObjectId) -> int:
    removed = 0
    mine = {"author.id": member_id}
    while docs := list(mongo.reviews().find(mine, {"_id": 1}).limit(AT_ONCE)):
        removed += in_transaction(partial(_remove_some, [doc["_id"] for doc in docs]))
    return removed


def _remove_some(ids: list[ObjectId], session: ClientSession) -> int:
    # Read again inside: another request may be removing, or its author editing, the same ones.
    docs = list(mongo.reviews().find({"_id": {"$in": ids}}, session=session))
    deleted = mongo.reviews().delete_many({"_id": {"$in": ids}}, session=session).deleted_count
    mongo.revisions().delete_many({"review_id": {"$in": ids}}, session=session)
    for doc in docs:
        review = Review.from_doc(doc)
        if review.is_visible:
            change_tally(
                doc["movie_id"], TallyChange(-1, removed_rating=review.rating), session=session
            )
    return deleted
