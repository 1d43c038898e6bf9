"""Reporting a review or a member."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import check_rate_limit
from accounts.requests import MemberRequest, client_ip, permission_required, submitted_data
from moderation.errors import AlreadyReported, OwnTarget
from moderation.forms import ReportForm
from moderation.queries import has_open_report

from ..queries import TargetSnapshot, get_member_target, get_visible_review_target
from ..reports import file_report

THANKS = "Thank you. A moderator will look at it, and you will be told what came of it."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def report_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    snapshot = get_visible_review_target(id)
    film = snapshot.target.movie_id
    return_url = f"{reverse('movie', args=[film])}#review-{id}" if film else reverse("home")
    return _report(request, snapshot, return_url)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def report_member(request: MemberRequest, handle: str) -> HttpResponse:
    snapshot = get_member_target(handle)
    return _report(request, snapshot, reverse("member", args=[snapshot.target.handle]))


def _report(request: MemberRequest, snapshot: TargetSnapshot, return_url: str) -> HttpResponse:
    if snapshot.target.member_id == request.member.id:
        raise OwnTarget
    form = ReportForm(submitted_data(request), kind=snapshot.target.kind)
    if request.method == "POST" and form.is_valid():
        check_rate_limit("report", request.member.id)
        check_rate_limit("report-network", client_ip(request))
        ip = client_ip(request)
        try:
            file_report(member=request.member, snapshot=snapshot, **form.arguments(), ip=ip)
        except AlreadyReported as error:
            messages.info(request, error.sentence)
        else:
            messages.success(request, THANKS)
        return redirect(return_url)
    context = {
        "form": form,
        "target": snapshot.target,
        "text": (snapshot.review or {}).get("text"),
        "return_url": return_url,
        "has_open_report": has_open_report(request.member, snapshot.target.id),
    }
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
