"""A member's own reviews, as an import of their history changes and restores them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.before_images import Change, find_current, undo_change, write_changes
from mflix_site.mongo.collections import Document
from mflix_site.text import now
from movies.tallies import TALLY_PATHS, add_to_tally, change_tallies
from movies.weekly_talk import monday

from .documents import Review
from .talk import recount_talk

FOLLOWING = ("movie_id", "author")  # follow the film when it is merged, and the member's name


def own_documents(
    member_id: ObjectId, movie_ids: Sequence[ObjectId], session: ClientSession | None = None
) -> dict[ObjectId, Document]:
    """Return a member's reviews of these films (index `one_per_member_and_movie`)."""
    own = {"author.id": member_id, "movie_id": {"$in": list(movie_ids)}, "origin": "site"}
    return {doc["movie_id"]: doc for doc in mongo.reviews().find(own, session=session)}


def write_reviews(changes: Sequence[Change], session: ClientSession) -> None:
    """Within a transaction: write reviews, a revision of each edited one, and films' tallies.

    The caller wraps the transaction in `bulk_change`.
    """
    edits = [c for c in changes if c.before and c.after and c.before != c.after]
    if revisions := [_revision(c.before, c.after) for c in edits if c.before and c.after]:
        mongo.revisions().insert_many(revisions, session=session)
    _write(changes, session)


def undo_reviews(changes: Sequence[Change], session: ClientSession) -> int:
    """Within a transaction: restore reviews; return how many their author has changed since."""
    current = find_current(mongo.reviews(), changes, session)
    undone = [undo_change(c, current.get(c.id), FOLLOWING) for c in changes]
    for change in filter(None, undone):
        if change.before and change.after:
            replaced = {"review_id": change.id, "version": change.after.get("version") or 1}
            mongo.revisions().delete_one(replaced, session=session)
    _write([change for change in undone if change], session)
    return undone.count(None)


def _revision(before: Document, after: Document) -> Document:
    return {"_id": ObjectId(), **Review.from_doc(before).revision(after["edited_at"])}


def _write(changes: Sequence[Change], session: ClientSession) -> None:
    write_changes(mongo.reviews(), changes, session, "movie_id")
    rows = defaultdict[ObjectId, list[int]](lambda: [0] * len(TALLY_PATHS))
    for change in changes:
        for doc, sign in ((change.before, -1), (change.after, 1)):
            review = Review.from_doc(doc) if doc else None
            if review and review.is_visible:
                add_to_tally(rows[ObjectId(review.movie_id)], review.rating, sign)
    change_tallies({film: row for film, row in rows.items() if any(row)}, session=session)
    if recent := list(_recently_reviewed(changes)):
        recount_talk(recent, session)


def _recently_reviewed(changes: Iterable[Change]) -> Iterable[ObjectId]:
    week = monday(now())
    docs = (doc for change in changes for doc in (change.before, change.after) if doc)
    return {doc["movie_id"] for doc in docs if doc.get("date") and doc["date"] >= week}


def own_reviews(member_id: ObjectId) -> Iterator[Document]:
    """Yield a member's own reviews, without their author, for their export (index `by_author`)."""
    own = {"author.id": member_id, "origin": "site", "erased": None}
    yield from mongo.reviews().find(own, {"author": 0}).sort([("date", -1), ("_id", -1)])
