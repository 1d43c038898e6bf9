"""Anonymizing or deleting the reviews of a closed account."""

from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from movies.tallies import TallyChange, change_tally

from .documents import Review

BATCH_SIZE = 50
ANONYMOUS_AUTHOR = {"name": "A former member"}


def anonymize_or_delete_reviews(member_id: ObjectId, *, keep_reviews: bool) -> int:
    """Anonymize the reviews of a closed account, or delete them; return how many. Idempotent."""
    return _anonymize(member_id) if keep_reviews else _delete(member_id)


def _anonymize(member_id: ObjectId) -> int:
    update = {"$set": {"author": ANONYMOUS_AUTHOR}, "$unset": {"name": "", "email": ""}}
    return mongo.reviews().update_many({"author.id": member_id}, update).modified_count


def _delete(member_id: ObjectId) -> int:
    deleted = 0
    own = {"author.id": member_id}
    while docs := list(mongo.reviews().find(own, {"_id": 1}).limit(BATCH_SIZE)):
        deleted += in_transaction(partial(_delete_batch, [doc["_id"] for doc in docs]))
    return deleted


def _delete_batch(ids: list[ObjectId], session: ClientSession) -> int:
    # Read again in the transaction: another request may have deleted or edited them.
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
