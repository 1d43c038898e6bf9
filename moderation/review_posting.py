"""Posting and editing reviews; one that is held gets its case in the same transaction."""

import re
from dataclasses import replace
from datetime import timedelta

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from accounts.documents import GOOD, Member
from mflix_site.mongo import collections as mongo
from mflix_site.text import fold_text, now
from reviews import services
from reviews.documents import Review
from reviews.errors import AlreadyReviewed, ReviewEditConflict, WasTakenDown
from reviews.queries import find_own_review, has_visible_review
from reviews.services import Hold, ReviewContent

from .cases import get_or_create_case
from .queries import review_target
from .rules import HELD_REASON

RATING_ATTEMPTS = 5
LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|xyz|top|shop|site)(?![\w-])"
)


def post_review(*, member: Member, movie_id: ObjectId, content: ReviewContent) -> Review:
    """Publish a review, or hold it: then its `held_because` says why."""
    hold = _hold(member, content)
    return services.post_review(member=member, movie_id=movie_id, content=content, hold=hold)


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
    for attempt in range(RATING_ATTEMPTS):
        try:
            return _write_text_once(member, movie_id, text)
        except (AlreadyReviewed, ReviewEditConflict):
            if attempt == RATING_ATTEMPTS - 1:
                raise
    raise AssertionError


def _write_text_once(member: Member, movie_id: ObjectId, text: str) -> Review:
    mine = find_own_review(member, movie_id)
    if mine is None:
        return post_review(member=member, movie_id=movie_id, content=ReviewContent(text))
    if mine.is_taken_down:
        raise WasTakenDown
    content = ReviewContent(text, mine.rating, mine.spoiler)
    review_id, version = ObjectId(mine.id), mine.version
    return edit_review(member=member, review_id=review_id, content=content, version=version)


def rate_film(*, member: Member, movie_id: ObjectId, rating: int | None) -> Review | None:
    """Set or clear a member's rating of a film; return their review, or None where none is left.

    The words of a review stay, also when they change at the same time. A review that was only a
    rating is deleted with it. Raise MovieNotFound, or ReviewEditConflict after many attempts.
    """
    for attempt in range(RATING_ATTEMPTS):
        try:
            return _rate_once(member, movie_id, rating)
        except (AlreadyReviewed, ReviewEditConflict):
            if attempt == RATING_ATTEMPTS - 1:
                raise
    return None


def _rate_once(member: Member, movie_id: ObjectId, rating: int | None) -> Review | None:
    mine = find_own_review(member, movie_id)
    if mine is None and rating is None:
        return None
    if mine is None:
        return post_review(member=member, movie_id=movie_id, content=ReviewContent("", rating))
    review_id, version = ObjectId(mine.id), mine.version
    if rating is None and not mine.text:
        deleted = services.delete_review(member=member, review_id=review_id, version=version)
        return deleted if deleted.is_taken_down else None
    content = ReviewContent(mine.text, rating, mine.spoiler)
    hold = _hold(member, replace(content, text=""))  # words that have not changed need no new look
    return services.edit_review(
        member=member, review_id=review_id, content=content, version=version, hold=hold
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
