"""Appealing a decision, and answering an appeal."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest, permission_required, submitted_data
from mflix_site.paging import page_number
from mflix_site.text import now
from mflix_site.web.error_pages import keep_on_error
from moderation.forms import AnswerForm, AppealForm
from moderation.log_queries import (
    appeals_of_member,
    get_appeal,
    get_row,
    page_of_appeals,
    rows_with_names,
)

from .. import appeals as appeal_services


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_on_error("text")
def appeal(request: MemberRequest, id: ObjectId) -> HttpResponse:
    member = request.member
    row = rows_with_names([appeal_services.get_own_decision(member, id)])[0]
    form = AppealForm(submitted_data(request))
    if form.submit(appeal_services.file_appeal, member=member, decision_id=id):
        messages.success(request, "Your appeal is with somebody else now. You will be told.")
        return redirect("standing")
    context = {
        "row": row,
        "form": form,
        "appeal": appeals_of_member(member).get(id),
        "is_appealable": row.decision.is_appealable(now()),
    }
    return render(request, "moderation/appeal.html", context, status=form.status)


@require_safe
@permission_required
def appeals(request: MemberRequest) -> HttpResponse:
    answered = request.GET.get("state") == "answered"
    page = page_of_appeals(page_number(request.GET.get("page", "")), answered=answered)
    return render(request, "moderation/appeals.html", {"appeals": page, "answered": answered})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def answer_appeal(request: MemberRequest, id: ObjectId) -> HttpResponse:
    appeal = get_appeal(id)
    row = get_row(_id=appeal.decision_id)
    appeal_services.check_may_answer(request.member, row.decision)
    form = AnswerForm(submitted_data(request))
    if form.submit(appeal_services.answer_appeal, moderator=request.member, appeal_id=id):
        messages.success(request, "Answered. Whoever appealed is told.")
        return redirect("appeals")
    context = {"appeal": appeal, "row": row, "form": form}
    return render(request, "moderation/answer_appeal.html", context, status=form.status)
