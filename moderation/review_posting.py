"""Posting and editing reviews, with what is held put before the moderators in the same breath."""

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from reviews import services
from reviews.documents import Review
from reviews.services import Hold, ReviewContent

from .holds import hold_reason
from .reports import add_to_case
from .rules import HELD_REASON
from .targets import review_target


def post_review(*, member: Member, movie_id: ObjectId, words: ReviewContent) -> Review:
    """Publish a review, or hold it: then its `held_because` says why. Raises as `services` does."""
    hold = _hold(member, words)
    return services.post_review(member=member, movie_id=movie_id, words=words, hold=hold)


def edit_review(
    *, member: Member, review_id: ObjectId, words: ReviewContent, version: int | None = None
) -> Review:
    """Change a review; words that would have been held take it back until somebody has looked."""
    hold = _hold(member, words)
    return services.edit_review(
        member=member, review_id=review_id, words=words, version=version, hold=hold
    )


def _hold(member: Member, words: ReviewContent) -> Hold | None:
    because = hold_reason(member, words.text)
    if not because:
        return None

    def also(review: Review, session: ClientSession) -> None:
        case = add_to_case(review_target(review), HELD_REASON, None, session)
        mark = {"$set": {"held_because": because}}
        mongo.cases().update_one({"_id": case["_id"]}, mark, session=session)

    return Hold(because, also)
