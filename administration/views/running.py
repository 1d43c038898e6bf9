"""How the site is doing, and promotions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import permission_required
from accounts.promotions import count_ended_trials, count_trial_candidates
from accounts.requests import MemberRequest
from accounts.statistics import trials_running
from administration.dashboard import DEFAULT_SPAN, SPANS, dashboard_of
from administration.forms import EndTrialsForm, TrialForm
from mflix_site.web.tabs import Tab

from .. import promotions as promotion_services


@require_safe
@permission_required
def dashboard(request: MemberRequest) -> HttpResponse:
    """Show charts, who reviews most, and the database's health."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else DEFAULT_SPAN
    spans = [Tab(str(span), f"{span} days", span == days) for span in SPANS]
    context = {"board": dashboard_of(days), "spans": spans}
    return render(request, "administration/dashboard.html", context)


@require_safe
@permission_required
def promotions(request: MemberRequest) -> HttpResponse:
    """Show the premium trial: who would get one, who has one, and the forms."""
    return _promotions_page(request)


@require_POST
@permission_required
def start_trial(request: MemberRequest) -> HttpResponse:
    """Give every standard account a trial, and say how many were matched and changed."""
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _promotions_page(request, start_form=form)
    given = form.cleaned_data
    done = promotion_services.start_trial(
        admin=request.member, reason=given["reason"], days=given["days"]
    )
    said = f"{done.matched:,} standard accounts matched, {done.modified:,} given a trial."
    messages.success(request, said)
    return redirect("promotions")


@require_POST
@permission_required
def end_trials(request: MemberRequest) -> HttpResponse:
    """End the trials whose time is over, or all of them, and say how many."""
    form = EndTrialsForm(request.POST)
    if not form.is_valid():
        return _promotions_page(request, end_form=form)
    given = form.cleaned_data
    done = promotion_services.end_trials(
        admin=request.member, reason=given["reason"], all_of_them=given["all_of_them"]
    )
    said = f"{done.matched:,} trials matched, {done.modified:,} ended."
    messages.success(request, said)
    return redirect("promotions")


def _promotions_page(
    request: MemberRequest,
    start_form: TrialForm | None = None,
    end_form: EndTrialsForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "accounts": count_trial_candidates(),
        "running": trials_running(),
        "over": count_ended_trials(),
        "start_form": start_form or TrialForm(),
        "end_form": end_form or EndTrialsForm(auto_id="end_%s"),
    }
    status = 422 if start_form or end_form else 200
    return render(request, "administration/promotions.html", context, status=status)
