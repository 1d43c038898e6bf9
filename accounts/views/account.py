"""A member's page for all to see, and the export of everything that is theirs."""

from typing import Any

from bson import json_util
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.notices import notices_export
from accounts.requests import MemberRequest, SiteRequest, permission_required
from mflix_site.clock import now
from mflix_site.paging import page_number
from moderation import queries as moderation
from moderation.log_queries import public_rows_about_member
from reviews.member_queries import member_review_summary, page_of_member_reviews, reviews_export


@require_safe
@permission_required
def member(request: SiteRequest, handle: str) -> HttpResponse:
    """Show a member and their reviews; never their address."""
    found = queries.get_member_by_handle(handle)
    review_count, average = member_review_summary(found.id)
    profile = {
        "name": found.name,
        "handle": found.handle,
        "role": found.role,
        "standing": found.standing.at(now()),
        "joined_at": found.joined_at,
        "review_count": review_count,
        "average": average,
    }
    context: dict[str, Any] = {
        "profile": profile,
        "reviews": page_of_member_reviews(found.id, page_number(request.GET.get("page", ""))),
        "is_self": request.member is not None and request.member.id == found.id,
    }
    return render(request, "accounts/member.html", context)


@require_safe
@permission_required
def export_account(request: MemberRequest) -> HttpResponse:
    """Give a member all that is theirs, as JSON, but the hashes of their password and sessions."""
    member_id = request.member.id
    everything = {
        "member": queries.member_export(member_id),
        "reviews": list(reviews_export(member_id)),
        "sessions": queries.session_expiries(member_id),
        "notices": notices_export(member_id),
        **moderation.reports_and_appeals_of(member_id),
        "decisions": public_rows_about_member(member_id),
    }
    text = json_util.dumps(everything, json_options=json_util.RELAXED_JSON_OPTIONS, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="mflix-{request.member.handle}.json"'
    return response
