"""A review's own page, feeds of films and reviews, and deleting one's own review.

Posting and editing are in `moderation`, which may hold a review.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import get_member_by_handle
from accounts.rating_scale import rating_text
from accounts.requests import MemberRequest, SiteRequest, permission_required
from diary.requests import viewer_of
from mflix_site.text import now
from mflix_site.web.feeds import atom_feed
from moderation.queries import hidden_by_reports
from movies.queries import get_movie, newest_films
from movies.requests import follow_merges

from . import queries, services
from .documents import FilmReview

FEED_SIZE = 30


@require_safe
@permission_required
def review(request: SiteRequest, id: ObjectId) -> HttpResponse:
    item = queries.get_review_with_film(id, request.member)
    waits = not item.review.is_visible and bool(hidden_by_reports([id]))
    context = {"item": item, "review": item.review, "waits": waits}
    return render(request, "reviews/review.html", context)


@require_POST
@permission_required
def delete_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_own_review(request.member, id)
    keep_rating = bool(request.POST.get("keep_rating"))
    review = services.delete_review(member=request.member, review_id=id, keep_rating=keep_rating)
    done = _("Your review was deleted.") if review.text else _("Your rating has been cleared.")
    if review.is_taken_down and hidden_by_reports([id]):
        done = _("Your text was deleted. A moderator still looks at the reports about it.")
    elif review.is_taken_down:
        done = _("Your text was deleted. The moderator's decision about it still stands.")
    elif keep_rating and review.is_visible and review.rating:
        done = _("Your review was deleted. Your rating stays.")
    messages.success(request, done)
    return redirect("movie", id=review.movie_id)


@require_safe
@permission_required
def films_feed(request: SiteRequest) -> HttpResponse:
    entries = [
        {
            "title": film.title_and_year,
            "link": reverse("movie", args=[film.id]),
            **dict.fromkeys(("pubdate", "updateddate"), min(id.generation_time, now())),
        }
        for film in newest_films(FEED_SIZE)
        for id in [ObjectId(film.id)]
    ]
    return atom_feed(_("New films on mflix"), reverse("browse"), request.path, entries)


@require_safe
@permission_required
def reviews_feed(request: SiteRequest) -> HttpResponse:
    entries = _entries(request, queries.newest_reviews(FEED_SIZE))
    return atom_feed(_("New reviews on mflix"), reverse("home"), request.path, entries)


@require_safe
@permission_required
@follow_merges
def film_feed(request: SiteRequest, id: ObjectId) -> HttpResponse:
    film = get_movie(id)
    page = queries.page_of_film_reviews(film, "newest", 1)
    entries = _entries(request, [FilmReview(review, film.card) for review in page.items])
    title = _("Reviews of %(film)s") % {"film": film.title}
    return atom_feed(title, reverse("movie", args=[id]), request.path, entries)


@require_safe
@permission_required
def member_feed(request: SiteRequest, handle: str) -> HttpResponse:
    author = get_member_by_handle(handle)
    _count, _tally, page = queries.member_reviews(author.id, 1)
    entries = _entries(request, page.items)
    title = _("Reviews by %(name)s") % {"name": author.name}
    return atom_feed(title, reverse("member", args=[author.handle]), request.path, entries)


def _entries(request: SiteRequest, items: Iterable[FilmReview]) -> Iterator[dict[str, Any]]:
    """Yield the entries of a feed of reviews; spoilers are not in them."""
    viewer = viewer_of(request)
    for item in items:
        review, names = item.review, {"film": item.film.title, "name": item.review.author_name}
        title = _("%(film)s, reviewed by %(name)s") % names
        if review.rating and not viewer.hides_score(item.film.id):
            title += f": {rating_text(review.rating)}/5"
        yield {
            "title": title,
            "link": reverse("review", args=[review.id]),
            "description": _("This review contains spoilers.") if review.spoiler else review.text,
            "author_name": review.author_name,
            "pubdate": review.date,
            "updateddate": review.changed_at,
        }
