"""Browsing films: filters, sorts and pages, all in the URL; and titles while typing."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

import reviews.queries
from accounts.documents import Viewer
from accounts.requests import SiteRequest, permission_required
from mflix_site.paging import Tab, page_number
from movies import queries
from movies.derived_fields import SCORE_FORMULA
from movies.facets import facets_for
from movies.forms import BrowseForm
from movies.queries import DECADES, DEFAULT_DECADE, most_talked_about
from movies.search import engine
from movies.search.engine import Suggestion
from movies.search.query import ResolvedSelection, resolve
from movies.selection import SORT_LABELS, SeenFilms, Selection

from .browse_summary import active_filters, explain_search

ALL_CERTIFICATES = "all_ratings"


@require_safe
@permission_required
def browse(request: SiteRequest) -> HttpResponse:
    """Show a page of films, and how many each further filter would leave."""
    form = BrowseForm(request.GET)
    viewer = Viewer(request.member)
    selection = resolve(replace(form.selection(), seen=_films_to_hide(request)))
    certificates = _certificates_to_prefer(selection, request, viewer)
    shown = replace(selection, rated=certificates) if certificates else selection
    facets = facets_for(shown)
    number = page_number(request.GET.get("page", ""))
    context = {
        "form": form,
        "page": queries.get_page(shown, number, total=facets.total),
        "total": facets.total,
        "catalogue_size": facets.films,
        "facets": facets,
        "groups": facets.groups,
        "active_filters": active_filters(selection, request.GET, viewer.preferences.rating_scale),
        "matching_people": selection.query.result.people if selection.query else (),
        "explanation": explain_search(selection, request.GET),
        "sorts": _sort_choices(shown),
        "formula": SCORE_FORMULA if shown.sort == "rating" else None,
        "clear_url": reverse("browse"),
        "preferred_certificates": certificates or None,
        "all_certificates_url": _url_of_all_certificates(request),
    }
    return render(request, "movies/browse.html", context)


def _films_to_hide(request: SiteRequest) -> SeenFilms | None:
    if request.member is None or not request.GET.get("hide_reviewed"):
        return None
    return reviews.queries.films_reviewed_by(request.member.id)


def _certificates_to_prefer(
    selection: ResolvedSelection, request: SiteRequest, viewer: Viewer
) -> tuple[str, ...]:
    """Return the certificates of the viewer's preferences, unless they chose others or all."""
    fields = selection.query.parsed.fields if selection.query else ()
    chosen = selection.rated or selection.not_rated or any(f.name == "rated" for f in fields)
    if chosen or request.GET.get(ALL_CERTIFICATES):
        return ()
    return viewer.preferences.preferred_ratings


def _url_of_all_certificates(request: SiteRequest) -> str:
    params = request.GET.copy()
    params[ALL_CERTIFICATES] = "1"
    return f"?{params.urlencode()}"


def _sort_choices(selection: Selection) -> list[Tab]:
    current = selection.sort or ("" if selection.q else "popular")
    choices = [Tab(value, str(label), value == current) for value, label in SORT_LABELS.items()]
    return [Tab("", gettext("Best match"), current == ""), *choices] if selection.q else choices


@require_safe
@permission_required
def talked_about(request: SiteRequest) -> HttpResponse:
    """Show the films of a decade with the most reviews."""
    asked = request.GET.get("decade", "")
    decade = int(asked) if asked in map(str, DECADES) else DEFAULT_DECADE
    context = {
        "decade": decade,
        "decades": [
            Tab(str(d), gettext("%(decade)ss") % {"decade": d}, d == decade) for d in DECADES
        ],
        "films": most_talked_about(decade),
    }
    return render(request, "movies/talked_about.html", context)


@require_safe
@permission_required
def suggest(request: SiteRequest) -> JsonResponse:
    """Return films and people whose names begin as typed, as `[{title, year, kind, url}]`."""
    suggestions = engine.suggest(request.GET.get("q", ""))
    return JsonResponse([_suggestion_json(suggestion) for suggestion in suggestions], safe=False)


def _suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    if suggestion.movie_id is None:
        kind, url = "person", reverse("person", args=[suggestion.title])
    else:
        kind, url = "film", reverse("movie", args=[suggestion.movie_id])
    return {"title": suggestion.title, "year": suggestion.year, "kind": kind, "url": url}
