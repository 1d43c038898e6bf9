"""The queue of cases, and deciding several at once."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest, permission_required
from mflix_site.clock import now
from mflix_site.paging import page_number
from moderation.documents import Case
from moderation.forms import BulkForm
from moderation.log_queries import appeals_waiting
from moderation.queries import Asked, page_of_cases
from moderation.rules import OWN_REASONS, REASONS

from .. import decisions

REASON_LABELS = {**{name: reason.short for name, reason in REASONS.items()}, **OWN_REASONS}
MOST_SAID = 5


@require_safe
@permission_required
def queue(request: MemberRequest) -> HttpResponse:
    """Show the cases that wait, the weightiest first."""
    return _queue_page(request, BulkForm(), 200)


@require_POST
@permission_required
def decide_cases(request: MemberRequest) -> HttpResponse:
    """Decide all chosen cases alike, and say of each that could not be why."""
    form = BulkForm(request.POST)
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
    for sentence in list(problems)[:MOST_SAID]:
        many = sum(outcome.problem == sentence for outcome in outcomes)
        messages.error(request, f"{many} not decided: {sentence}")
    return redirect("queue")


def asked_of(request: MemberRequest) -> Asked:
    """Read what somebody wants to see; anything odd is left out."""
    given = request.GET
    reason = given.get("reason", "")
    return Asked(
        reason=reason if reason in REASON_LABELS else "",
        words=given.get("q", "")[:200],
        decided=given.get("state") == "decided",
    )


def _queue_page(request: MemberRequest, form: BulkForm, status: int) -> HttpResponse:
    asked, moment = asked_of(request), now()
    page = page_of_cases(request.member, asked, page_number(request.GET.get("page", "")))
    context = {
        "cases": page,
        "rows": [row_of(case, request.member, moment) for case in page.items],
        "more_than": page.total >= asked.most_counted,
        "asked": asked,
        "reasons": REASON_LABELS,
        "form": form,
        "chosen": request.POST.getlist("case"),
        "appeals": appeals_waiting(),
    }
    return render(request, "moderation/queue.html", context, status=status)


def row_of(case: Case, member: Any, moment: Any) -> dict[str, Any]:
    """Give a line of the queue: a case, its weight in a word, and who is looking at it."""
    return {
        "case": case,
        "id": str(case.id),
        "level": case.level(moment),
        "theirs": case.claimed_by_other(member, moment),
        "own": case.own_claim(member, moment),
    }
