"""A film's page and a person's page."""

from dataclasses import dataclass

from bson import ObjectId
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

import reviews.favourites
import reviews.queries
from accounts.guards import permission_required
from accounts.requests import SiteRequest
from mflix_site.clock import now
from mflix_site.paging import page_number
from movies import people, queries, services, similar
from movies.documents import Movie, Tally
from movies.errors import MovieNotFound
from movies.facets import Choice
from movies.history import find_merge_target
from movies.home import Row
from movies.selection import SORTS, Selection
from reviews.forms import ReviewForm

MAX_SIMILAR = 6
POPULAR_EXPLANATION = "no film here shares its people, its time or its kind"


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """One bar of a film's histogram: ratings from low to high, how many, and how high of 100."""

    low: int
    high: int
    count: int
    height: int


@require_safe
@permission_required
def movie(request: SiteRequest, id: ObjectId) -> HttpResponse:
    """Show a film and what members said of it, and count the view.

    An entry that was merged into another leads there for good.
    """
    try:
        found = queries.get_movie(id)
    except MovieNotFound:
        heir = find_merge_target(id)
        if heir is None:
            raise
        return redirect("movie", id=heir, permanent=True)
    page = film_page(request, found)
    services.record_view(id, now())
    return page


def film_page(
    request: SiteRequest, film: Movie, form: ReviewForm | None = None, status: int = 200
) -> HttpResponse:
    """Give a film's page; with `form`, a review that was sent and refused, words and all."""
    sort = request.GET.get("sort", "")
    sort = sort if sort in reviews.queries.SORTS else "newest"
    film_id = ObjectId(film.id)
    mine = reviews.queries.find_own(request.member, film_id) if request.member else None
    if form is None and request.member and mine is None:
        form = ReviewForm()
    number = page_number(request.GET.get("page", ""))
    context = {
        "movie": film,
        "bins": _histogram(film.tally),
        "reviews": reviews.queries.page_for_movie(film_id, sort, number),
        "sort": sort,
        "sorts": [Choice(v, s, 0, v == sort) for v, s in reviews.queries.SORT_LABELS.items()],
        "mine": mine,
        "form": form,
        "more": _similar_row(film),
    }
    return render(request, "movies/movie.html", context, status=status)


def _histogram(tally: Tally) -> list[HistogramBin]:
    most = max(tally.histogram) or 1
    return [
        HistogramBin(n * 10 + 1, n * 10 + 10, count, round(100 * count / most))
        for n, count in enumerate(tally.histogram)
    ]


def _similar_row(film: Movie) -> Row | None:
    """Films like this one, each with what they share; where none shares anything, popular ones."""
    leads = similar.find_neighbours(film, queries.count_films(Selection()))
    if cards := similar.neighbour_cards(leads[:MAX_SIMILAR]):
        return Row("more", "Films like it", "what is rare in both comes first", "", tuple(cards))
    popular = queries.list_cards({}, SORTS["popular"], MAX_SIMILAR + 1)
    cards = [card for card in popular if card.id != film.id][:MAX_SIMILAR]
    return Row("more", "Popular here", POPULAR_EXPLANATION, "", tuple(cards)) if cards else None


@require_safe
@permission_required
def person(request: SiteRequest, name: str) -> HttpResponse:
    """Show what a person directed, wrote and acted in, with whom, and what of it one has seen."""
    found = people.get_person(name)
    ids = [ObjectId(card.id) for card in found.shown]
    seen = reviews.favourites.reviewed_among(request.member, ids) if request.member else set()
    return render(request, "movies/person.html", {"person": found, "seen": len(seen)})
