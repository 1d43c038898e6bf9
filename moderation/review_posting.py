"""Posting and editing reviews; one that is held gets its case in the same transaction."""

import re
from datetime import timedelta

from bson import ObjectId
from django.conf import settings
from pymongo.client_session import ClientSession

from accounts.documents import GOOD, Member
from mflix_site.mongo import collections as mongo
from mflix_site.text import fold_text, now
from reviews import services
from reviews.documents import Review
from reviews.member_queries import has_visible_review
from reviews.services import Hold, ReviewContent

from .cases import get_or_create_case
from .queries import review_target
from .rules import HELD_REASON
from .states import HOLD_REASONS

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
    """Change a review; a visible one is held where its new words would have been."""
    hold = _hold(member, content)
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


def hold_reason(member: Member, text: str) -> str:
    """Return why a member's review is held, as its author reads it; empty where it is not."""
    if member.is_staff:
        return ""
    if member.standing.at(now()) != GOOD:
        return HOLD_REASONS["limited"]
    if _has_watched_word(text):
        return HOLD_REASONS["word"]
    if LINK.search(text.casefold()) and _is_new(member):
        return HOLD_REASONS["link"]
    if settings.HOLD_FIRST_POSTS and not has_visible_review(member.id):
        return HOLD_REASONS["first"]
    return ""


def _has_watched_word(text: str) -> bool:
    folded = f" {fold_text(text)} "
    watched = filter(None, map(fold_text, settings.WATCHED_WORDS))
    return any(f" {word} " in folded for word in watched)


def _is_new(member: Member) -> bool:
    period = timedelta(days=settings.HOLD_LINKS_DAYS)
    return member.joined_at is not None and now() - member.joined_at < period
