"""A member's public page, and the export of their data."""

from typing import Any

from bson import json_util
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.notices import notices_export
from accounts.requests import MemberRequest, SiteRequest, permission_required
from mflix_site.paging import page_number
from mflix_site.text import now
from moderation import queries as moderation
from moderation.log_queries import public_rows_about_member
from reviews.member_queries import member_review_summary, page_of_member_reviews, reviews_export


@require_safe
@permission_required
def member(request: SiteRequest, handle: str) -> HttpResponse:
    """Show a member and their reviews."""
    shown = queries.get_member_by_handle(handle)
    review_count, average = member_review_summary(shown.id)
    profile = {
        "name": shown.name,
        "handle": shown.handle,
        "role": shown.role,
        "standing": shown.standing.at(now()),
        "joined_at": shown.joined_at,
        "review_count": review_count,
        "average": average,
    }
    context: dict[str, Any] = {
        "profile": profile,
        "reviews": page_of_member_reviews(shown.id, page_number(request.GET.get("page", ""))),
        "is_self": request.member is not None and request.member.id == shown.id,
    }
    return render(request, "accounts/member.html", context)


@require_safe
@permission_required
def export_account(request: MemberRequest) -> HttpResponse:
    """Return a member's data as JSON, without the hashes of their password and sessions."""
    member_id = request.member.id
    data = {
        "member": queries.member_export(member_id),
        "reviews": list(reviews_export(member_id)),
        "sessions": queries.session_expiries(member_id),
        "notices": notices_export(member_id),
        **moderation.reports_and_appeals_of(member_id),
        "decisions": public_rows_about_member(member_id),
    }
    text = json_util.dumps(data, json_options=json_util.RELAXED_JSON_OPTIONS, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="mflix-{request.member.handle}.json"'
    return response
