"""How one stands, and what one was told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import notices
from accounts.requests import MemberRequest, permission_required
from mflix_site.clock import now
from mflix_site.paging import page_number
from moderation.log_queries import decisions_about_member, own_appeals


@require_safe
@permission_required
def standing(request: MemberRequest) -> HttpResponse:
    """Show how one stands, and every decision that concerned one."""
    member, moment = request.member, now()
    answers = own_appeals(member)
    decisions = [
        {
            "row": row,
            "appeal": answers.get(row.decision.id),
            "is_appealable": row.decision.is_appealable(moment) and row.decision.id not in answers,
        }
        for row in decisions_about_member(member.id)
    ]
    context = {
        "kind": member.standing.at(moment),
        "until": member.standing.until,
        "decisions": decisions,
    }
    return render(request, "moderation/standing.html", context)


@require_safe
@permission_required
def inbox(request: MemberRequest) -> HttpResponse:
    """Show what the site told one."""
    page = notices.inbox_page(request.member, page_number(request.GET.get("page", "")))
    return render(request, "moderation/inbox.html", {"notices": page})


@require_POST
@permission_required
def read_inbox(request: MemberRequest) -> HttpResponse:
    """Mark all that one was told as read."""
    notices.mark_inbox_read(member=request.member)
    messages.success(request, "All read.")
    return redirect("inbox")
