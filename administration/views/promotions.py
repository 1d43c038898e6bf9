"""Starting and ending premium trials."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.promotions import count_ended_trials, count_running_trials, count_trial_candidates
from accounts.requests import MemberRequest, permission_required
from administration.forms import EndTrialsForm, ReasonForm, TrialForm

from .. import promotions as promotion_services


@require_safe
@permission_required
def promotions(request: MemberRequest) -> HttpResponse:
    return _promotions_page(request)


@require_POST
@permission_required
def start_trial(request: MemberRequest) -> HttpResponse:
    form = TrialForm(request.POST)
    result = form.submit(promotion_services.start_trial, admin=request.member)
    if result is None:
        return _promotions_page(request, start_form=form)
    messages.success(
        request, f"{result.matched:,} standard accounts matched, {result.modified:,} given a trial."
    )
    return redirect("promotions")


@require_POST
@permission_required
def end_trials(request: MemberRequest) -> HttpResponse:
    form = EndTrialsForm(request.POST)
    result = form.submit(promotion_services.end_trials, admin=request.member)
    if result is None:
        return _promotions_page(request, end_form=form)
    messages.success(request, f"{result.matched:,} trials matched, {result.modified:,} ended.")
    return redirect("promotions")


def _promotions_page(request: MemberRequest, **sent: ReasonForm) -> HttpResponse:
    context = {
        "accounts": count_trial_candidates(),
        "running": count_running_trials(),
        "over": count_ended_trials(),
        "start_form": TrialForm(),
        "end_form": EndTrialsForm(auto_id="end_%s"),
        **sent,
    }
    status = max((form.status for form in sent.values()), default=200)
    return render(request, "administration/promotions.html", context, status=status)
