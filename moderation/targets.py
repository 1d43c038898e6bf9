"""What a case can be about: a review or a member, with whom it belongs to and what it says."""

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

from .documents import About
from .rules import PERSON, REVIEW

A_FILM_GONE = "A film that is gone"


@dataclass(frozen=True, slots=True)
class Target:
    """A review or a member, as it is when somebody reports it."""

    about: About
    words: dict[str, Any] | None
    by_staff: bool

    @property
    def target(self) -> dict[str, Any]:
        """Give what the database knows it by."""
        return {"kind": self.about.kind, "id": self.about.id}

    def about_fields(self) -> dict[str, Any]:
        """Give what is kept of whom and what it concerns."""
        about = self.about
        return {
            "member_id": about.member_id,
            "name": about.name,
            "handle": about.handle,
            "movie_id": about.movie_id,
            "title": about.title,
        }


def review_target(review: Review) -> Target:
    """Give a review as a thing to report or to look into."""
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    author = find_member(review.author_id) if review.author_id else None
    return build_review_target(review, author, _title(movie_id))


def build_review_target(review: Review, author: Member | None, title: str) -> Target:
    """Give a review as a thing, with its author if they are still here, and its film's title."""
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    about = About(
        kind=REVIEW,
        id=ObjectId(review.id),
        member_id=review.author_id,
        name=review.author_name,
        handle=review.author_handle,
        movie_id=movie_id,
        title=title,
    )
    return Target(about, words_of(review), author is not None and author.is_staff)


def get_visible_review_target(review_id: ObjectId) -> Target:
    """Give a review that everybody may see as a thing to report; else raise ReviewNotFound."""
    review = get_review(review_id)
    if not review.is_visible:
        raise ReviewNotFound
    return review_target(review)


def get_review_target(review_id: ObjectId) -> Target:
    """Give a review as a thing to look into, whatever its state; raises ReviewNotFound."""
    return review_target(get_review(review_id))


def get_member_target(handle: str) -> Target:
    """Give a member as a thing to report; raises MemberNotFound."""
    member = get_member_by_handle(handle)
    return Target(member_about(member), None, member.is_staff)


def member_about(member: Member) -> About:
    """Give a member as what a case concerns."""
    return About(PERSON, member.id, member.id, member.name, member.handle)


def words_of(review: Review) -> dict[str, Any]:
    """Give what is kept of a review's words when it is reported."""
    return {
        "text": review.text,
        "rating": review.rating,
        "spoiler": review.spoiler,
        "version": review.version,
        "at": review.edited_at or review.date,
    }


def _title(movie_id: ObjectId | None) -> str:
    if movie_id is None:
        return A_FILM_GONE
    try:
        return get_card(movie_id).title
    except MovieNotFound:
        return A_FILM_GONE
