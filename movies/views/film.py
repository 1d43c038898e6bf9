"""A film's page and a person's page."""

import re
from typing import Any, cast

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import reviews.queries
from accounts.documents import ADMIN
from accounts.permissions import has_permission
from accounts.requests import SESSION_ROWS, MemberRequest, SiteRequest, permission_required
from accounts.time_zones import today_in
from diary.documents import FilmDiary
from diary.forms import EntryForm
from diary.requests import states_of_films
from lists.film_page import SharedPart, film_page_stages, get_film_page
from mflix_site.paging import Tab, page_number
from mflix_site.text import now
from mflix_site.web.kept_forms import restored
from mflix_site.web.templates import url
from moderation.queries import hidden_by_reports
from movies.documents import MovieCard, Tally
from movies.facets import HistogramBar
from movies.home_rows import Row
from reviews.documents import Review
from reviews.forms import RatingForm, ReviewForm

from .. import page_views, people
from ..requests import follow_merges
from ..template_functions import person_url

SIMILAR = (_("Similar films"), _("Closest matches first"))
POPULAR = (_("Popular films"), _("Nothing in the catalogue is much like this film"))
FILM_PATH = re.compile(r"/movies/([0-9a-f]{24})/", re.ASCII)


def _join_film(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the stages that read a film's page with a member's session; none for other pages."""
    path = FILM_PATH.fullmatch(request.path_info)
    number = page_number(request.GET.get("page", ""))
    return film_page_stages(ObjectId(path[1]), _chosen_sort(request), number) if path else []


SESSION_ROWS.append(_join_film)


@require_safe
@permission_required
@follow_merges
def movie(request: SiteRequest, id: ObjectId) -> HttpResponse:
    """Show a film and its reviews, and count the view."""
    page = film_page(request, id)
    if request.member and request.headers.get("Sec-Fetch-Dest") == "empty":
        return page  # a script takes over what shows a new rating
    page_views.record_view(id, now())
    # Also when this page is shown again without being made again.
    page.on_repeats = lambda times: page_views.record_view(id, now(), times)  # type: ignore[attr-defined]
    return page


def film_page(
    request: SiteRequest,
    id: ObjectId,
    form: ReviewForm | None = None,
    rating_form: RatingForm | None = None,
    log_form: EntryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a film's page; with a form, a submitted review, rating or entry that was invalid."""
    (page, diary), sort = _read_page(request, id), _chosen_sort(request)
    film = page.film
    own_review = diary.review if diary else None
    sent_forms = {"form": form, "rating_form": rating_form, "log_form": log_form}
    context = {
        "movie": film,
        "film_digest": page.digest,
        "bins": histogram_bins(film.tally),
        "reviews": page.reviews,
        "sort": sort,
        "sorts": [Tab(v, str(s), v == sort) for v, s in reviews.queries.SORT_LABELS.items()],
        "own_review": own_review,
        "own_review_waits": _is_hidden_by_reports(own_review),
        **_empty_forms(request, id, own_review),
        **(_log_form(request, id, diary) if diary else {}),
        **{name: sent for name, sent in sent_forms.items() if sent},
        "similar_row": _similar_row(page.similar),
        "lists": page.lists,
    }
    return render(request, "movies/movie.html", context, status=status)


def _read_page(request: SiteRequest, id: ObjectId) -> tuple[SharedPart, FilmDiary | None]:
    member, sort = request.member, _chosen_sort(request)
    # An admin's panel lists the commands of a view, but not the one that reads the session.
    rows = () if member and member.role == ADMIN else request.session.rows
    return get_film_page(id, member, sort, page_number(request.GET.get("page", "")), rows)


def _empty_forms(request: SiteRequest, id: ObjectId, own_review: Review | None) -> dict[str, Any]:
    """Return the forms that a member may fill in, or their unsent words where there is none."""
    if request.member is None:
        return {}
    unsent = restored(request, ReviewForm(), url("post-review", id))
    if not has_permission(request.member, "post-review"):
        return {"unsent_text": unsent.initial.get("text")}
    rating_form = RatingForm(initial={"rating": own_review.rating if own_review else None})
    if own_review:
        return {"rating_form": rating_form, "unsent_text": unsent.initial.get("text")}
    return {"rating_form": rating_form, "form": unsent}


def _log_form(request: SiteRequest, id: ObjectId, diary: FilmDiary) -> dict[str, Any]:
    """Return what the film is to a member, and the form to log a viewing of today."""
    member = request.member
    if member is None or not has_permission(member, "log-film"):
        return {"diary": diary}
    state = diary.state
    initial = {
        "day": today_in(member.preferences.time_zone),
        "rewatch": state.viewings > 0,
        "rating": state.rating,
    }
    form = restored(request, EntryForm(initial=initial), url("log-film", id))
    return {"diary": diary, "log_form": form}


def _chosen_sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in reviews.queries.SORTS else "newest"


def _is_hidden_by_reports(own_review: Review | None) -> bool:
    """Return whether reports have hidden a member's own review until a decision."""
    return bool(
        own_review and own_review.is_taken_down and hidden_by_reports([ObjectId(own_review.id)])
    )


def histogram_bins(tally: Tally) -> list[HistogramBar]:
    """Return the bars of a film's ratings; their height is 0 to 100."""
    highest = max(tally.histogram) or 1
    return [
        HistogramBar(n * 10 + 1, n * 10 + 10, count, round(100 * count / highest))
        for n, count in enumerate(tally.histogram)
    ]


def _similar_row(cards: list[MovieCard]) -> Row | None:
    if not cards:
        return None
    title, explanation = SIMILAR if cards[0].explanation else POPULAR
    return Row("similar", str(title), str(explanation), "", tuple(cards))


@require_safe
@permission_required
def person(request: SiteRequest, name: str) -> HttpResponse:
    """Show a person's films by role, their collaborators, and how many the viewer has watched."""
    shown = people.get_person(name)
    ids = [card.id for card in shown.cards]
    states = states_of_films(cast(MemberRequest, request), ids) if request.member else {}
    context = {
        "person": shown,
        "watched_count": sum(states[id].watched for id in ids) if states else 0,
        "film_ids": ids,
        "canonical_path": person_url(shown.name),
    }
    return render(request, "movies/person.html", context)
