"""A member's public page and preferences, and the export of their data."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bson import ObjectId, json_util
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import preferences as preference_services
from accounts import queries
from accounts.access_tokens import tokens_export
from accounts.documents import Member
from accounts.forms.profile import PreferencesForm
from accounts.names import MAX_NAME_LENGTH, handle_key
from accounts.notices import notices_export
from accounts.requests import MemberRequest, SiteRequest, permission_required, submitted_data
from diary.queries import entries_export, states_export
from importing.queries import import_rows_export, imports_export
from lists.queries import lists_export
from mflix_site.errors import NotFound
from mflix_site.paging import Tab, page_number
from mflix_site.text import clean_line
from mflix_site.web.downloads import download
from mflix_site.web.kept_forms import keep_fields, restored
from moderation.log_queries import public_rows_about_member
from moderation.queries import hidden_by_reports, reports_and_appeals_of
from movies.documents import MovieCard
from movies.home_rows import ROW_LABELS, genres_and_certificates
from movies.queries import find_unknown_people, get_cards
from movies.views.film import histogram_bins
from reviews.queries import (
    SORT_LABELS,
    SORTS,
    member_reviews,
    reviews_export,
    unpublished_reviews_of,
)


@require_safe
@permission_required
def member(request: SiteRequest, handle: str) -> HttpResponse:
    shown = queries.get_member_by_handle(handle.removeprefix("@"))
    if handle_key(handle) != handle_key(shown.handle) or handle.startswith("@"):
        return redirect("member", shown.handle, permanent=True)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "newest"
    number = page_number(request.GET.get("page", ""))
    review_count, tally, reviews = member_reviews(shown.id, number, sort)
    context = {
        "profile": shown,
        "favourites": favourite_films(shown),
        "review_count": review_count,
        "tally": tally,
        "bins": histogram_bins(tally),
        "reviews": reviews,
        "sorts": [Tab(v, str(label), v == sort) for v, label in SORT_LABELS.items()],
        "is_self": request.member is not None and request.member.id == shown.id,
    }
    if context["is_self"]:
        unpublished = unpublished_reviews_of(shown.id)
        waiting = hidden_by_reports(ObjectId(item.review.id) for item in unpublished)
        context |= {"unpublished": unpublished, "waiting": waiting}
    return render(request, "accounts/member.html", context)


@require_safe
@permission_required
def member_search(request: SiteRequest) -> HttpResponse:
    """Find members by how their names or handles begin, never by address; else show the newest."""
    q = clean_line(request.GET.get("q", ""))[:MAX_NAME_LENGTH]
    is_name = "@" not in q[1:]
    number = page_number(request.GET.get("page", ""))
    page = queries.page_of_members(queries.MemberFilter(q), number) if q and is_name else None
    newest = [] if request.GET.get("q") else queries.newest_members()
    context = {"q": q, "page": page, "newest": newest}
    return render(request, "accounts/member_search.html", context)


def favourite_films(member: Member) -> list[MovieCard]:
    cards = get_cards(member.favorite_films)
    return [cards[str(id)] for id in member.favorite_films if str(id) in cards]


@require_safe
@permission_required
def export_account(request: MemberRequest) -> HttpResponse:
    """Return a member's data as JSON, without the hashes of their password and sessions."""
    data = account_data(request.member).encode()
    return download(data, f"mflix-{request.member.handle}.json", "application/json")


def account_data(member: Member) -> str:
    member_id = member.id
    data: dict[str, Any] = {
        "member": queries.member_export(member_id),
        "reviews": reviews_export(member_id),
        "lists": lists_export(member_id),
        "sessions": queries.session_expiries(member_id),
        "access_tokens": tokens_export(member_id),
        "notices": notices_export(member_id),
        **reports_and_appeals_of(member_id),
        "films": states_export(member_id),
        "diary": entries_export(member_id),
        "imports": imports_export(member_id),
        "import_rows": import_rows_export(member_id),
        "decisions": public_rows_about_member(member_id),
    }
    return (
        "{\n" + ",\n".join(f'"{name}": {_as_json(value)}' for name, value in data.items()) + "\n}"
    )


def _as_json(value: Any) -> str:
    """Return JSON; what an iterator yields is not in memory all at once, but for its text."""
    if isinstance(value, Iterator):
        return "[" + ",\n".join(map(_as_json, value)) + "]"
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*PreferencesForm.base_fields)
def preferences(request: MemberRequest) -> HttpResponse:
    current = asdict(request.member.preferences)
    current["favorite_cast"] = "\n".join(current["favorite_cast"])
    genres, certificates = genres_and_certificates()
    offered: dict[str, Any] = {"genres": genres, "ratings": certificates, "rows": ROW_LABELS}
    form = PreferencesForm(submitted_data(request), initial=current, **offered)
    form = restored(request, form)
    if request.method == "POST" and form.is_valid():
        preference_services.set_preferences(
            member=request.member, preferences=form.changed_preferences()
        )
        if unknown := find_unknown_people(form.cleaned_data["favorite_cast"]):
            sentence = _("No film here has %(names)s in its credits. Check the spelling.")
            messages.warning(request, sentence % {"names": get_text_list(unknown, _("or"))})
        messages.success(request, _("Your preferences have been saved."))
        return redirect("preferences")
    status = 422 if form.errors else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)


@require_POST
@permission_required
def hide_row(request: MemberRequest) -> HttpResponse:
    key = request.POST.get("key", "")
    if key not in ROW_LABELS:
        raise NotFound(_("There's no such row on the home page."))
    preference_services.hide_row(member=request.member, key=key)
    messages.success(request, _("Row hidden. You can bring it back in your preferences."))
    return redirect("home")
