"""The queue of cases, and deciding several at once."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import permission_required
from accounts.requests import MemberRequest
from mflix_site.clock import now
from mflix_site.paging import page_number
from moderation.documents import Case
from moderation.forms import BulkDecisionForm
from moderation.log_queries import count_open_appeals
from moderation.queries import QueueFilter, page_of_cases
from moderation.rules import REASONS, STAFF_REASONS

from .. import decisions

REASON_LABELS = {**{name: reason.short for name, reason in REASONS.items()}, **STAFF_REASONS}
MAX_ERRORS = 5


@require_safe
@permission_required
def queue(request: MemberRequest) -> HttpResponse:
    """Show the cases that wait, the weightiest first."""
    return _queue_page(request, BulkDecisionForm(), 200)


@require_POST
@permission_required
def decide_cases(request: MemberRequest) -> HttpResponse:
    """Decide all chosen cases alike, and say of each that could not be why."""
    form = BulkDecisionForm(request.POST)
    if not form.is_valid():
        return _queue_page(request, form, 422)
    ids = [ObjectId(one) for one in dict.fromkeys(form.cleaned_data["case"])]
    outcomes = decisions.decide_cases(
        moderator=request.member, case_ids=ids, verdict=form.verdict()
    )
    done = sum(outcome.decision is not None for outcome in outcomes)
    if done:
        messages.success(request, f"{done} of {len(outcomes)} cases decided.")
    problems = dict.fromkeys(o.problem for o in outcomes if o.problem)
    for sentence in list(problems)[:MAX_ERRORS]:
        many = sum(outcome.problem == sentence for outcome in outcomes)
        messages.error(request, f"{many} not decided: {sentence}")
    return redirect("queue")


def read_filter(request: MemberRequest) -> QueueFilter:
    """Read what somebody wants to see; anything odd is left out."""
    given = request.GET
    reason = given.get("reason", "")
    return QueueFilter(
        reason=reason if reason in REASON_LABELS else "",
        words=given.get("q", "")[:200],
        decided=given.get("state") == "decided",
    )


def _queue_page(request: MemberRequest, form: BulkDecisionForm, status: int) -> HttpResponse:
    asked, moment = read_filter(request), now()
    page = page_of_cases(request.member, asked, page_number(request.GET.get("page", "")))
    context = {
        "cases": page,
        "rows": [case_row(case, request.member, moment) for case in page.items],
        "more_than": page.total >= asked.most_counted,
        "asked": asked,
        "reasons": REASON_LABELS,
        "form": form,
        "chosen": request.POST.getlist("case"),
        "appeals": count_open_appeals(),
    }
    return render(request, "moderation/queue.html", context, status=status)


def case_row(case: Case, member: Any, moment: Any) -> dict[str, Any]:
    """Give a line of the queue: a case, its weight in a word, and who is looking at it."""
    return {
        "case": case,
        "id": str(case.id),
        "level": case.level(moment),
        "theirs": case.claimed_by_other(member, moment),
        "own": case.own_claim(member, moment),
    }
