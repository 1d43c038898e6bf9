"""Writing reviews: a review and its film's tally change together, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import permission_filter, recheck_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate, in_transaction
from mflix_site.text import now
from movies.queries import ensure_film_exists
from movies.tallies import TallyChange, change_tally

from .documents import HELD, VISIBLE, Review
from .errors import (
    AlreadyReviewed,
    EditedMeanwhile,
    NotYourReview,
    ReviewNotFound,
    TakenDownBefore,
)
from .queries import find_own_review

# The update for a review that was taken down and that its author deletes.
ERASE_CONTENT = {
    "$set": {"text": "", "spoiler": False, "erased": True},
    "$unset": {"rating": "", "edited_at": ""},
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a review waits for a moderator, and what opens its case in the same transaction."""

    reason: str
    open_case: Callable[[Review, ClientSession], None]


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """The content of a review: a text, a rating of 1 to 100, or both."""

    text: str
    rating: int | None = None
    spoiler: bool = False

    def fields(self) -> dict[str, Any]:
        """Return the fields of a document, in which a rating may be absent but never null."""
        fields = {"text": self.text, "spoiler": self.spoiler}
        return fields if self.rating is None else {**fields, "rating": self.rating}

    def is_content_of(self, review: Review) -> bool:
        return self == ReviewContent(review.text, review.rating, review.spoiler)


def post_review(
    *, member: Member, movie_id: ObjectId, content: ReviewContent, hold: Hold | None = None
) -> Review:
    """Publish a member's review of a film, or hold it.

    Posting the same content again returns the first review. Raise AlreadyReviewed or
    TakenDownBefore if the member has another review of the film, and MovieNotFound.
    """
    doc = {
        "_id": ObjectId(),
        "movie_id": movie_id,
        "author": {"id": member.id, "name": member.name, "handle": member.handle},
        **content.fields(),
        "date": now(),
        "version": 1,
        **_state_fields(hold),
        "origin": "site",
    }

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="post-review", session=session)
        mongo.reviews().insert_one(doc, session=session)
        if hold is None:
            change_tally(
                movie_id, TallyChange(reviews=1, added_rating=content.rating), session=session
            )
        else:
            ensure_film_exists(movie_id, session=session)
            hold.open_case(Review.from_doc(doc), session)

    try:
        in_transaction(work)
    except Duplicate as error:
        if "movie_id" not in error.key:
            raise
        return _get_same_review(member, movie_id, content, error)
    return Review.from_doc(doc)


def _get_same_review(
    member: Member, movie_id: ObjectId, content: ReviewContent, error: Duplicate
) -> Review:
    # A transaction waits for the first write, which a majority may not have acknowledged yet.
    existing = in_transaction(partial(find_own_review, member, movie_id))
    if existing is not None and existing.is_taken_down:
        raise TakenDownBefore from error
    if existing is None or not content.is_content_of(existing):
        raise AlreadyReviewed from error
    return existing


def _state_fields(hold: Hold | None) -> dict[str, str]:
    return {"state": HELD, "held_because": hold.reason} if hold else {"state": VISIBLE}


def edit_review(
    *,
    member: Member,
    review_id: ObjectId,
    content: ReviewContent,
    version: int | None = None,
    hold: Hold | None = None,
) -> Review:
    """Replace the content of a member's own review, and keep the old content as a revision.

    `version` is the version that the member saw: raise EditedMeanwhile if it is another now. With
    `hold`, a visible review is held. Raise NotYourReview or ReviewNotFound.
    """
    own = {"_id": review_id, **permission_filter(member, "edit-review", "author.id")}

    def work(session: ClientSession) -> Review:
        recheck_permission(member=member, action="edit-review", session=session)
        before = mongo.reviews().find_one(own, session=session)
        if before is None:
            raise _not_found_error(review_id, session)
        review = Review.from_doc(before)
        new = replace(content, spoiler=True) if review.spoiler_locked else content
        if new.is_content_of(review):
            return review
        if version is not None and version != review.version:
            raise EditedMeanwhile(review)
        holding = hold if review.is_visible else None
        changed = {"edited_at": now(), "version": review.version + 1, **new.fields()}
        changed |= _state_fields(holding) if holding else {}
        _replace_content(own, review, changed, session)
        after = Review.from_doc({**before, "rating": None, **changed})
        _update_tally(review, after, session)
        if holding:
            holding.open_case(after, session)
        return after

    return in_transaction(work)


def _replace_content(
    own: dict[str, Any], review: Review, changed: dict[str, Any], session: ClientSession
) -> None:
    unset = ["erased"] if "rating" in changed else ["erased", "rating"]
    update = {"$set": changed, "$unset": dict.fromkeys(unset, "")}
    mongo.reviews().update_one(own, update, session=session)
    mongo.revisions().insert_one(revision_of(review, changed["edited_at"]), session=session)


def _update_tally(before: Review, after: Review, session: ClientSession) -> None:
    if not before.is_visible:
        return
    reviews, rating = (0, after.rating) if after.is_visible else (-1, None)
    change = TallyChange(reviews, removed_rating=before.rating, added_rating=rating)
    change_tally(ObjectId(before.movie_id), change, session=session)


def delete_review(*, member: Member, review_id: ObjectId) -> Review:
    """Delete a member's own review and its revisions, and subtract it from the film's tally.

    Of a review that was taken down only the content is erased: its document stays with the
    decision, so that the member cannot post another review of the film.
    """
    own = {"_id": review_id, **permission_filter(member, "delete-review", "author.id")}

    def work(session: ClientSession) -> Review:
        recheck_permission(member=member, action="delete-review", session=session)
        doc = mongo.reviews().find_one(own, session=session)
        if doc is None:
            raise _not_found_error(review_id, session)
        review = Review.from_doc(doc)
        if review.is_taken_down:
            mongo.reviews().update_one(own, ERASE_CONTENT, session=session)
        else:
            mongo.reviews().delete_one(own, session=session)
        mongo.revisions().delete_many({"review_id": review_id}, session=session)
        if review.is_visible:
            change_tally(
                doc["movie_id"], TallyChange(-1, removed_rating=review.rating), session=session
            )
        return review

    return in_transaction(work)


def _not_found_error(review_id: ObjectId, session: ClientSession) -> Exception:
    doc = mongo.reviews().find_one({"_id": review_id}, {"state": 1}, session=session)
    return NotYourReview() if doc and doc.get("state", VISIBLE) == VISIBLE else ReviewNotFound()


def revision_of(review: Review, replaced_at: Any) -> dict[str, Any]:
    """Return the document of `review_revisions` that keeps a review's content."""
    return {
        "review_id": ObjectId(review.id),
        "version": review.version,
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "replaced_at": replaced_at,
    }
