"""A member's own reviews, as an import of their history changes and restores them."""

from collections.abc import Iterator, Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import (
    Change,
    find_current,
    kept_documents,
    undo_change,
    write_changes,
)
from mflix_site.mongo.collections import Document

from .documents import Review
from .services import update_tally

DENORMALIZED = ("movie_id", "author")  # follow the film when it is merged, and the member's name


def own_documents(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, Document]:
    """Return a member's reviews of these films (index `one_per_member_and_movie`)."""
    own = {"author.id": member_id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"]: doc for doc in mongo.reviews().find(own, session=session)}


def write_reviews(changes: Sequence[Change], session: ClientSession) -> None:
    """Within a transaction: write reviews, a revision of each edited one, and films' tallies."""
    edits = [c for c in changes if c.before and c.after and c.before != c.after]
    if revisions := [_revision(c.before, c.after) for c in edits if c.before and c.after]:
        mongo.revisions().insert_many(revisions, session=session)
    _write(changes, session)


def undo_reviews(changes: Sequence[Change], session: ClientSession) -> list[Document]:
    """Within a transaction: restore reviews; return those that their author has changed since."""
    current = find_current(mongo.reviews(), changes, session)
    undone = [undo_change(c, current.get(c.id), DENORMALIZED) for c in changes]
    for change in filter(None, undone):
        if change.before and change.after:
            replaced = {"review_id": change.id, "version": change.after.get("version") or 1}
            mongo.revisions().delete_one(replaced, session=session)
    _write([change for change in undone if change], session)
    return kept_documents(changes, undone)


def _revision(before: Document, after: Document) -> Document:
    return {"_id": ObjectId(), **Review.from_doc(before).revision(after["edited_at"])}


def _write(changes: Sequence[Change], session: ClientSession) -> None:
    write_changes(mongo.reviews(), changes, session, "movie_id")
    for change in changes:
        before, after = (
            Review.from_doc(doc) if doc else None for doc in (change.before, change.after)
        )
        update_tally(before, after, session)


def own_reviews(member_id: ObjectId) -> Iterator[Document]:
    """Yield a member's own reviews, without their author, for their export (index `by_author`)."""
    own = {"author.id": member_id, "origin": "site", "erased": None}
    yield from mongo.reviews().find(own, {"author": 0}).sort([("date", -1), ("_id", -1)])
