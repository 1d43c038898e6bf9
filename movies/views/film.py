"""A film's page and a person's page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bson import ObjectId
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import reviews.queries
from accounts.requests import SiteRequest
from mflix_site.clock import now
from mflix_site.paging import page_number
from movies import people, queries, services
from movies.catalogue_fields import person_key
from movies.documents import Movie, MovieCard, Tally
from movies.facets import Choice
from movies.home import Row
from movies.selection import SORTS
from reviews.forms import ReviewForm

MORE = 6
LONGEST_NAME = 200  # that a person's address can hold; untidy data may put a paragraph there


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a film's histogram: ratings from low to high, how many, and how high of 100."""

    low: int
    high: int
    count: int
    height: int


@require_safe
def movie(request: SiteRequest, id: ObjectId) -> HttpResponse:
    """Show a film and what members said of it, and count the view."""
    page = film_page(request, queries.get_movie(id))
    services.count_view(id, now())
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
        "bins": _bins(film.tally),
        "reviews": reviews.queries.page_for_movie(film_id, sort, number),
        "sort": sort,
        "sorts": [Choice(v, s, 0, v == sort) for v, s in reviews.queries.SORT_LABELS.items()],
        "mine": mine,
        "form": form,
        "more": _more(film),
    }
    return render(request, "movies/movie.html", context, status=status)


def _bins(tally: Tally) -> list[Bin]:
    most = max(tally.histogram) or 1
    return [
        Bin(n * 10 + 1, n * 10 + 10, count, round(100 * count / most))
        for n, count in enumerate(tally.histogram)
    ]


def _more(film: Movie) -> Row | None:
    """Other films of the first director, most popular first; else of the same genres."""
    for name in (n for n in film.card.directors[:1] if len(n) <= LONGEST_NAME):
        same = {"person_keys": person_key(name)}
        title, url = f"More by {name}", reverse("person", args=[name])
        if cards := _others(film, same, f"also by {name}"):
            return Row("more", title, "", url, cards)
    genres = list(film.card.genres[:2])
    words = " and ".join(genres).lower()
    url = f"{reverse('browse')}?{urlencode({'genre': genres}, doseq=True)}"
    cards = _others(film, {"genres": {"$all": genres}}, f"{words} too") if genres else ()
    return Row("more", f"More {words}", "", url, cards) if cards else None


def _others(film: Movie, same: dict[str, Any], reason: str) -> tuple[MovieCard, ...]:
    found = queries.row_of(same, SORTS["popular"], MORE + 1)
    return tuple(card.because(reason) for card in found if card.id != film.id)[:MORE]


@require_safe
def person(request: SiteRequest, name: str) -> HttpResponse:
    """Show what a person directed, wrote and acted in."""
    return render(request, "movies/person.html", {"person": people.get_person(name)})
