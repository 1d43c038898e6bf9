"""Browsing films: filters, sorts and pages, all in the URL; and titles while typing.

A page lists its active filters, and explains how the words were read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import reviews.queries
from accounts.rating_scale import format_rating
from accounts.requests import SiteRequest, Viewer, permission_required
from mflix_site.paging import Tab, page_number
from mflix_site.web.templates import markup_key, query_text, url
from movies.derived_fields import SCORE_FORMULA
from movies.facets import Facets, facets_and_page, facets_for
from movies.forms import SORT_LABELS, BrowseForm
from movies.search.candidates import FilmMatch
from movies.search.engine import resolve
from movies.search.parsing import FieldFilter, remove_field
from movies.search.suggestions import Suggestion, find_suggestions
from movies.selection import GROUPS, ResolvedSelection, SeenFilms, Selection

ALL_CERTIFICATES = "all_ratings"
RANGE_LABELS = {
    "year": (_("%(low)s or later"), _("%(high)s or earlier"), _("%(low)s–%(high)s")),
    "runtime": (_("%(low)s min or more"), _("%(high)s min or less"), _("%(low)s–%(high)s min")),
}


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One active filter, and the address of page 1 without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchExplanation:
    """What was typed, what was searched for instead, and what was not understood as a filter.

    `corrected` and the addresses are empty when the words were taken as typed; of words that were
    taken as filters there is the address of searching for them. `year` is a word that was taken as
    a year, `dropped` are words that were left out, `filters` is what a title could mean
    besides, and `titles` are those that words which mean filters could be.
    """

    typed: str
    unrecognized: tuple[str, ...]
    corrected: str = ""
    corrected_url: str = ""
    as_typed_url: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()
    filters: str = ""
    filters_url: str = ""
    titles: tuple[FilmMatch, ...] = ()


@require_safe
@permission_required
def browse(request: SiteRequest) -> HttpResponse:
    """Show a page of films, and how many each further filter would leave."""
    form = BrowseForm(request.GET)
    viewer = Viewer(request.member)
    asked = replace(form.selection(), seen=_films_to_hide(request))
    selection = resolve(asked, viewer.preferences.rating_scale)
    certificates = _certificates_to_prefer(selection, request, viewer)
    shown = replace(selection, rated=certificates) if certificates else selection
    facets, page = facets_and_page(shown, page_number(request.GET.get("page", "")))
    context = {
        "form": form,
        "page": page,
        "total": facets.total,
        "catalogue_size": facets.films,
        "facets": facets,
        "groups": facets.groups,
        "active_filters": active_filters(selection, request.GET, viewer.preferences.rating_scale),
        "matching_people": selection.query.result.people if selection.query else (),
        "explanation": explain_search(selection, request.GET),
        "sorts": _sort_choices(shown.sort, bool(shown.q), markup_key()),
        "formula": SCORE_FORMULA if shown.sort == "rating" else None,
        "clear_url": url("browse"),
        "preferred_certificates": certificates or None,
        "hidden": _hidden_by_certificates(selection, certificates, facets),
        "all_certificates_url": certificates and _url_of_all_certificates(request),
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


def _hidden_by_certificates(
    selection: ResolvedSelection, certificates: tuple[str, ...], shown: Facets
) -> Facets | None:
    """Return the counts of films with any certificate, where there are some but none is shown."""
    if shown.total or not certificates:
        return None
    hidden = facets_for(selection)
    return hidden if hidden.total else None


def _url_of_all_certificates(request: SiteRequest) -> str:
    params = request.GET.copy()
    params[ALL_CERTIFICATES] = "1"
    return f"?{params.urlencode()}"


@lru_cache(64)
def _sort_choices(sort: str, has_words: bool, _key: Any) -> list[Tab]:
    current = sort or ("" if has_words else "popular")
    choices = [Tab(value, str(label), value == current) for value, label in SORT_LABELS.items()]
    return [Tab("", gettext("Best match"), current == ""), *choices] if has_words else choices


def explain_search(selection: ResolvedSelection, query: QueryDict) -> SearchExplanation | None:
    """Return how a search was interpreted; None where nothing was searched for."""
    if selection.query is None:
        return None
    parsed, result = selection.query.parsed, selection.query.result
    as_typed_url = _url_with_words(query, selection.q, exact="1")
    if result.filters:
        titles = result.films if not parsed.text else ()
        return SearchExplanation(
            selection.q, parsed.unrecognized, as_typed_url=as_typed_url, titles=titles
        )
    if not result.corrected:
        words = " ".join(filter_.syntax for filter_ in result.alternative)
        label = ", ".join(filter_.label for filter_ in result.alternative)
        filters_url = _url_with_words(query, words) if words else ""
        return SearchExplanation(
            parsed.text, parsed.unrecognized, filters=label, filters_url=filters_url
        )
    fields = [field.typed for field in parsed.fields]
    if result.year:
        fields.append(f"year:{result.year}")
    return SearchExplanation(
        typed=parsed.text,
        unrecognized=parsed.unrecognized,
        corrected=result.corrected,
        corrected_url=_url_with_words(query, " ".join([result.corrected, *fields])),
        as_typed_url=as_typed_url,
        year=result.year,
        dropped=result.dropped,
    )


def active_filters(
    selection: ResolvedSelection, query: QueryDict, scale: int = 100
) -> list[ActiveFilter]:
    """Return every active filter; ratings are formatted in `scale`: of 5, 10 or 100."""
    return [
        *_word_filters(selection, query),
        *_group_filters(selection, query),
        *_range_filters(selection, query, scale),
    ]


def _word_filters(selection: ResolvedSelection, query: QueryDict) -> Iterator[ActiveFilter]:
    """Yield one filter for the plain words of a search, and one for each field in them."""
    if selection.query:
        parsed = selection.query.parsed
        if parsed.text or not parsed.fields:
            fields = " ".join(field.typed for field in parsed.fields)
            yield ActiveFilter(f"“{parsed.text or selection.q}”", _url_with_words(query, fields))
        for field in parsed.fields:
            words = remove_field(selection.q, field.typed)
            yield ActiveFilter(_field_label(field), _url_with_words(query, words))
        if selection.exact:
            yield _parameter_filter(query, gettext("exact spelling"), "exact")
    if selection.person:
        yield _parameter_filter(query, selection.person, "person")


def _field_label(field: FieldFilter) -> str:
    """Return the label of a filter; of one in plain words as those beside the films have it."""
    low, dots, high = field.value.partition("..")
    if ":" in field.typed or field.excludes:
        return field.label
    return _range_label("year", low, high) if field.name == "year" and dots else field.value


def _group_filters(selection: Selection, query: QueryDict) -> Iterator[ActiveFilter]:
    for group in GROUPS:
        for value in selection.wanted(group):
            yield _parameter_filter(query, value, group, value=value)
        for value in selection.unwanted(group):
            yield _parameter_filter(
                query, gettext("not %(value)s") % {"value": value}, f"not_{group}", value=value
            )


def _range_filters(selection: Selection, query: QueryDict, scale: int) -> Iterator[ActiveFilter]:
    for name in RANGE_LABELS:
        low, high = selection.bounds(name)
        if low is not None or high is not None:
            label = _range_label(name, low, high)
            yield _parameter_filter(query, label, f"{name}_min", f"{name}_max")
    if (rating := selection.rating_min) is not None:
        scale = 100 if rating % 10 else scale  # between two steps of the scale it stays of 100
        least = {"rating": format_rating(rating, scale), "scale": scale}
        at_least = gettext("rated %(rating)s or more out of %(scale)s") % least
        yield _parameter_filter(query, at_least, "rating_min")
    if selection.seen is not None:
        yield _parameter_filter(query, gettext("not reviewed by you"), "hide_reviewed")


def _range_label(name: str, low: int | str | None, high: int | str | None) -> str:
    from_low, until_high, both = RANGE_LABELS[name]
    label = both if low and high else until_high if high else from_low
    return label % {"low": low, "high": high}


def _parameter_filter(
    query: QueryDict, label: str, *names: str, value: str | None = None
) -> ActiveFilter:
    """Return the filter that some parameters set, or one value of them, and the address without."""
    others = [
        (name, sent)
        for name, values in query.lists()
        for sent in values
        if name != "page" and not (name in names and value in (None, sent))
    ]
    return ActiveFilter(label, f"?{query_text(others)}")


def _url_with_words(query: QueryDict, words: str, **more: str) -> str:
    """Return the address of the same filters with other words, on page 1."""
    others = [
        (name, sent)
        for name, values in query.lists()
        for sent in values
        if name not in ("q", "page", "exact")
    ]
    chosen = [(name, value) for name, value in {"q": words, **more}.items() if value]
    return f"?{query_text([*others, *chosen])}"


@require_safe
@permission_required
def search_help(request: SiteRequest) -> HttpResponse:
    return render(request, "movies/search_help.html")


@require_safe
@permission_required
def suggest(request: SiteRequest) -> JsonResponse:
    """Return films and people whose names begin as typed, as `[{title, year, kind, url}]`."""
    suggestions = find_suggestions(request.GET.get("q", ""))
    return JsonResponse([_suggestion_json(suggestion) for suggestion in suggestions], safe=False)


def _suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    if suggestion.movie_id is None:
        kind, url = "person", reverse("person", args=[suggestion.title])
    else:
        kind, url = "film", reverse("movie", args=[suggestion.movie_id])
    return {"title": suggestion.title, "year": suggestion.year, "kind": kind, "url": url}
