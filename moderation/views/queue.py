"""The queue of cases, and deciding several at once."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.documents import Member
from accounts.requests import MemberRequest, permission_required
from mflix_site.paging import page_number
from mflix_site.text import now
from moderation.documents import Case
from moderation.forms import BulkDecisionForm
from moderation.log_queries import count_open_appeals
from moderation.queries import QueueFilter, page_of_cases
from moderation.rules import REASONS, STAFF_REASONS

from .. import decisions

REASON_LABELS = {**{name: reason.short_label for name, reason in REASONS.items()}, **STAFF_REASONS}
MAX_ERRORS = 5


@require_safe
@permission_required
def queue(request: MemberRequest) -> HttpResponse:
    """Show the open cases, the weightiest first."""
    return _queue_page(request, BulkDecisionForm(), 200)


@require_POST
@permission_required
def decide_cases(request: MemberRequest) -> HttpResponse:
    """Decide all chosen cases alike; what could not be decided is counted by its error."""
    form = BulkDecisionForm(request.POST)
    if not form.is_valid():
        return _queue_page(request, form, 422)
    ids = [ObjectId(one) for one in dict.fromkeys(form.cleaned_data["case"])]
    results = decisions.decide_cases(
        moderator=request.member, case_ids=ids, chosen=form.decision_input()
    )
    done = sum(result.decision is not None for result in results)
    if done:
        messages.success(request, f"{done} of {len(results)} cases decided.")
    problems = dict.fromkeys(r.problem for r in results if r.problem)
    for sentence in list(problems)[:MAX_ERRORS]:
        count = sum(result.problem == sentence for result in results)
        messages.error(request, f"{count} not decided: {sentence}")
    return redirect("queue")


def read_filter(request: MemberRequest) -> QueueFilter:
    """Read the filter from the URL; invalid values are ignored."""
    query = request.GET
    reason = query.get("reason", "")
    return QueueFilter(
        reason=reason if reason in REASON_LABELS else "",
        words=query.get("q", "")[:200],
        decided=query.get("state") == "decided",
    )


def _queue_page(request: MemberRequest, form: BulkDecisionForm, status: int) -> HttpResponse:
    queue_filter, moment = read_filter(request), now()
    page = page_of_cases(request.member, queue_filter, page_number(request.GET.get("page", "")))
    context = {
        "cases": page,
        "rows": [case_row(case, request.member, moment) for case in page.items],
        "is_count_limited": page.total >= queue_filter.count_limit,
        "queue_filter": queue_filter,
        "reasons": REASON_LABELS,
        "form": form,
        "checked_ids": request.POST.getlist("case"),
        "appeals": count_open_appeals(),
    }
    return render(request, "moderation/queue.html", context, status=status)


def case_row(case: Case, member: Member, moment: datetime) -> dict[str, Any]:
    """Return a row of the queue; a claim is the moderator's own or somebody else's."""
    claim = case.claim_at(moment)
    is_own = claim is not None and claim.id == member.id
    return {
        "case": case,
        "id": str(case.id),
        "level": case.level(moment),
        "other_claim": None if is_own else claim,
        "own_claim": claim if is_own else None,
    }
