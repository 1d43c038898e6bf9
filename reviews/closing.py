"""Closing an account: the member goes at once, their reviews go too or stay without a name."""

from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.services import begin_closing, check_own_password, closing_members, forget
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.services import Change, change_tally

from .documents import Review

AT_ONCE = 50
NOBODY = {"name": "A former member"}


def close_account(*, member: Member, password: str, keep_reviews: bool) -> int:
    """Close a member's account and give how many reviews were unsigned or removed.

    Raises WrongPassword. Killed in the middle, the account is closed and `purge` does the rest.
    """
    check_own_password(member=member, password=password)
    begin_closing(member=member, keep_reviews=keep_reviews)
    return finish_closing(member.id, keep_reviews)


def finish_closing(member_id: ObjectId, keep_reviews: bool) -> int:
    """Deal with a closed account's reviews and forget the member; safe to repeat."""
    done = _unsign(member_id) if keep_reviews else _remove(member_id)
    forget(member_id=member_id)
    return done


def finish_all_closings() -> int:
    """Finish what a killed process left half done; give how many accounts that were."""
    left = closing_members()
    for member_id, keep_reviews in left:
        finish_closing(member_id, keep_reviews)
    return len(left)


def _unsign(member_id: ObjectId) -> int:
    update = {"$set": {"author": NOBODY}, "$unset": {"name": "", "email": ""}}
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
            change_tally(doc["movie_id"], Change(-1, gone=review.rating), session=session)
    return deleted
