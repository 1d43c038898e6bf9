"""Starting and ending premium trials."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.promotions import count_ended_trials, count_running_trials, count_trial_candidates
from accounts.requests import MemberRequest, permission_required
from administration.forms import EndTrialsForm, TrialForm

from .. import promotions as promotion_services


@require_safe
@permission_required
def promotions(request: MemberRequest) -> HttpResponse:
    return _promotions_page(request)


@require_POST
@permission_required
def start_trial(request: MemberRequest) -> HttpResponse:
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _promotions_page(request, start_form=form)
    result = promotion_services.start_trial(admin=request.member, **form.cleaned_data)
    messages.success(
        request, f"{result.matched:,} standard accounts matched, {result.modified:,} given a trial."
    )
    return redirect("promotions")


@require_POST
@permission_required
def end_trials(request: MemberRequest) -> HttpResponse:
    form = EndTrialsForm(request.POST)
    if not form.is_valid():
        return _promotions_page(request, end_form=form)
    result = promotion_services.end_trials(
        admin=request.member,
        reason=form.cleaned_data["reason"],
        include_running=form.cleaned_data["all_of_them"],
    )
    messages.success(request, f"{result.matched:,} trials matched, {result.modified:,} ended.")
    return redirect("promotions")


def _promotions_page(
    request: MemberRequest,
    start_form: TrialForm | None = None,
    end_form: EndTrialsForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "accounts": count_trial_candidates(),
        "running": count_running_trials(),
        "over": count_ended_trials(),
        "start_form": start_form or TrialForm(),
        "end_form": end_form or EndTrialsForm(auto_id="end_%s"),
    }
    status = 422 if start_form or end_form else 200
    return render(request, "administration/promotions.html", context, status=status)
