"""The dashboard."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest, permission_required
from administration.dashboard import DEFAULT_PERIOD, PERIODS, get_dashboard


@require_safe
@permission_required
def dashboard(request: MemberRequest) -> HttpResponse:
    """Show charts, the most active reviewers, and the database's health."""
    requested = request.GET.get("days", "")
    days = int(requested) if requested in map(str, PERIODS) else DEFAULT_PERIOD
    context = {"dashboard": get_dashboard(days), "periods": PERIODS}
    return render(request, "administration/dashboard.html", context)
