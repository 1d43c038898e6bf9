"""The home page: a search, and rows of films with an explanation each."""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import accounts.queries
import reviews.member_queries
import reviews.queries
from accounts.documents import Member, Preferences, Viewer
from accounts.requests import SiteRequest, permission_required
from mflix_site.text import now
from mflix_site.web.rating_scales import describe_rating
from movies import home_rows, queries, similar
from movies.documents import Movie, MovieCard
from movies.errors import MovieNotFound
from movies.home_rows import ROW_SIZE, Row

HERO_SIZE, NEW_REVIEWS = 5, 4
MAX_FAVOURITES = 2
PERIODS = (
    (0, "Talked about this week", "most reviews since Monday"),
    (30, "Talked about lately", "most reviews in the last month"),
    (365, "Talked about", "most reviews in the last year"),
)


@require_safe
@permission_required
def home(request: SiteRequest) -> HttpResponse:
    """Show the hero and the rows; hidden rows cost no query."""
    viewer = Viewer(request.member)
    preferences, hidden = viewer.preferences, viewer.preferences.hidden_rows
    film_count, best = queries.catalogue_size(), home_rows.highest_rated(preferences)
    builders: dict[str, Callable[[], Row | None]] = {
        home_rows.TALKED_ABOUT_ROW: lambda: _talked_about_row(preferences),
        home_rows.RECOMMENDED_ROW: lambda: _recommended_row(viewer),
        home_rows.PREFERENCES_ROW: lambda: _preferences_row(preferences),
        home_rows.HIGHEST_RATED_ROW: lambda: _highest_rated_row(best),
    }
    rows = [build() for key, build in builders.items() if key not in hidden]
    context = {
        "totals": {
            "films": film_count,
            "members": accounts.queries.approximate_member_count(),
            "reviews": reviews.queries.approximate_review_count(),
        },
        "hero_cards": best[:HERO_SIZE],
        "rows": [row for row in rows if row and row.cards],
        "newest": []
        if home_rows.NEW_REVIEWS_ROW in hidden
        else reviews.queries.newest_reviews(NEW_REVIEWS, preferences.preferred_ratings),
        "newest_key": home_rows.NEW_REVIEWS_ROW,
    }
    return render(request, "movies/home.html", context)


def _talked_about_row(preferences: Preferences) -> Row:
    """Return the films with most reviews since Monday; on a quiet site, since longer ago."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    certificates = preferences.preferred_ratings
    limit = ROW_SIZE * (8 if certificates else 1)
    cards: list[MovieCard] = []
    title = explanation = ""
    for days, title, explanation in PERIODS:
        films = reviews.queries.most_reviewed_films(monday - timedelta(days=days), limit)
        cards = [c for c, _ in films if not certificates or c.rated in certificates][:ROW_SIZE]
        if len(cards) == ROW_SIZE:
            break
    url = reverse("talked-about")
    return Row(home_rows.TALKED_ABOUT_ROW, title, explanation, url, tuple(cards), can_hide=True)


def _recommended_row(viewer: Viewer) -> Row | None:
    """Return films like the one a member rated highest; if all are reviewed, like the next one."""
    if viewer.member is None:
        return None
    for favourite in reviews.member_queries.highest_rated_films(viewer.member, MAX_FAVOURITES):
        try:
            film = queries.get_movie(favourite.movie_id)
        except MovieNotFound:
            continue
        if cards := _unreviewed_neighbours(viewer.member, film):
            rating = describe_rating(favourite.rating, viewer.preferences.rating_scale)
            title = f"Because you gave {film.title} {rating}"
            explanation = "films like it that you have not reviewed"
            return Row(home_rows.RECOMMENDED_ROW, title, explanation, "", cards, can_hide=True)
    return None


def _unreviewed_neighbours(member: Member, film: Movie) -> tuple[MovieCard, ...]:
    neighbours = [n for n in film.similar or similar.update_similar(film) if n.explanation]
    reviewed = reviews.member_queries.reviewed_among(member, (n.id for n in neighbours))
    certificates = member.preferences.preferred_ratings
    cards = similar.neighbour_cards(n for n in neighbours if n.id not in reviewed)
    matching = (card for card in cards if not certificates or card.rated in certificates)
    return tuple(islice(matching, ROW_SIZE))


def _preferences_row(preferences: Preferences) -> Row:
    query = QueryDict(mutable=True)
    if preferences.favorite_genres:
        query.setlist("genre", list(preferences.favorite_genres))
    elif preferences.favorite_cast:
        query["person"] = preferences.favorite_cast[0]
    title = f"Because you like {home_rows.describe_favourites(preferences)}"
    url = f"{reverse('browse')}?{query.urlencode()}"
    cards = tuple(home_rows.matching_preferences(preferences))
    return Row(home_rows.PREFERENCES_ROW, title, "from your preferences", url, cards, can_hide=True)


def _highest_rated_row(cards: list[MovieCard]) -> Row:
    url = f"{reverse('browse')}?sort=rating"
    explanation = "weighted, so that one enthusiast is not enough"
    return Row(
        home_rows.HIGHEST_RATED_ROW, "Highest rated", explanation, url, tuple(cards), can_hide=True
    )
