"""Reading what can be reported: a review or a member, with its author and its words."""

from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.queries import find_member, get_member_by_handle
from movies.errors import MovieNotFound
from movies.queries import get_card
from reviews.documents import Review
from reviews.errors import ReviewNotFound
from reviews.queries import get_review

from .documents import Target
from .rules import MEMBER, REVIEW

DELETED_FILM_TITLE = "A film that is gone"


@dataclass(frozen=True, slots=True)
class TargetSnapshot:
    """A target as it is when somebody reports it; `review` is what the review says."""

    target: Target
    review: dict[str, Any] | None
    by_staff: bool


def review_target(review: Review) -> TargetSnapshot:
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    author = find_member(review.author_id) if review.author_id else None
    return build_review_target(review, author, _film_title(movie_id))


def build_review_target(review: Review, author: Member | None, title: str) -> TargetSnapshot:
    """Return a review's snapshot; `author` is None where the member has left."""
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    target = Target(
        kind=REVIEW,
        id=ObjectId(review.id),
        member_id=review.author_id,
        name=review.author_name,
        handle=review.author_handle,
        movie_id=movie_id,
        title=title,
    )
    return TargetSnapshot(target, review_snapshot(review), author is not None and author.is_staff)


def get_visible_review_target(review_id: ObjectId) -> TargetSnapshot:
    """Return a review that everybody may see, or raise ReviewNotFound."""
    review = get_review(review_id)
    if not review.is_visible:
        raise ReviewNotFound
    return review_target(review)


def get_review_target(review_id: ObjectId) -> TargetSnapshot:
    """Return a review in whatever state, or raise ReviewNotFound."""
    return review_target(get_review(review_id))


def get_member_target(handle: str) -> TargetSnapshot:
    """Return a member, or raise MemberNotFound."""
    member = get_member_by_handle(handle)
    return TargetSnapshot(member_target(member), None, member.is_staff)


def member_target(member: Member) -> Target:
    return Target(MEMBER, member.id, member.id, member.name, member.handle)


def review_snapshot(review: Review) -> dict[str, Any]:
    """Return what a report and its case keep of a review."""
    return {
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "version": review.version,
        "at": review.edited_at or review.date,
    }


def _film_title(movie_id: ObjectId | None) -> str:
    if movie_id is None:
        return DELETED_FILM_TITLE
    try:
        return get_card(movie_id).title
    except MovieNotFound:
        return DELETED_FILM_TITLE
