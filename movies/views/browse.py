"""Browsing films: filters, sorts and pages, all in the URL; and titles while typing."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import reviews.queries
from accounts.documents import Viewer
from accounts.guards import permission_required
from accounts.requests import SiteRequest
from mflix_site.paging import page_number
from movies import queries
from movies.derived_fields import SCORE_FORMULA
from movies.facets import Choice, facets_for
from movies.forms import BrowseForm
from movies.search.suggestions import Suggestion
from movies.selection import SORT_LABELS, SeenFilms, Selection
from movies.talked_about import DECADES, DEFAULT_DECADE, most_talked_about
from movies.views.chips import active_filters

from .search_explanation import interpretation, matching_people

ALL_CERTIFICATES = "all_ratings"


@require_safe
@permission_required
def browse(request: SiteRequest) -> HttpResponse:
    """Show a page of the films asked for, and how many each further filter would leave."""
    form = BrowseForm(request.GET)
    asked = replace(form.selection(), seen=_reviewed_films(request)).resolved()
    own = _preferred_certificates(request, asked)
    selection = replace(asked, rated=own) if own else asked
    everything = request.GET.copy()
    everything[ALL_CERTIFICATES] = "1"
    facets = facets_for(selection)
    number = page_number(request.GET.get("page", ""))
    context = {
        "form": form,
        "page": queries.get_page(selection, number, total=facets.total),
        "total": facets.total,
        "catalogue_size": facets.films,
        "facets": facets,
        "groups": facets.groups,
        "chips": active_filters(asked, request.GET, _scale(request)),
        "people": matching_people(asked),
        "reading": interpretation(asked, request.GET),
        "sorts": _sort_choices(selection),
        "formula": SCORE_FORMULA if selection.sort == "rating" else None,
        "clear_url": reverse("browse"),
        "own_ratings": own or None,
        "own_ratings_off_url": f"?{everything.urlencode()}",
    }
    return render(request, "movies/browse.html", context)


def _reviewed_films(request: SiteRequest) -> SeenFilms | None:
    """Give the films that a member has reviewed, where they asked not to see these."""
    if request.member is None or not request.GET.get("hide_reviewed"):
        return None
    return reviews.queries.films_reviewed_by(request.member.id)


def _scale(request: SiteRequest) -> int:
    return Viewer(request.member).preferences.rating_scale


def _preferred_certificates(request: SiteRequest, asked: Selection) -> tuple[str, ...]:
    """A member's preferred certificates narrow the list, until they choose others or all."""
    in_words = asked.reading is not None and asked.reading.has_field("rated")
    if asked.rated or asked.not_rated or in_words or request.GET.get(ALL_CERTIFICATES):
        return ()
    return Viewer(request.member).preferences.preferred_ratings


def _sort_choices(selection: Selection) -> list[Choice]:
    now = selection.sort or ("" if selection.q else "popular")
    choices = [Choice(value, label, 0, value == now) for value, label in SORT_LABELS.items()]
    return [Choice("", "Best match", 0, now == ""), *choices] if selection.q else choices


@require_safe
@permission_required
def talked_about(request: SiteRequest) -> HttpResponse:
    """Show the films of a decade that people say most about."""
    asked = request.GET.get("decade", "")
    decade = int(asked) if asked in map(str, DECADES) else DEFAULT_DECADE
    context = {
        "decade": decade,
        "decades": [Choice(str(d), f"{d}s", 0, d == decade) for d in DECADES],
        "films": most_talked_about(decade),
    }
    return render(request, "movies/talked_about.html", context)


@require_safe
@permission_required
def suggest(request: SiteRequest) -> JsonResponse:
    """Give films and people whose names begin as typed, as `[{title, year, kind, url}]`."""
    found = queries.titles_beginning(request.GET.get("q", ""))
    return JsonResponse([_suggestion_json(suggestion) for suggestion in found], safe=False)


def _suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    if suggestion.movie_id is None:
        kind, url = "person", reverse("person", args=[suggestion.title])
    else:
        kind, url = "film", reverse("movie", args=[suggestion.movie_id])
    return {"title": suggestion.title, "year": suggestion.year, "kind": kind, "url": url}
