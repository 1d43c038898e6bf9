"""All reviews of a member: who is renamed, leaves, exports them, or imports their history."""

from collections.abc import Iterator, Sequence
from functools import partial

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import before_images
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change
from mflix_site.mongo.collections import Document
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .documents import Review
from .services import update_tally

CLOSING_BATCH_SIZE = 50
ANONYMOUS_AUTHOR = {"name": "A former member"}
DENORMALIZED = ("movie_id", "author")  # follow the film when it is merged, and the member's name


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


def own_documents(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, Document]:
    """Return a member's reviews of these films (index `one_per_member_and_movie`)."""
    own = {"author.id": member_id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"]: doc for doc in mongo.reviews().find(own, session=session)}


def write_reviews(changes: Sequence[Change], session: ClientSession) -> None:
    """Within a transaction: write reviews, a revision of each edited one, and films' tallies."""
    revisions = [
        {"_id": ObjectId(), **Review.from_doc(c.before).revision(now())}
        for c in changes
        if c.before and c.after and c.before != c.after
    ]
    if revisions:
        mongo.revisions().insert_many(revisions, session=session)
    _write(changes, session)


def undo_reviews(changes: Sequence[Change], session: ClientSession) -> list[Document]:
    """Within a transaction: restore reviews; return those that their author has changed since."""
    current = before_images.find_current(mongo.reviews(), changes, session)
    undone = [before_images.undo_change(c, current.get(c.id), DENORMALIZED) for c in changes]
    for change in filter(None, undone):
        if change.before and change.after:
            replaced = {"review_id": change.id, "version": change.after.get("version") or 1}
            mongo.revisions().delete_one(replaced, session=session)
    _write([change for change in undone if change], session)
    return before_images.kept_documents(changes, undone)


def _write(changes: Sequence[Change], session: ClientSession) -> None:
    before_images.write_changes(mongo.reviews(), changes, session, "movie_id")
    for change in changes:
        images = (change.before, change.after)
        before, after = (Review.from_doc(doc) if doc else None for doc in images)
        update_tally(before, after, session)


def own_reviews(member_id: ObjectId) -> Iterator[Document]:
    """Yield a member's own reviews, without their author, for their export (index `by_author`)."""
    own = {"author.id": member_id, "origin": "site", "erased": None}
    yield from mongo.reviews().find(own, {"author": 0}).sort([("date", -1), ("_id", -1)])
