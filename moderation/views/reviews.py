"""Posting and editing one's own review, which may be held; reporting posts and members."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, client_ip, permission_required, submitted_data
from diary.requests import keep_button
from mflix_site.web.kept_forms import keep_fields, restored
from mflix_site.web.requests import safe_next_url, secret_link
from moderation.errors import AlreadyReported, OwnTarget
from moderation.forms import ReportForm
from moderation.states import hold_reason_text
from movies.errors import MovieNotFound
from movies.queries import get_card
from movies.requests import follow_merges
from movies.views.film import film_page
from reviews.documents import HELD, Review
from reviews.errors import AlreadyReviewed, ReviewEditConflict, WasTakenDown
from reviews.forms import EditReviewForm, ReviewForm
from reviews.queries import get_own_review

from .. import posting, posts, queries
from ..reports import file_report

THANKS = _("Thank you. A moderator will look at it, and we'll tell you the outcome.")
STILL_A_SPOILER = _("It stays marked as a spoiler, because a moderator marked it.")


@require_POST
@permission_required
@keep_fields("text", "rating", "spoiler", page="movie")
@follow_merges
def post_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return film_page(request, id, form, status=422)
    check_review_limits(request)
    try:
        review, left_watchlist = posting.post_or_complete_review(
            member=request.member, movie_id=id, content=form.content()
        )
    except (AlreadyReviewed, WasTakenDown) as error:
        form.add_error(None, error.sentence)
        return film_page(request, id, form, status=409)
    done, button = gettext("Your review has been posted."), ""
    if left_watchlist:
        done = gettext("Your review has been posted, and the film is off your watchlist.")
        button = keep_button(id)
    add_review_message(request, review, done, button)
    return redirect("movie", id=review.movie_id)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("text", "rating", "spoiler", "version")
def edit_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    review = before = get_own_review(request.member, id)
    is_sent = request.method == "POST"
    form = EditReviewForm(request.POST) if is_sent else restored(request, EditReviewForm.of(review))
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, review, form, status=422 if form.errors else 200)
    check_review_limits(request)
    content, version = form.content(), form.cleaned_data["version"]
    try:
        review = posting.edit_review(
            member=request.member, review_id=id, content=content, version=version
        )
    except ReviewEditConflict as error:
        form.data = request.POST.copy()
        form.data["version"] = str(error.current.version)
        form.add_error(None, error.sentence)
        return _edit_page(request, review, form, status=409, theirs=error.current)
    done = gettext("Your review has been saved.")
    if before.state == HELD and review.is_visible:
        done = gettext("Your review has been published.")
    add_review_message(request, review, done)
    if review.spoiler and not content.spoiler:
        messages.info(request, STILL_A_SPOILER)
    return redirect(safe_next_url(request, reverse("movie", args=[review.movie_id])))


def check_review_limits(request: MemberRequest) -> None:
    check_rate_limit("review", request.member.id)
    check_rate_limit("review-network", client_ip(request))


def add_review_message(request: MemberRequest, review: Review, done: str, button: str = "") -> None:
    if review.held_because:
        reason = hold_reason_text(review.held_because)
        waits = gettext(
            "Your review has been saved and is waiting for a moderator, because %(reason)s."
        )
        off = gettext("The film is off your watchlist.") if button else ""
        text = " ".join(filter(None, (waits % {"reason": reason}, off)))
        messages.info(request, text, extra_tags=button)
    elif review.is_visible:
        see = format_html('{} <a href="#review">{}</a>', done, gettext("See your review"))
        messages.success(request, see if review.text else done, extra_tags=button)
    else:
        add_saved_message(request, done, ObjectId(review.id), review.state, button)


def add_saved_message(
    request: MemberRequest, done: str, post_id: ObjectId, state: str, button: str = ""
) -> None:
    """Add the message that a post has been saved, with the reason where it stays hidden."""
    if stays := queries.stays_hidden_text(post_id, state):
        messages.info(request, " ".join((done, stays)), extra_tags=button)
    else:
        messages.success(request, done, extra_tags=button)


def _edit_page(
    request: MemberRequest,
    review: Review,
    form: EditReviewForm,
    status: int,
    theirs: Review | None = None,
) -> HttpResponse:
    if not ObjectId.is_valid(review.movie_id):  # a comment of an old database about no film
        raise MovieNotFound
    film = get_card(ObjectId(review.movie_id))
    back = safe_next_url(request, f"{reverse('movie', args=[film.id])}#review-{review.id}")
    context = {"review": review, "film": film, "form": form, "theirs": theirs, "back": back}
    return render(request, "reviews/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("note", "reason", keys=("reason",))
def report_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    snapshot = posts.get_visible_review_target(id)
    film = snapshot.target.movie_id
    return_url = f"{reverse('movie', args=[film])}#review-{id}" if film else reverse("home")
    return _report(request, snapshot, return_url)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("note", "reason", keys=("reason",))
def report_member(request: MemberRequest, handle: str) -> HttpResponse:
    snapshot = posts.get_member_target(handle)
    return _report(request, snapshot, reverse("member", args=[snapshot.target.handle]))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("note", "reason", keys=("reason",))
def report_entry(request: MemberRequest, id: ObjectId) -> HttpResponse:
    snapshot = posts.get_entry_target(id)
    return _report(request, snapshot, reverse("diary", args=[snapshot.target.handle]))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("note", "reason", keys=("reason",))
def report_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Report a list; `link` in the query is the secret link through which it is shown."""
    link = secret_link(request.GET)
    snapshot = posts.get_list_target(id, request.member, link)
    page = reverse("list-by-link", args=[id, link]) if link else reverse("film-list", args=[id])
    return _report(request, snapshot, page)


def _report(
    request: MemberRequest, snapshot: posts.TargetSnapshot, return_url: str
) -> HttpResponse:
    if snapshot.target.member_id == request.member.id:
        raise OwnTarget
    form = restored(request, ReportForm(submitted_data(request), kind=snapshot.target.kind))
    if request.method == "POST" and form.is_valid():
        ip = client_ip(request)
        check_rate_limit("report", request.member.id)
        check_rate_limit("report-network", ip)
        try:
            file_report(member=request.member, snapshot=snapshot, **form.arguments(), ip=ip)
        except AlreadyReported as error:
            messages.info(request, error.sentence)
        else:
            messages.success(request, THANKS)
        return redirect(return_url.partition("#")[0])  # the message is at the top
    context = {
        "form": form,
        "target": snapshot.target,
        "text": (snapshot.words or {}).get("text"),
        "return_url": return_url,
        "has_open_report": queries.has_open_report(request.member, snapshot.target.id),
    }
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
