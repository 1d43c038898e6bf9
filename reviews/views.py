"""Posting, editing and deleting one's own review."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, client_ip, permission_required
from moderation import review_posting
from movies.errors import MovieNotFound
from movies.queries import get_card, get_movie
from movies.views.film import film_page

from . import queries, services
from .documents import Review
from .errors import AlreadyReviewed, EditedMeanwhile, TakenDownBefore
from .forms import EditReviewForm, ReviewForm

ERASED = "Your words are erased. The decision on them stands, and so does their place."


@require_POST
@permission_required
def post_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Publish a review of a film; one that is refused comes back with its words."""
    film = get_movie(id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return film_page(request, film, form, status=422)
    _spend(request)
    try:
        review = review_posting.post_review(member=request.member, movie_id=id, words=form.words())
    except (AlreadyReviewed, TakenDownBefore) as taken:
        form.add_error(None, taken.sentence)
        return film_page(request, film, form, status=409)
    _say(request, review, "Your review is published.")
    return redirect(_address(review))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def edit_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show one's own review as a form, or save it."""
    review = queries.get_own_review(request.member, id)
    form = EditReviewForm(request.POST) if request.method == "POST" else EditReviewForm.of(review)
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, review, form, status=422 if form.errors else 200)
    _spend(request)
    try:
        review = review_posting.edit_review(
            member=request.member,
            review_id=id,
            words=form.words(),
            version=form.cleaned_data["version"],
        )
    except EditedMeanwhile as changed:
        form.data = request.POST.copy()
        form.data["version"] = str(changed.review.version)
        form.add_error(None, changed.sentence)
        return _edit_page(request, review, form, status=409, theirs=changed.review)
    _say(request, review, "Your review is changed.")
    return redirect(_address(review))


@require_POST
@permission_required
def delete_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Remove one's own review."""
    queries.get_own_review(request.member, id)
    review = services.delete_review(member=request.member, review_id=id)
    messages.success(request, ERASED if review.is_taken_down else "Your review is removed.")
    return redirect("movie", id=review.movie_id)


def _spend(request: MemberRequest) -> None:
    check_rate_limit("review", request.member.id)
    check_rate_limit("review-network", client_ip(request))


def _say(request: MemberRequest, review: Review, done: str) -> None:
    """Say that it is done, or why it waits."""
    if review.held_because:
        messages.info(request, f"It is saved, and waits for a moderator: {review.held_because}.")
    elif review.is_visible:
        messages.success(request, done)
    else:
        messages.info(request, "It is changed, and still hidden: a moderator took it down.")


def _edit_page(
    request: MemberRequest,
    review: Review,
    form: EditReviewForm,
    status: int,
    theirs: Review | None = None,
) -> HttpResponse:
    if not ObjectId.is_valid(review.movie_id):  # an old comment about nothing
        raise MovieNotFound
    film = get_card(ObjectId(review.movie_id))
    context = {"review": review, "film": film, "form": form, "theirs": theirs}
    return render(request, "reviews/edit.html", context, status=status)


def _address(review: Review) -> str:
    return f"{reverse('movie', args=[review.movie_id])}#review-{review.id}"
