"""Comments, which are reviews of the site: each is answered with all comments on its film."""

from bson import ObjectId
from django.http import HttpRequest, HttpResponse

from accounts.documents import Member
from accounts.permissions import require_permission
from api.requests import count_review, json_body, session_required
from api.responses import RequestRefused, json_response
from moderation.posting import edit_text, write_text
from reviews.documents import Review
from reviews.queries import comments_on_film, find_review
from reviews.services import delete_review

from ..forms import object_id, review_text
from ..responses import SPOILER_HINT, comments_for_author


@session_required
def post_comment(request: HttpRequest, member: Member) -> HttpResponse:
    """Post a review, or put its words into the one that the member has of this film."""
    require_permission(member, "post-review")
    data = json_body(request)
    movie_id, text = object_id(data, "movie_id"), review_text(data, "comment")
    count_review(request, member)
    review = write_text(member=member, movie_id=movie_id, text=text)
    return _answer(movie_id, member, review)


@session_required
def edit_comment(request: HttpRequest, member: Member) -> HttpResponse:
    require_permission(member, "edit-review")
    data = json_body(request)
    review, text = _own_review(data, member), review_text(data, "updated_comment")
    count_review(request, member)
    # The client shows an author the hint in place of what it hides, and sends it back.
    if not (review.spoiler and text == str(SPOILER_HINT)):
        review = edit_text(member=member, review_id=ObjectId(review.id), text=text)
    return _answer(ObjectId(review.movie_id), member, review)


@session_required
def delete_comment(request: HttpRequest, member: Member) -> HttpResponse:
    require_permission(member, "delete-review")
    review = _own_review(json_body(request), member)
    delete_review(member=member, review_id=ObjectId(review.id))
    return _answer(ObjectId(review.movie_id), member)


def _own_review(data: dict[str, object], member: Member) -> Review:
    """Return the member's review of this id and film; to anybody else it is not there."""
    review, movie_id = find_review(object_id(data, "comment_id")), object_id(data, "movie_id")
    if review is None or review.author_id != member.id or review.movie_id != str(movie_id):
        raise RequestRefused(404)
    return review


def _answer(movie_id: ObjectId, member: Member, written: Review | None = None) -> HttpResponse:
    comments = comments_on_film(movie_id)
    return json_response({"comments": comments_for_author(comments, member, written)})
