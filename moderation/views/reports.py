"""Reporting a review or a member, and what became of one's reports."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, client_ip, permission_required, submitted_data
from mflix_site.paging import page_number
from moderation.errors import AlreadyReported, OwnThing
from moderation.forms import ReportForm
from moderation.queries import open_report_of, page_of_own_reports

from ..reports import report
from ..targets import Target, get_member_target, get_visible_review_target

THANKS = "Thank you. A moderator will look at it, and you will be told what came of it."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def report_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show the form to report a review, or report it."""
    thing = get_visible_review_target(id)
    film = thing.about.movie_id
    back = f"{reverse('movie', args=[film])}#review-{id}" if film else reverse("home")
    return _report(request, thing, back)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def report_member(request: MemberRequest, handle: str) -> HttpResponse:
    """Show the form to report a member, or report them."""
    thing = get_member_target(handle)
    return _report(request, thing, reverse("member", args=[thing.about.handle]))


def _report(request: MemberRequest, thing: Target, back: str) -> HttpResponse:
    if thing.about.member_id == request.member.id:
        raise OwnThing
    form = ReportForm(submitted_data(request), kind=thing.about.kind)
    if request.method == "POST" and form.is_valid():
        check_rate_limit("report", request.member.id)
        check_rate_limit("report-network", client_ip(request))
        address = client_ip(request)
        try:
            report(member=request.member, thing=thing, complaint=form.complaint(), address=address)
        except AlreadyReported as already:
            messages.info(request, already.sentence)
        else:
            messages.success(request, THANKS)
        return redirect(back)
    context = {
        "form": form,
        "thing": thing,
        "back": back,
        "already": open_report_of(request.member, thing.about.id),
    }
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required
def own_reports(request: MemberRequest) -> HttpResponse:
    """Show what one reported, and how it ended."""
    page = page_of_own_reports(request.member, page_number(request.GET.get("page", "")))
    return render(request, "moderation/own_reports.html", {"reports": page})
