"""What a new member likes and has seen, on a page that can be skipped."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.profile import WelcomeForm
from accounts.requests import MemberRequest, permission_required, submitted_data
from movies.facets import genres_and_certificates
from movies.queries import get_page
from movies.selection import Selection

from .. import services
from ..queries import watched_among

WELCOME_FILMS = 24


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def welcome(request: MemberRequest) -> HttpResponse:
    """Show genres and films to choose from; films that are watched already stay chosen."""
    member, data = request.member, submitted_data(request)
    cards = get_page(Selection(sort="popular"), 1, size=WELCOME_FILMS, total=WELCOME_FILMS).items
    watched = watched_among(member.id, [ObjectId(card.id) for card in cards])
    chosen = list(member.preferences.favorite_genres)
    genres = list(dict.fromkeys([*genres_and_certificates()[0], *chosen]))
    form = WelcomeForm(
        data,
        initial={"favorite_genres": chosen},
        genres=genres,
        films=[card.id for card in cards],
    )
    if request.method == "POST" and form.is_valid():
        seen = list(dict.fromkeys([*form.cleaned_data["seen_films"], *sorted(watched)]))
        genres = form.cleaned_data["favorite_genres"]
        services.set_taste(member=member, favorite_genres=genres, seen_films=seen)
        messages.success(request, _("Your home page follows your taste now."))
        return redirect("home")
    seen_films = data.getlist("seen_films") if data is not None else map(str, member.seen_films)
    watched_ids = set(map(str, watched))
    context = {"form": form, "cards": cards, "seen": set(seen_films), "watched": watched_ids}
    status = 422 if form.errors else 200
    return render(request, "diary/welcome.html", context, status=status)
