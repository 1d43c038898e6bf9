"""Members for admins: search, record, role and sessions; premium trials."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import promotions as trials
from accounts import queries
from accounts.documents import ADMIN, Member
from accounts.queries import MAX_MATCHES, page_of_members
from accounts.requests import MemberRequest, permission_required
from accounts.template_functions import role_label
from administration.forms import EndTrialsForm, MemberSearchForm, ReasonForm, RoleForm, TrialForm
from mflix_site.paging import page_number
from mflix_site.text import now
from mflix_site.web.kept_forms import keep_fields, restored
from moderation.log_queries import decisions_about_member
from reviews.queries import member_review_summary

from .. import members as member_services


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
    return _record_page(request, queries.get_member_by_handle(handle))


@require_POST
@permission_required
@keep_fields("reason", "role", page="member-record")
def set_role(request: MemberRequest, handle: str) -> HttpResponse:
    member = queries.get_member_by_handle(handle)
    form = RoleForm(request.POST)
    updated = form.submit(member_services.set_role, admin=request.member, member_id=member.id)
    if updated is None:
        return _record_page(request, member, role_form=form)
    done = _("%(name)s now has the role “%(role)s”. They've been told.")
    messages.success(request, done % {"name": updated.name, "role": role_label(updated.role)})
    stepped_down = updated.id == request.member.id and updated.role != ADMIN
    return redirect("home") if stepped_down else redirect("member-record", handle=handle)


@require_POST
@permission_required
@keep_fields("reason", page="member-record")
def end_sessions(request: MemberRequest, handle: str) -> HttpResponse:
    member = queries.get_member_by_handle(handle)
    form = ReasonForm(request.POST, auto_id="end_%s")
    ended = form.submit(member_services.end_sessions, admin=request.member, member_id=member.id)
    if ended is None:
        return _record_page(request, member, end_form=form)
    done = ngettext(
        "%(name)s has been logged out of %(count)s session.",
        "%(name)s has been logged out of %(count)s sessions.",
        ended,
    )
    messages.success(request, done % {"count": ended, "name": member.name})
    return redirect("member-record", handle=handle)


def _record_page(request: MemberRequest, member: Member, **sent: ReasonForm) -> HttpResponse:
    review_count, average = member_review_summary(member.id)
    role_form = RoleForm(initial={"role": member.role})
    end_form = ReasonForm(auto_id="end_%s")
    sessions = sorted(s["expires_at"] for s in queries.session_expiries(member.id))
    context = {
        "member": member,
        "standing": member.standing.at(now()),
        "trial_ends": queries.trial_end(member.id),
        "sessions": [ends for ends in sessions if ends > now()],
        "review_count": review_count,
        "average": average,
        "decisions": decisions_about_member(member.id),
        "role_form": restored(request, role_form, reverse("set-role", args=[member.handle])),
        "end_form": restored(request, end_form, reverse("end-sessions", args=[member.handle])),
        **sent,
    }
    status = max((form.status for form in sent.values()), default=200)
    return render(request, "administration/member_record.html", context, status=status)


@require_safe
@permission_required
def promotions(request: MemberRequest) -> HttpResponse:
    return _promotions_page(request)


@require_POST
@permission_required
@keep_fields("reason", "days", page="promotions")
def start_trial(request: MemberRequest) -> HttpResponse:
    form = TrialForm(request.POST)
    result = form.submit(member_services.start_trial, admin=request.member)
    if result is None:
        return _promotions_page(request, start_form=form)
    done = ngettext(
        "%(modified)s of %(matched)s standard account was given a trial.",
        "%(modified)s of %(matched)s standard accounts were given a trial.",
        result.matched,
    )
    return _promotion_done(request, done, result)


@require_POST
@permission_required
@keep_fields("reason", "include_running", page="promotions")
def end_trials(request: MemberRequest) -> HttpResponse:
    form = EndTrialsForm(request.POST)
    result = form.submit(member_services.end_trials, admin=request.member)
    if result is None:
        return _promotions_page(request, end_form=form)
    done = ngettext(
        "%(modified)s of %(matched)s trial was ended.",
        "%(modified)s of %(matched)s trials were ended.",
        result.matched,
    )
    return _promotion_done(request, done, result)


def _promotion_done(
    request: MemberRequest, done: str, result: trials.PromotionResult
) -> HttpResponse:
    messages.success(request, done % {name: f"{n:,}" for name, n in asdict(result).items()})
    return redirect("promotions")


def _promotions_page(request: MemberRequest, **sent: ReasonForm) -> HttpResponse:
    context = {
        "accounts": trials.count_trial_candidates(),
        "running": trials.count_running_trials(),
        "over": trials.count_trials_to_end(),
        "start_form": restored(request, TrialForm(), reverse("start-trial")),
        "end_form": restored(request, EndTrialsForm(auto_id="end_%s"), reverse("end-trials")),
        **sent,
    }
    status = max((form.status for form in sent.values()), default=200)
    return render(request, "administration/promotions.html", context, status=status)
