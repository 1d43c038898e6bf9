"""Members for admins: search, record, role and sessions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.documents import ADMIN, Member
from accounts.member_search import MAX_MATCHES, page_of_members
from accounts.requests import MemberRequest, permission_required
from administration.forms import MemberSearchForm, ReasonForm, RoleForm
from mflix_site.errors import Conflict
from mflix_site.paging import page_number
from mflix_site.text import now
from moderation.log_queries import decisions_about_member
from reviews.member_queries import member_review_summary

from .. import member_actions


@require_safe
@permission_required
def members(request: MemberRequest) -> HttpResponse:
    form = MemberSearchForm(request.GET)
    wanted = form.member_filter()
    page = page_of_members(wanted, page_number(request.GET.get("page", "")))
    moment = now()
    rows = [(member, member.standing.at(moment)) for member in page.items]
    context = {"form": form, "page": page, "rows": rows, "wanted": wanted, "limit": MAX_MATCHES}
    return render(request, "administration/members.html", context)


@require_safe
@permission_required
def member_record(request: MemberRequest, handle: str) -> HttpResponse:
    member = queries.get_member_by_handle(handle)
    return _record_page(request, member)


@require_POST
@permission_required
def set_role(request: MemberRequest, handle: str) -> HttpResponse:
    member = queries.get_member_by_handle(handle)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _record_page(request, member, role_form=form, status=422)
    try:
        updated = member_actions.set_role(
            admin=request.member, member_id=member.id, **form.cleaned_data
        )
    except Conflict as error:  # the last admin, or a role that they have
        form.add_error(None, error.sentence)
        return _record_page(request, member, role_form=form, status=409)
    messages.success(request, f"{updated.name} is {updated.role} now, and has been told.")
    stepped_down = updated.id == request.member.id and updated.role != ADMIN
    return redirect("home") if stepped_down else redirect("member-record", handle=handle)


@require_POST
@permission_required
def end_sessions(request: MemberRequest, handle: str) -> HttpResponse:
    member = queries.get_member_by_handle(handle)
    form = ReasonForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _record_page(request, member, end_form=form, status=422)
    try:
        ended = member_actions.end_sessions(
            admin=request.member, member_id=member.id, **form.cleaned_data
        )
    except Conflict as error:
        form.add_error(None, error.sentence)
        return _record_page(request, member, end_form=form, status=409)
    messages.success(request, f"Sessions of {member.name} ended: {ended}.")
    return redirect("member-record", handle=handle)


def _record_page(
    request: MemberRequest,
    member: Member,
    role_form: RoleForm | None = None,
    end_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    review_count, average = member_review_summary(member.id)
    sessions = sorted(s["expires_at"] for s in queries.session_expiries(member.id))
    context = {
        "member": member,
        "standing": member.standing.at(now()),
        "trial_ends": queries.trial_end(member.id),
        "sessions": [ends for ends in sessions if ends > now()],
        "review_count": review_count,
        "average": average,
        "decisions": decisions_about_member(member.id),
        "role_form": role_form or RoleForm(initial={"role": member.role}),
        "end_form": end_form or ReasonForm(auto_id="end_%s"),
    }
    return render(request, "administration/member_record.html", context, status=status)
