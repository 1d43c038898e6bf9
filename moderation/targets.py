"""Reading what can be reported: a review or a member, with its author and its words."""

from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.queries import find_member, get_member_by_handle
from movies.queries import get_titles
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
    author = find_member(review.author_id) if review.author_id else None
    film = [ObjectId(review.movie_id)] if ObjectId.is_valid(review.movie_id) else []
    title = get_titles(film).get(review.movie_id, DELETED_FILM_TITLE)
    return build_review_target(review, author, title)


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
    words = {
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "version": review.version,
        "at": review.edited_at or review.date,
    }
    return TargetSnapshot(target, words, author is not None and author.is_staff)


def get_visible_review_target(review_id: ObjectId) -> TargetSnapshot:
    """Return a review that everybody may see, or raise ReviewNotFound."""
    review = get_review(review_id)
    if not review.is_visible:
        raise ReviewNotFound
    return review_target(review)


def get_member_target(handle: str) -> TargetSnapshot:
    """Return a member, or raise MemberNotFound."""
    return member_target(get_member_by_handle(handle))


def member_target(member: Member) -> TargetSnapshot:
    target = Target(MEMBER, member.id, member.id, member.name, member.handle)
    return TargetSnapshot(target, None, member.is_staff)
