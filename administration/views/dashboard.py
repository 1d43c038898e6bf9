"""The dashboard."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest, permission_required
from administration.dashboard import DEFAULT_PERIOD, PERIODS, format_duration, get_dashboard


@require_safe
@permission_required
def dashboard(request: MemberRequest) -> HttpResponse:
    requested = request.GET.get("days", "")
    days = int(requested) if requested in map(str, PERIODS) else DEFAULT_PERIOD
    context = {
        "dashboard": get_dashboard(days),
        "periods": PERIODS,
        "format_duration": format_duration,
    }
    return render(request, "administration/dashboard.html", context)
