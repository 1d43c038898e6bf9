"""Members for admins: finding them, their record, their role, their sessions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.documents import ADMIN, Member
from accounts.member_search import MAX_MATCHES, page_of_members
from accounts.requests import MemberRequest, permission_required
from administration.forms import MembersForm, ReasonForm, RoleForm
from mflix_site.clock import now
from mflix_site.errors import Conflict
from mflix_site.paging import page_number
from moderation.log_queries import decisions_about_member
from reviews.queries import summary_of_author

from .. import roles


@require_safe
@permission_required
def members(request: MemberRequest) -> HttpResponse:
    """Show a page of the members who were looked for."""
    form = MembersForm(request.GET)
    wanted = form.wanted()
    page = page_of_members(wanted, page_number(request.GET.get("page", "")))
    moment = now()
    rows = [(member, member.standing.at(moment)) for member in page.items]
    context = {"form": form, "page": page, "rows": rows, "wanted": wanted, "most": MAX_MATCHES}
    return render(request, "administration/members.html", context)


@require_safe
@permission_required
def member_record(request: MemberRequest, handle: str) -> HttpResponse:
    """Show all that an admin may know of a member, and what can be done."""
    found = queries.get_member_by_handle(handle)
    return _record_page(request, found, RoleForm(initial={"role": found.role}), _ending())


@require_POST
@permission_required
def set_role(request: MemberRequest, handle: str) -> HttpResponse:
    """Give a member a role; the last admin keeps theirs, and is told why."""
    found = queries.get_member_by_handle(handle)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _record_page(request, found, form, _ending(), status=422)
    given = form.cleaned_data
    try:
        after = roles.set_role(
            admin=request.member, member_id=found.id, role=given["role"], reason=given["reason"]
        )
    except Conflict as problem:  # the last admin, or a role that they have
        form.add_error(None, problem.sentence)
        return _record_page(request, found, form, _ending(), status=409)
    messages.success(request, f"{after.name} is {after.role} now, and has been told.")
    stepped_down = after.id == request.member.id and after.role != ADMIN
    return redirect("home") if stepped_down else redirect("member-record", handle=handle)


@require_POST
@permission_required
def end_sessions(request: MemberRequest, handle: str) -> HttpResponse:
    """End all sessions of a member."""
    found = queries.get_member_by_handle(handle)
    role_form, form = RoleForm(initial={"role": found.role}), _ending(request.POST)
    if not form.is_valid():
        return _record_page(request, found, role_form, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        ended = roles.end_sessions(admin=request.member, member_id=found.id, reason=reason)
    except Conflict as problem:
        form.add_error(None, problem.sentence)
        return _record_page(request, found, role_form, form, status=409)
    messages.success(request, f"Sessions of {found.name} ended: {ended}.")
    return redirect("member-record", handle=handle)


def _ending(data: Any = None) -> ReasonForm:
    return ReasonForm(data, auto_id="end_%s")


def _record_page(
    request: MemberRequest,
    found: Member,
    role_form: RoleForm,
    end_form: ReasonForm,
    status: int = 200,
) -> HttpResponse:
    review_count, average = summary_of_author(found.id)
    sessions = sorted(s["expires_at"] for s in queries.session_expiries(found.id))
    context = {
        "person": found,
        "standing": found.standing.at(now()),
        "trial_ends": queries.trial_end(found.id),
        "sessions": [ends for ends in sessions if ends > now()],
        "review_count": review_count,
        "average": average,
        "decisions": decisions_about_member(found.id),
        "role_form": role_form,
        "end_form": end_form,
    }
    return render(request, "administration/member_record.html", context, status=status)
