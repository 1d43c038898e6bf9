"""A member's page for all to see, and for the member: taking everything along, and leaving."""

from typing import Any

from bson import json_util
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.errors import LastAdmin, WrongPassword
from accounts.forms import CloseAccountForm
from accounts.notices import notices_export
from accounts.requests import MemberRequest, SiteRequest, submitted_data
from mflix_site.clock import now
from mflix_site.paging import page_number
from moderation import queries as moderation
from moderation.account_closing import close_account as close
from moderation.log_queries import own_rows
from reviews.queries import own_documents, page_of_author, summary_of_author

from ..authentication import sign_out
from ..requests import permission_required


@require_safe
@permission_required
def member(request: SiteRequest, handle: str) -> HttpResponse:
    """Show a member and their reviews; never their address."""
    found = queries.get_member_by_handle(handle)
    review_count, average = summary_of_author(found.id)
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
        "reviews": page_of_author(found.id, page_number(request.GET.get("page", ""))),
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
        "reviews": list(own_documents(member_id)),
        "sessions": queries.session_expiries(member_id),
        "notices": notices_export(member_id),
        **moderation.own_documents(member_id),
        "decisions": own_rows(member_id),
    }
    text = json_util.dumps(everything, json_options=json_util.RELAXED_JSON_OPTIONS, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="mflix-{request.member.handle}.json"'
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def close_account(request: MemberRequest) -> HttpResponse:
    """Show what closing means, or close the account."""
    form = CloseAccountForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            keep = given["keep_reviews"] is not False  # what cannot be undone is asked for
            close(member=request.member, password=given["password"], keep_reviews=keep)
        except WrongPassword as wrong:
            form.add_error("password", wrong.sentence)
        except LastAdmin as last:
            form.add_error(None, last.sentence)
        else:
            sign_out(request)
            messages.success(request, "Your account is closed. Thank you for having been here.")
            return redirect("home")
    context = {"form": form}
    return render(
        request, "accounts/close_account.html", context, status=422 if form.errors else 200
    )
