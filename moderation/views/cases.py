"""One case: everything about it on one page, and what can be done with it."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest, permission_required, submitted_data
from mflix_site.errors import Conflict, Forbidden, NotFound
from moderation.errors import AlreadyUndone, NotUndoable
from moderation.forms import NoteForm, UndoForm, VerdictForm
from moderation.log_queries import get_decision
from moderation.queries import get_case, next_case

from .. import claims, decisions, undo
from ..reports import open_case
from ..targets import get_member_target, get_review_target
from .case_page import whole_case


@require_safe
@permission_required
def case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show a case whole: the words as reported, the film, everybody's record, what came before."""
    return _case_page(request, id, {}, 200)


@require_POST
@permission_required
def claim_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Claim a case for a quarter of an hour."""
    claims.claim_case(moderator=request.member, case_id=id)
    return redirect("case", id=id)


@require_POST
@permission_required
def release_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Leave a case to the others."""
    claims.release_case(moderator=request.member, case_id=id)
    return redirect("queue")


@require_POST
@permission_required
def note_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Leave a note for the other moderators."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, id, {"note_form": form}, 422)
    claims.note_case(moderator=request.member, case_id=id, text=form.cleaned_data["text"])
    return redirect("case", id=id)


@require_POST
@permission_required
def decide_case(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Decide a case, and go on to the next; what cannot be done says why above the words."""
    kind = get_case(request.member, id).about.kind
    form = VerdictForm(request.POST, kind=kind)
    if not form.is_valid():
        return _case_page(request, id, {"form": form}, 422)
    try:
        decision = decisions.decide_case(
            moderator=request.member, case_id=id, verdict=form.verdict()
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
    """Look into a review that nobody reported, or into a decided one again."""
    thing = get_review_target(id)
    return redirect("case", id=open_case(moderator=request.member, thing=thing))


@require_POST
@permission_required
def open_member_case(request: MemberRequest, handle: str) -> HttpResponse:
    """Look into a member whom nobody reported."""
    thing = get_member_target(handle)
    return redirect("case", id=open_case(moderator=request.member, thing=thing))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def undo_decision(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Ask why a decision is taken back, or take it back."""
    row = get_decision(id)
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
    context = {**whole_case(request.member, get_case(request.member, id)), **forms}
    return render(request, "moderation/case.html", context, status=status)
