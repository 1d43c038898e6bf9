"""The home page, with rows of films and their explanations; the films most talked about."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import cast

from bson import ObjectId
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.documents import Member, Preferences
from accounts.rating_scale import describe_rating
from accounts.requests import (
    SESSION_JOINS,
    MemberRequest,
    SiteRequest,
    Viewer,
    permission_required,
)
from diary.documents import FilmState
from diary.requests import states_of_films
from mflix_site.paging import Tab
from mflix_site.web.templates import url
from movies.documents import MovieCard
from movies.home_rows import ROW_SIZE, Row
from reviews.home_queries import FAVOURITES_JOIN, HomeReads, find_favourites, read_home

from .. import home_rows, queries, similar_films
from ..errors import MovieNotFound

HERO_SIZE, NEW_REVIEWS, BATCH_SIZE, MAX_SEEN_READ = 5, 4, 10, 3
ROW_ORDER = (
    *(home_rows.TALKED_ABOUT_ROW, home_rows.RECOMMENDED_ROW),
    *(home_rows.PREFERENCES_ROW, home_rows.HIGHEST_RATED_ROW),
)
HOME = "/"  # without a prefix
UNWATCHED = _("Similar films you haven't watched")
# By how many days before Monday the period began.
PERIODS = {
    0: (_("Talked about this week"), _("Most reviewed since Monday")),
    30: (_("Talked about lately"), _("Most reviewed in the last month")),
    365: (_("Talked about"), _("Most reviewed in the last year")),
}


SESSION_JOINS.append(lambda request: [FAVOURITES_JOIN] if request.path_info == HOME else [])


@require_safe
@permission_required
def home(request: SiteRequest) -> HttpResponse:
    """Show the hero and the rows; what a row alone needs is not read for a hidden one."""
    viewer = Viewer(request.member)
    preferences, hidden = viewer.preferences, viewer.preferences.hidden_rows
    highest_rated, matching = home_rows.films_by_preferences(preferences)
    newest = 0 if home_rows.NEW_REVIEWS_ROW in hidden else NEW_REVIEWS
    reads = read_home(preferences.preferred_ratings, newest)
    builders: dict[str, Callable[[], Row | None]] = {
        home_rows.TALKED_ABOUT_ROW: lambda: _talked_about_row(reads),
        home_rows.PREFERENCES_ROW: lambda: _preferences_row(preferences, unseen(viewer, matching)),
        home_rows.HIGHEST_RATED_ROW: lambda: _highest_rated_row(highest_rated),
    }
    rows = {key: build() for key, build in builders.items() if key not in hidden}
    if viewer.member and home_rows.RECOMMENDED_ROW not in hidden:
        others = [card.id for row in rows.values() if row for card in row.cards]
        rows[home_rows.RECOMMENDED_ROW] = _recommended_row(cast(MemberRequest, request), others)
    in_order = map(rows.get, ROW_ORDER)
    context = {
        "totals": reads.totals,
        "welcome_key": home_rows.WELCOME_ROW if _is_new(viewer) else "",
        "hero_cards": highest_rated[:HERO_SIZE],
        "rows": [row for row in in_order if row and row.cards],
        "newest": reads.newest,
        "newest_key": home_rows.NEW_REVIEWS_ROW,
    }
    return render(request, "movies/home.html", context)


def _is_new(viewer: Viewer) -> bool:
    """Return whether a member has chosen nothing yet that rows could be based on."""
    member, preferences = viewer.member, viewer.preferences
    if member is None or member.seen_films or preferences.favorite_genres:
        return False
    return not preferences.favorite_cast and home_rows.WELCOME_ROW not in preferences.hidden_rows


def unseen(viewer: Viewer, cards: Sequence[MovieCard]) -> tuple[MovieCard, ...]:
    """Return the films that the viewer has not marked as seen."""
    seen = set(map(str, viewer.member.seen_films if viewer.member else ()))
    return tuple(card for card in cards if card.id not in seen)


def _talked_about_row(reads: HomeReads) -> Row:
    """Return the films with most reviews since Monday; on a quiet site, since longer ago."""
    title, explanation = map(str, PERIODS[reads.days])
    cards = tuple(reads.talked_about)
    return Row(home_rows.TALKED_ABOUT_ROW, title, explanation, "", cards, can_hide=True)


def _recommended_row(request: MemberRequest, other_films: Sequence[str]) -> Row | None:
    """Return films like the one a member rated highest; if all are watched, like the next one.

    What the page's other films are to the member is read in the same command.
    """
    member, scale = request.member, request.member.preferences.rating_scale
    best = request.session.joined.get("favourites")
    for rated in find_favourites(member.id) if best is None else best:
        favourite = home_rows.find_liked_film(rated["movie_id"])
        if favourite is None:
            continue
        films = [*other_films, *(card.id for card in favourite.cards)]
        unwatched = _unwatched(states_of_films(request, films), favourite.cards)
        more = _further_neighbours(member, rated["movie_id"], favourite)
        if cards := _to_recommend(member, chain(unwatched, more)):
            named = {"title": favourite.title, "rating": describe_rating(rated["rating"], scale)}
            title = gettext("Because you gave %(title)s %(rating)s") % named
            explanation = str(UNWATCHED)
            return Row(home_rows.RECOMMENDED_ROW, title, explanation, "", cards, can_hide=True)
    return _row_of_seen_film(request, other_films)


def _unwatched(states: Mapping[str, FilmState], cards: Iterable[MovieCard]) -> list[MovieCard]:
    return [card for card in cards if not states[card.id].watched]


def _row_of_seen_film(request: MemberRequest, other_films: Sequence[str]) -> Row | None:
    """Return films like one that a member has seen, until they have rated some."""
    for movie_id in request.member.seen_films[:MAX_SEEN_READ]:
        with suppress(MovieNotFound):
            film, similar = similar_films.get_film_with_similar(movie_id)
            states = states_of_films(request, [*other_films, *(card.id for card in similar)])
            if cards := tuple(_unwatched(states, similar)[:ROW_SIZE]):
                title = gettext("Because you've seen %(title)s") % {"title": film.card.title}
                key, explanation = home_rows.RECOMMENDED_ROW, str(UNWATCHED)
                return Row(key, title, explanation, "", cards, can_hide=True)
    return None


def _further_neighbours(
    member: Member, movie_id: ObjectId, favourite: home_rows.LikedFilm
) -> Iterator[MovieCard]:
    """Yield the unwatched ones of the films like a favourite that were not read with it.

    Most members have watched few of them: those that were read are nearly always enough.
    """
    others = (favourite.similar or ())[home_rows.MAX_READ_TO_CHOOSE :]
    if favourite.similar is None:
        others = tuple(similar_films.update_similar(queries.get_movie(movie_id)))
    for at in range(0, len(others), BATCH_SIZE):
        yield from similar_films.unwatched_cards(others[at : at + BATCH_SIZE], member.id)


def _to_recommend(member: Member, cards: Iterable[MovieCard]) -> tuple[MovieCard, ...]:
    certificates = member.preferences.preferred_ratings
    like_it = (card for card in cards if card.explanation)
    matching = (card for card in like_it if not certificates or card.rated in certificates)
    return tuple(islice(matching, ROW_SIZE))


def _preferences_row(preferences: Preferences, cards: tuple[MovieCard, ...]) -> Row:
    query = QueryDict(mutable=True)
    if preferences.favorite_genres:
        query.setlist("genre", list(preferences.favorite_genres))
    elif preferences.favorite_cast:
        query["person"] = preferences.favorite_cast[0]
    favourites = {"favourites": home_rows.describe_favourites(preferences)}
    title = gettext("Because you like %(favourites)s") % favourites
    explanation = gettext("From your preferences")
    more = f"{url('browse')}?{query.urlencode()}"
    return Row(home_rows.PREFERENCES_ROW, title, explanation, more, cards, can_hide=True)


def _highest_rated_row(cards: tuple[MovieCard, ...]) -> Row:
    more = f"{url('browse')}?sort=rating"
    title, explanation = gettext("Highest rated"), gettext("Weighted by the number of ratings")
    return Row(home_rows.HIGHEST_RATED_ROW, title, explanation, more, cards, can_hide=True)


@require_safe
@permission_required
def talked_about(request: SiteRequest) -> HttpResponse:
    typed = request.GET.get("decade", "")
    decade = int(typed) if typed in map(str, queries.DECADES) else queries.DEFAULT_DECADE
    names = {d: gettext("%(decade)ss") % {"decade": d} for d in queries.DECADES}
    context = {
        "decade": decade,
        "decades": [Tab(str(d), name, d == decade) for d, name in names.items()],
        "films": queries.most_talked_about(decade),
    }
    return render(request, "movies/talked_about.html", context)
