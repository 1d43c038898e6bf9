"""The home page: a search, and rows that say why they are there."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import accounts.queries
import reviews.queries
from accounts.documents import Preferences, Viewer
from accounts.guards import permission_required
from accounts.requests import SiteRequest
from mflix_site.clock import now
from movies import home as rows
from movies import queries
from movies.documents import MovieCard
from movies.home import Row
from movies.selection import Selection

from .recommendations import recommended_row

FAN, NEW_REVIEWS = 5, 4
SINCE = (
    (0, "Talked about this week", "most reviews since Monday"),
    (30, "Talked about lately", "most reviews in the last month"),
    (365, "Talked about", "most reviews in the last year"),
)


@require_safe
@permission_required
def home(request: SiteRequest) -> HttpResponse:
    """Show the hero and the rows; nothing is asked for the rows that the member has hidden."""
    viewer = Viewer(request.member)
    preferences, hidden = viewer.preferences, viewer.preferences.hidden_rows
    films, best = queries.count_films(Selection()), rows.list_highest_rated(preferences)
    makers: dict[str, Callable[[], Row | None]] = {
        rows.TALKED_ABOUT_ROW: lambda: _talked_about(preferences),
        rows.RATED_HIGH_ROW: lambda: recommended_row(viewer, films),
        rows.PREFERENCES_ROW: lambda: _liked(preferences),
        rows.HIGHEST_RATED_ROW: lambda: _best(best),
    }
    found = [make() for key, make in makers.items() if key not in hidden]
    context = {
        "totals": {
            "films": films,
            "members": accounts.queries.count(),
            "reviews": reviews.queries.count(),
        },
        "fan": best[:FAN],
        "rows": [row for row in found if row and row.cards],
        "newest": []
        if rows.NEW_REVIEWS_ROW in hidden
        else reviews.queries.newest(NEW_REVIEWS, preferences.preferred_ratings),
        "newest_key": rows.NEW_REVIEWS_ROW,
    }
    return render(request, "movies/home.html", context)


def _talked_about(preferences: Preferences) -> Row:
    """Films talked about since Monday; on a quiet site, since longer ago."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    wanted = preferences.preferred_ratings
    cards: list[MovieCard] = []
    title = reason = ""
    most = rows.ROW_SIZE * (8 if wanted else 1)
    for days, title, reason in SINCE:
        found = reviews.queries.talked_about_since(monday - timedelta(days=days), most)
        cards = [card for card, _ in found if not wanted or card.rated in wanted][: rows.ROW_SIZE]
        if len(cards) == rows.ROW_SIZE:
            break
    return Row(rows.TALKED_ABOUT_ROW, title, reason, reverse("talked-about"), tuple(cards), True)


def _liked(preferences: Preferences) -> Row:
    query = QueryDict(mutable=True)
    if preferences.favorite_genres:
        query.setlist("genre", list(preferences.favorite_genres))
    elif preferences.favorite_cast:
        query["person"] = preferences.favorite_cast[0]
    title = f"Because you like {rows.describe_favourites(preferences)}"
    url = f"{reverse('browse')}?{query.urlencode()}"
    cards = tuple(rows.list_favourites(preferences))
    return Row(rows.PREFERENCES_ROW, title, "from your preferences", url, cards, True)


def _best(cards: list[MovieCard]) -> Row:
    url = f"{reverse('browse')}?sort=rating"
    reason = "weighed, so that one ten is not enough"
    return Row(rows.HIGHEST_RATED_ROW, "Highest rated", reason, url, tuple(cards), True)
