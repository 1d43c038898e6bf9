"""Writing reviews: a review and its film's tally change together, in one transaction."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction
from movies.services import Change, change_tally

from .documents import VISIBLE, Review
from .errors import AlreadyReviewed, EditedMeanwhile, NotYourReview, ReviewNotFound
from .queries import find_own


@dataclass(frozen=True, slots=True)
class Words:
    """What a member says of a film: a text, a rating of 1 to 100, or both."""

    text: str
    rating: int | None = None
    spoiler: bool = False

    def fields(self) -> dict[str, Any]:
        """Give the fields of a document; a rating that is not given is absent, not null."""
        given = {"text": self.text, "spoiler": self.spoiler}
        return given if self.rating is None else {**given, "rating": self.rating}

    def are_those_of(self, review: Review) -> bool:
        """Tell whether a review says just this."""
        return self == Words(review.text, review.rating, review.spoiler)


def post_review(*, member: Member, movie_id: ObjectId, words: Words) -> Review:
    """Publish a member's review of a film.

    Sent twice, it is there once: the second gives the first. Other words about the same film raise
    AlreadyReviewed; a film that is gone raises MovieNotFound.
    """
    doc = {
        "_id": ObjectId(),
        "movie_id": movie_id,
        "author": {"id": member.id, "name": member.name, "handle": member.handle},
        **words.fields(),
        "date": now(),
        "version": 1,
        "state": VISIBLE,
        "origin": "site",
    }

    def work(session: ClientSession) -> None:
        mongo.reviews().insert_one(doc, session=session)
        change_tally(movie_id, Change(reviews=1, come=words.rating), session=session)

    try:
        in_transaction(work)
    except Duplicate as taken:
        # In a transaction, which sees and waits for what no majority has acknowledged yet.
        first = in_transaction(partial(find_own, member, movie_id))
        if first is None or not words.are_those_of(first):
            raise AlreadyReviewed from taken
        return first
    return Review.from_doc(doc)


def edit_review(
    *, member: Member, review_id: ObjectId, words: Words, version: int | None = None
) -> Review:
    """Replace what a member's own review says, and keep what it said before.

    With `version`, the version that the member saw: raises EditedMeanwhile when it is another now.
    Another's review raises NotYourReview, also when it changed hands since it was loaded.
    """
    mine = {"_id": review_id, "author.id": member.id}

    def work(session: ClientSession) -> Review:
        before = mongo.reviews().find_one(mine, session=session)
        if before is None:
            raise _why_not(review_id, session)
        review = Review.from_doc(before)
        if words.are_those_of(review):
            return review
        if version is not None and version != review.version:
            raise EditedMeanwhile(review)
        changed = {"edited_at": now(), "version": review.version + 1, **words.fields()}
        update: dict[str, Any] = {"$set": changed}
        if words.rating is None:
            update["$unset"] = {"rating": ""}
        mongo.reviews().update_one(mine, update, session=session)
        mongo.revisions().insert_one(_revision(review, changed["edited_at"]), session=session)
        if review.is_visible:
            change = Change(gone=review.rating, come=words.rating)
            change_tally(before["movie_id"], change, session=session)
        return Review.from_doc({**before, "rating": None, **changed})

    return in_transaction(work)


def delete_review(*, member: Member, review_id: ObjectId) -> Review:
    """Remove a member's own review, what it said before, and its part of the film's tally."""
    mine = {"_id": review_id, "author.id": member.id}

    def work(session: ClientSession) -> Review:
        doc = mongo.reviews().find_one(mine, session=session)
        deleted = mongo.reviews().delete_one(mine, session=session).deleted_count
        if doc is None or not deleted:
            raise _why_not(review_id, session)
        mongo.revisions().delete_many({"review_id": review_id}, session=session)
        review = Review.from_doc(doc)
        if review.is_visible:
            change_tally(doc["movie_id"], Change(-1, gone=review.rating), session=session)
        return review

    return in_transaction(work)


def _why_not(review_id: ObjectId, session: ClientSession) -> Exception:
    doc = mongo.reviews().find_one({"_id": review_id}, {"state": 1}, session=session)
    return NotYourReview() if doc and doc.get("state", VISIBLE) == VISIBLE else ReviewNotFound()


def _revision(review: Review, replaced_at: Any) -> dict[str, Any]:
    return {
        "review_id": ObjectId(review.id),
        "version": review.version,
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "replaced_at": replaced_at,
    }
