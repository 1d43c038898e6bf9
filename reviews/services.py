"""Writing reviews: a review and its film's tally change together, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.authorization import recheck_permission
from accounts.documents import Member
from accounts.permissions import permission_filter
from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.errors import Duplicate
from mflix_site.mongo.transactions import in_transaction
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
from .queries import find_own

# What is left of a review that was taken down when its author removes it.
ERASING = {
    "$set": {"text": "", "spoiler": False, "erased": True},
    "$unset": {"rating": "", "edited_at": ""},
}
Also = Callable[[Review, ClientSession], None]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why words wait for a moderator, and what else is written with them."""

    because: str
    also: Also


@dataclass(frozen=True, slots=True)
class ReviewContent:
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
        return self == ReviewContent(review.text, review.rating, review.spoiler)


def post_review(
    *, member: Member, movie_id: ObjectId, words: ReviewContent, hold: Hold | None = None
) -> Review:
    """Publish a member's review of a film, or hold it.

    Sent twice, it is there once: the second gives the first. Other words about the same film raise
    AlreadyReviewed, or TakenDownBefore; a film that is gone raises MovieNotFound.
    """
    doc = {
        "_id": ObjectId(),
        "movie_id": movie_id,
        "author": {"id": member.id, "name": member.name, "handle": member.handle},
        **words.fields(),
        "date": now(),
        "version": 1,
        **_state(hold),
        "origin": "site",
    }

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="post-review", session=session)
        mongo.reviews().insert_one(doc, session=session)
        if hold is None:
            change_tally(
                movie_id, TallyChange(reviews=1, added_rating=words.rating), session=session
            )
        else:
            ensure_film_exists(movie_id, session=session)
            hold.also(Review.from_doc(doc), session)

    try:
        in_transaction(work)
    except Duplicate as taken:
        if "movie_id" not in taken.key:
            raise
        return _first(member, movie_id, words, taken)
    return Review.from_doc(doc)


def _first(member: Member, movie_id: ObjectId, words: ReviewContent, taken: Duplicate) -> Review:
    """Give the review that is there already if it says the same, else raise what it is."""
    # In a transaction, which sees and waits for what no majority has acknowledged yet.
    first = in_transaction(partial(find_own, member, movie_id))
    if first is not None and first.is_taken_down:
        raise TakenDownBefore from taken
    if first is None or not words.are_those_of(first):
        raise AlreadyReviewed from taken
    return first


def _state(hold: Hold | None) -> dict[str, str]:
    return {"state": HELD, "held_because": hold.because} if hold else {"state": VISIBLE}


def edit_review(
    *,
    member: Member,
    review_id: ObjectId,
    words: ReviewContent,
    version: int | None = None,
    hold: Hold | None = None,
) -> Review:
    """Replace what a member's own review says, and keep what it said before.

    With `version`, the version that the member saw: raises EditedMeanwhile when it is another now.
    With `hold`, a visible review waits for a moderator from now on. Another's review raises
    NotYourReview, also when it changed hands since it was loaded.
    """
    mine = {"_id": review_id, **permission_filter(member, "edit-review", "author.id")}

    def work(session: ClientSession) -> Review:
        recheck_permission(member=member, action="edit-review", session=session)
        before = mongo.reviews().find_one(mine, session=session)
        if before is None:
            raise _why_not(review_id, session)
        review = Review.from_doc(before)
        if words.are_those_of(review):
            return review
        if version is not None and version != review.version:
            raise EditedMeanwhile(review)
        holding = hold if review.is_visible else None
        changed = {"edited_at": now(), "version": review.version + 1, **words.fields()}
        changed |= _state(holding) if holding else {}
        _replace(mine, review, changed, session)
        after = Review.from_doc({**before, "rating": None, **changed})
        _retell(review, after, session)
        if holding:
            holding.also(after, session)
        return after

    return in_transaction(work)


def _replace(
    mine: dict[str, Any], review: Review, changed: dict[str, Any], session: ClientSession
) -> None:
    gone = ["erased"] if "rating" in changed else ["erased", "rating"]
    update = {"$set": changed, "$unset": dict.fromkeys(gone, "")}
    mongo.reviews().update_one(mine, update, session=session)
    mongo.revisions().insert_one(revision_of(review, changed["edited_at"]), session=session)


def _retell(before: Review, after: Review, session: ClientSession) -> None:
    """Change the film's tally from what a review counted for to what it counts for now."""
    if not before.is_visible:
        return
    by = 0 if after.is_visible else -1
    come = after.rating if after.is_visible else None
    change = TallyChange(by, removed_rating=before.rating, added_rating=come)
    change_tally(ObjectId(before.movie_id), change, session=session)


def delete_review(*, member: Member, review_id: ObjectId) -> Review:
    """Remove a member's own review, what it said before, and its part of the film's tally.

    Of one that was taken down only the words go: the decision on it stands, and so does its place,
    so that nobody says the same again.
    """
    mine = {"_id": review_id, **permission_filter(member, "delete-review", "author.id")}

    def work(session: ClientSession) -> Review:
        recheck_permission(member=member, action="delete-review", session=session)
        doc = mongo.reviews().find_one(mine, session=session)
        if doc is None:
            raise _why_not(review_id, session)
        review = Review.from_doc(doc)
        if review.is_taken_down:
            mongo.reviews().update_one(mine, ERASING, session=session)
        else:
            mongo.reviews().delete_one(mine, session=session)
        mongo.revisions().delete_many({"review_id": review_id}, session=session)
        if review.is_visible:
            change_tally(
                doc["movie_id"], TallyChange(-1, removed_rating=review.rating), session=session
            )
        return review

    return in_transaction(work)


def _why_not(review_id: ObjectId, session: ClientSession) -> Exception:
    doc = mongo.reviews().find_one({"_id": review_id}, {"state": 1}, session=session)
    return NotYourReview() if doc and doc.get("state", VISIBLE) == VISIBLE else ReviewNotFound()


def revision_of(review: Review, replaced_at: Any) -> dict[str, Any]:
    """Give what is kept of what a review said, as `review_revisions` holds it."""
    return {
        "review_id": ObjectId(review.id),
        "version": review.version,
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "replaced_at": replaced_at,
    }
