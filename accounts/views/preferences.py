"""A member's preferences."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import PreferencesForm
from accounts.requests import MemberRequest, submitted_data
from mflix_site.errors import NotFound
from movies.facets import genres_and_certificates
from movies.home_rows import ROW_LABELS

from ..requests import permission_required


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def preferences(request: MemberRequest) -> HttpResponse:
    """Show the preferences, or save them."""
    current = asdict(request.member.preferences)
    current["favorite_cast"] = "\n".join(current["favorite_cast"])
    genres, certificates = genres_and_certificates()
    form = PreferencesForm(
        submitted_data(request),
        initial=current,
        genres=genres,
        ratings=certificates,
        rows=ROW_LABELS,
    )
    if request.method == "POST" and form.is_valid():
        services.set_preferences(member=request.member, preferences=form.cleaned_data)
        messages.success(request, "Saved. The site follows your preferences from now on.")
        return redirect("preferences")
    context = {"form": form}
    return render(request, "accounts/preferences.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required
def hide_row(request: MemberRequest) -> HttpResponse:
    """Hide a row of the home page, until the preferences bring it back."""
    key = request.POST.get("key", "")
    if key not in ROW_LABELS:
        raise NotFound("The home page has no such row.")
    services.hide_row(member=request.member, key=key)
    messages.success(request, "Hidden. Your preferences bring it back.")
    return redirect("home")
