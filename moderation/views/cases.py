"""One case: everything about it on one page, and what a moderator does with it."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.documents import Member
from accounts.queries import find_member
from accounts.requests import MemberRequest, permission_required, submitted_data
from mflix_site.errors import Conflict, Forbidden, NotFound
from mflix_site.text import now
from moderation.documents import Case, Target
from moderation.errors import AlreadyUndone, NotUndoable
from moderation.forms import DecisionForm, NoteForm, UndoForm
from moderation.log_queries import (
    decisions_about_member,
    decisions_about_target,
    get_decision_row,
)
from moderation.queries import (
    QueueFilter,
    earlier_cases,
    get_case,
    next_case,
    page_of_cases,
    reports_of_case,
)
from moderation.rules import REASONS
from movies.queries import get_card
from reviews.member_queries import member_review_summary
from reviews.queries import find_review

from .. import cases, decisions, undo
from ..targets import get_member_target, get_review_target
from .queue import case_row

SIDEBAR_SIZE = 12


@require_safe
@permission_required
def case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show a case: the words as reported, the film, everybody's record, earlier decisions."""
    return _case_page(request, id, {}, 200)


@require_POST
@permission_required
def claim_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Claim a case for a quarter of an hour."""
    cases.claim_case(moderator=request.member, case_id=id)
    return redirect("case", id=id)


@require_POST
@permission_required
def release_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """End one's own claim."""
    cases.release_case(moderator=request.member, case_id=id)
    return redirect("queue")


@require_POST
@permission_required
def note_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Add a note for the other moderators."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, id, {"note_form": form}, 422)
    cases.note_case(moderator=request.member, case_id=id, text=form.cleaned_data["text"])
    return redirect("case", id=id)


@require_POST
@permission_required
def decide_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Decide a case and go on to the next; a refusal is shown above the form."""
    kind = get_case(request.member, id).target.kind
    form = DecisionForm(request.POST, kind=kind)
    if not form.is_valid():
        return _case_page(request, id, {"form": form}, 422)
    try:
        decision = decisions.decide_case(
            moderator=request.member, case_id=id, chosen=form.decision_input()
        )
    except (Conflict, Forbidden, NotFound) as problem:
        form.add_error(None, problem.sentence)
        status = 403 if isinstance(problem, Forbidden) else 409
        return _case_page(request, id, {"form": form}, status)
    messages.success(request, f"Decided: {decision.label}. Both sides are told.")
    following = next_case(request.member)
    return redirect("case", id=following) if following else redirect("queue")


@require_POST
@permission_required
def open_review_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Open a case about a review that nobody reported, or that has been decided."""
    snapshot = get_review_target(id)
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_POST
@permission_required
def open_member_case(request: MemberRequest, handle: str) -> HttpResponse:
    """Open a case about a member whom nobody reported."""
    snapshot = get_member_target(handle)
    return redirect("case", id=cases.open_case(moderator=request.member, snapshot=snapshot))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def undo_decision(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show the form that asks why, or undo a decision."""
    row = get_decision_row(id)
    form, status = UndoForm(submitted_data(request)), 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            undone = undo.undo_decision(moderator=request.member, decision_id=id, reason=reason)
        except (AlreadyUndone, NotUndoable) as problem:
            form.add_error(None, problem.sentence)
            status = 409
        else:
            messages.success(request, "Taken back. Both sides are told.")
            return redirect("log-row", number=undone.number)
    status = 422 if form.errors and status == 200 else status
    return render(request, "moderation/undo.html", {"row": row, "form": form}, status=status)


def _case_page(
    request: MemberRequest, id: ObjectId, forms: dict[str, Any], status: int
) -> HttpResponse:
    context = {**_case_context(request.member, get_case(request.member, id)), **forms}
    return render(request, "moderation/case.html", context, status=status)


def _case_context(member: Member, case: Case) -> dict[str, Any]:
    """Return everything that a moderator needs to decide, and the next cases of the queue."""
    moment, target = now(), case.target
    queue = page_of_cases(member, QueueFilter(), 1)
    reports = reports_of_case(case)
    return {
        **case_row(case, member, moment),
        "moment": moment,
        "queue_rows": [case_row(other, member, moment) for other in queue.items[:SIDEBAR_SIZE]],
        "queue_total": queue.total,
        "review": find_review(target.id) if target.is_review else None,
        "film": _find_film(target),
        "reports": reports,
        "author": _author_record(target),
        "record": decisions_about_member(target.member_id) if target.member_id else [],
        "history": decisions_about_target(target.id),
        "earlier": earlier_cases(case),
        "is_reporter": any(report.reporter_id == member.id for report in reports),
        "form": DecisionForm(kind=target.kind, initial={"rule": _likely_rule(case)}),
        "note_form": NoteForm(),
    }


def _likely_rule(case: Case) -> str:
    reason = REASONS.get(case.reasons[0]) if case.reasons else None
    return reason.rule if reason else "1"


def _find_film(target: Target) -> Any:
    try:
        return get_card(target.movie_id) if target.movie_id else None
    except NotFound:
        return None


def _author_record(target: Target) -> dict[str, Any] | None:
    author = find_member(target.member_id) if target.member_id else None
    if author is None:
        return None
    reviews, average = member_review_summary(author.id)
    return {
        "member": author,
        "standing": author.standing.at(now()),
        "until": author.standing.until,
        "reviews": reviews,
        "average": average,
    }
