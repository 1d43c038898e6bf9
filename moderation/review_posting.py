"""Posting and editing reviews; one that is held gets its case in the same transaction."""

import re
from datetime import timedelta

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from accounts.documents import GOOD, Member
from accounts.permissions import recheck_permission
from diary.services import mark_watched
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import fold_text, now
from reviews import services
from reviews.documents import Review
from reviews.errors import AlreadyReviewed, ReviewEditConflict, WasTakenDown
from reviews.queries import find_own_review, has_visible_review
from reviews.services import Hold, ReviewContent

from .cases import get_or_create_case
from .queries import review_target
from .rules import HELD_REASON

WRITE_ATTEMPTS = 5
LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|xyz|top|shop|site)(?![\w-])"
)


def post_review(*, member: Member, movie_id: ObjectId, content: ReviewContent) -> Review:
    """Publish a review, or hold it: then its `held_because` says why. The film was seen."""

    def follow(_review: Review, session: ClientSession) -> None:
        mark_watched(member.id, movie_id, session)

    return services.post_review(
        member=member,
        movie_id=movie_id,
        content=content,
        hold=_hold(member, content),
        follow=follow,
    )


def edit_review(
    *, member: Member, review_id: ObjectId, content: ReviewContent, version: int | None = None
) -> Review:
    """Change a review; it is held where its new words would have been, and released otherwise."""
    return services.edit_review(
        member=member,
        review_id=review_id,
        content=content,
        version=version,
        hold=_hold(member, content),
        release=_release,
    )


def write_text(*, member: Member, movie_id: ObjectId, text: str) -> Review:
    """Post a review of these words, or put them into the one that the member has of this film.

    Its rating and its spoiler mark stay. Raise MovieNotFound, WasTakenDown, or after many attempts
    AlreadyReviewed or ReviewEditConflict.
    """
    for attempt in range(WRITE_ATTEMPTS):
        try:
            return _write_text_once(member, movie_id, text)
        except (AlreadyReviewed, ReviewEditConflict):
            if attempt == WRITE_ATTEMPTS - 1:
                raise
    raise AssertionError


def _write_text_once(member: Member, movie_id: ObjectId, text: str) -> Review:
    own_review = find_own_review(member, movie_id)
    if own_review is None:
        return post_review(member=member, movie_id=movie_id, content=ReviewContent(text))
    if own_review.is_taken_down:
        raise WasTakenDown
    content = ReviewContent(text, own_review.rating, own_review.spoiler)
    review_id, version = ObjectId(own_review.id), own_review.version
    return edit_review(member=member, review_id=review_id, content=content, version=version)


def rate_film(*, member: Member, movie_id: ObjectId, rating: int | None) -> Review | None:
    """Set or clear a member's rating of a film; return their review, or None where none is left.

    The words of a review stay, also when they change at the same time. A review that was only a
    rating is deleted with it. A film that is rated was seen. Raise MovieNotFound.
    """

    def work(session: ClientSession) -> Review | None:
        recheck_permission(member=member, action="rate-film", session=session)
        if rating is not None:
            mark_watched(member.id, movie_id, session)
        return set_rating_of(member, movie_id, rating, session)

    return in_transaction(work)


def set_rating_of(
    member: Member, movie_id: ObjectId, rating: int | None, session: ClientSession
) -> Review | None:
    """Within a transaction: set or clear a member's rating; it is held if the member is limited.

    Words that have not changed need no new look.
    """
    hold = _hold(member, ReviewContent(""))
    return services.set_rating(
        member=member, movie_id=movie_id, rating=rating, hold=hold, session=session
    )


def _hold(member: Member, content: ReviewContent) -> Hold | None:
    reason = hold_reason(member, content.text)
    if not reason:
        return None

    def open_case(review: Review, session: ClientSession) -> None:
        case = get_or_create_case(review_target(review), HELD_REASON, session)
        mark = {"$set": {"held_because": reason}}
        mongo.cases().update_one({"_id": case["_id"]}, mark, session=session)

    return Hold(reason, open_case)


def _release(review: Review, session: ClientSession) -> None:
    """Close the case of a review that waits no more, unless it is open for other reasons too."""
    open_case = {"target.id": ObjectId(review.id), "open": True}
    waiting_only = {**open_case, "reasons": [HELD_REASON]}
    closing = {"$set": {"open": False}, "$unset": {"claim": "", "held_because": ""}}
    if not mongo.cases().update_one(waiting_only, closing, session=session).matched_count:
        update = {"$unset": {"held_because": ""}, "$pull": {"reasons": HELD_REASON}}
        mongo.cases().update_one(open_case, update, session=session)


def hold_reason(member: Member, text: str) -> str:
    """Return which of `HOLD_REASONS` holds a member's review; empty where none does."""
    if member.is_staff:
        return ""
    folded, moment = f" {fold_text(text)} ", now()
    watched = filter(None, map(fold_text, settings.WATCHED_WORDS))
    newest = moment - timedelta(days=settings.HOLD_LINKS_DAYS)
    is_new = member.joined_at is not None and member.joined_at > newest
    reasons = {
        "limited": member.standing.at(moment) != GOOD,
        "word": any(f" {word} " in folded for word in watched),
        "link": is_new and LINK.search(text.casefold()),
        "first": settings.HOLD_FIRST_POSTS and not has_visible_review(member.id),
    }
    return next((name for name, holds in reasons.items() if holds), "")
