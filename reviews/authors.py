"""The reviews of a member who is renamed or leaves."""

from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction

from .documents import Review
from .services import update_tally

CLOSING_BATCH_SIZE = 50
ANONYMOUS_AUTHOR = {"name": "A former member"}


def rename_author(member: Member, *, session: ClientSession) -> None:
    """Within a transaction: put a member's new name, handle and picture on their reviews."""
    update = {"$set": {"author": member.as_author()}}
    mongo.reviews().update_many({"author.id": member.id}, update, session=session)


def anonymize_or_delete_reviews(member_id: ObjectId, *, keep_reviews: bool) -> int:
    """Anonymize the reviews of a closed account, or delete them; return how many. Idempotent."""
    own, deleted = {"author.id": member_id}, 0
    if keep_reviews:
        update = {"$set": {"author": ANONYMOUS_AUTHOR}, "$unset": {"name": "", "email": ""}}
        return mongo.reviews().update_many(own, update).modified_count
    while docs := list(mongo.reviews().find(own, {"_id": 1}).limit(CLOSING_BATCH_SIZE)):
        deleted += in_transaction(partial(_delete_batch, [doc["_id"] for doc in docs]))
    return deleted


def _delete_batch(ids: list[ObjectId], session: ClientSession) -> int:
    # Read again in the transaction: another request may have deleted or edited them.
    by_id = {"_id": {"$in": ids}}
    docs = list(mongo.reviews().find(by_id, session=session))
    deleted = mongo.reviews().delete_many(by_id, session=session).deleted_count
    mongo.revisions().delete_many({"review_id": {"$in": ids}}, session=session)
    for doc in docs:
        update_tally(Review.from_doc(doc), None, session)
    return deleted


def delete_erased_review(review_id: ObjectId, session: ClientSession) -> bool:
    """Within a transaction: delete a review whose author had erased its content."""
    erased = {"_id": review_id, "erased": {"$exists": True}}
    return mongo.reviews().delete_one(erased, session=session).deleted_count > 0
