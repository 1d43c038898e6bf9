"""Reviews: of a film, of a member, and one's own to write; every rule is the services' own."""

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.access_tokens import READ, WRITE_REVIEWS
from api.requests import count_review
from api.v2.errors import FieldError, Invalid, ReviewExists
from api.v2.responses import document, page_of, position, required_version, takes_if_match
from api.v2.schemas import reviews as schemas
from api.v2.schemas.shared import FieldsQuery, Page, PathId
from mflix_site.text import clean_text
from moderation import posting
from movies.queries import get_card
from reviews import queries, services
from reviews.documents import MAX_TEXT_LENGTH, FilmReview, ReviewContent
from reviews.errors import AlreadyReviewed

from . import serialisers
from .authentication import NeedsScope, caller_of, member_with, viewer_of

router = Router(tags=["Reviews"])
writes_reviews = NeedsScope(WRITE_REVIEWS)


@router.get(
    "films/{oid:film_id}/reviews", response=Page[schemas.Review], summary="List a film's reviews"
)
def list_film_reviews(
    request: HttpRequest, film_id: PathId, query: Query[schemas.ReviewQuery]
) -> HttpResponse:
    """Return the visible reviews of a film."""
    film, start = get_card(film_id), position(request, query)
    page = queries.film_reviews_after(film_id, query.sort, start, query.limit)
    viewer = viewer_of(request)
    items = page.map(lambda review: serialisers.review(FilmReview(review, film), viewer))
    return page_of(request, query, items)


@router.post(
    "films/{oid:film_id}/reviews",
    response={201: schemas.Review},
    auth=writes_reviews,
    summary="Post a review",
)
def post_review(request: HttpRequest, film_id: PathId, body: schemas.ReviewInput) -> HttpResponse:
    """Post one's review of a film; a moderator may have to see it first: then it is `held`.

    A member has one review of a film, and a rating is one too: change it with PUT.
    """
    member, content = caller_of(request).member, _content(body)
    count_review(request, member)
    film = get_card(film_id)
    try:
        review = posting.post_review(member=member, movie_id=film_id, content=content)
    except AlreadyReviewed as error:
        raise ReviewExists from error
    shown = serialisers.review(FilmReview(review, film), viewer_of(request))
    return document(request, shown, status=201, location=f"reviews/{review.id}")


@router.put(
    "films/{oid:film_id}/rating",
    response={200: schemas.Review, 204: None},
    auth=writes_reviews,
    summary="Rate a film",
)
def rate_film(request: HttpRequest, film_id: PathId, body: schemas.RatingInput) -> HttpResponse:
    """Set or clear one's rating of a film; the words of a review stay.

    204 where nothing is left: a review without words goes with its rating.
    """
    member = caller_of(request).member
    count_review(request, member)
    film = get_card(film_id)
    review = posting.rate_film(member=member, movie_id=film_id, rating=body.rating).review
    if review is None:
        return HttpResponse(status=204)
    return document(request, serialisers.review(FilmReview(review, film), viewer_of(request)))


@router.get("reviews/{oid:review_id}", response=schemas.Review, summary="Read a review")
def read_review(request: HttpRequest, review_id: PathId, query: Query[FieldsQuery]) -> HttpResponse:
    """Return a review; one that is not visible only to its author, with the scope `read`."""
    item = queries.get_review_with_film(review_id, member_with(request, READ))
    return document(request, serialisers.review(item, viewer_of(request)), fields=query.fields)


@router.put(
    "reviews/{oid:review_id}", response=schemas.Review, auth=writes_reviews, summary="Edit a review"
)
@takes_if_match
def edit_review(request: HttpRequest, review_id: PathId, body: schemas.ReviewInput) -> HttpResponse:
    """Replace one's own review; the earlier version is kept for moderators."""
    member, content = caller_of(request).member, _content(body)
    before = queries.get_own_review(member, review_id)
    count_review(request, member)
    version = required_version(request, before.version)
    review = posting.edit_review(
        member=member, review_id=review_id, content=content, version=version
    )
    item = FilmReview(review, get_card(ObjectId(review.movie_id)))
    return document(request, serialisers.review(item, viewer_of(request)))


@router.delete(
    "reviews/{oid:review_id}", response={204: None}, auth=writes_reviews, summary="Delete a review"
)
@takes_if_match
def delete_review(
    request: HttpRequest, review_id: PathId, query: Query[schemas.Deletion]
) -> HttpResponse:
    """Delete one's own review; of one that was taken down, its words alone."""
    member = caller_of(request).member
    before = queries.get_own_review(member, review_id)
    version = required_version(request, before.version)
    keep = query.keep_rating
    services.delete_review(member=member, review_id=review_id, version=version, keep_rating=keep)
    return HttpResponse(status=204)


def _content(body: schemas.ReviewInput) -> ReviewContent:
    """Return the content of a review by the rules of the form on the page; raise Invalid."""
    text = clean_text(body.text)
    if not text and body.rating is None:
        raise Invalid([FieldError("body /", "empty", "Send a rating, text, or both.")])
    if len(text) > MAX_TEXT_LENGTH:
        raise Invalid([FieldError("body /text", "too_long", f"At most {MAX_TEXT_LENGTH}.")])
    return ReviewContent(text, body.rating, body.spoiler and bool(text))
