"""Films, people, reviews and the like as the JSON values that `api/v2/schemas` describes."""

from typing import Any

from accounts.documents import CLOSED, Member
from accounts.pictures import drawing_and_colour
from accounts.requests import Viewer
from api.v2.schemas import diary, films, lists, members, reviews
from diary.documents import DiaryEntry, FilmState
from diary.film_lists import LIKED, WATCHED, WATCHLIST
from lists.documents import Entry as ListEntry
from lists.documents import FilmList
from mflix_site.web.templates import url
from moderation.log_queries import LogRow
from moderation.states import hold_reason_text
from movies.documents import Movie, MovieCard
from movies.facets import Facets, HistogramBar
from movies.people import Person
from movies.search.suggestions import Suggestion
from movies.template_functions import poster_path
from movies.views.film import histogram_bins
from reviews.documents import FilmReview

Json = dict[str, Any]


def members_of(schema: Any, source: Any, **own: Any) -> Json:
    """Return the members of a schema in their order: our own, or the source's of these names."""
    return {
        name: own[name] if name in own else getattr(source, name)
        for name in schema.__pydantic_fields__
    }


def film_summary(card: MovieCard, viewer: Viewer) -> Json:
    """Return a film of a list; without its rating where the viewer hides it, as pages do."""
    return members_of(
        films.FilmSummary,
        card,
        certificate=card.rated,
        rating=None if viewer.hides_score(card.id) else card.rating,
        poster=poster_path(card),
        url=url("movie", card.id),
    )


def film(movie: Movie, similar: list[MovieCard], viewer: Viewer) -> Json:
    is_hidden = viewer.hides_score(movie.id)
    bins = [] if is_hidden else histogram_bins(movie.tally)
    external = () if is_hidden else movie.external_ratings
    return members_of(
        films.Film,
        movie,
        **film_summary(movie.card, viewer),
        full_plot=movie.fullplot,
        released=movie.released.isoformat() if movie.released else None,
        histogram=[_bar(bar, "count") for bar in bins],
        external_ratings=[members_of(films.ExternalRating, rating) for rating in external],
        similar=[{**film_summary(c, viewer), "explanation": c.explanation} for c in similar],
    )


def facets(counted: Facets) -> Json:
    values = {
        group.name: [members_of(films.FacetValue, choice) for choice in group.choices]
        for group in counted.groups
    }
    years, runtimes = (
        [_bar(b, "films") for b in bars] for bars in (counted.years, counted.runtimes)
    )
    return {"total": counted.total, **values, "year": years, "runtime": runtimes}


def _bar(bar: HistogramBar, total: str) -> Json:
    return {"low": bar.low, "high": bar.high, total: bar.total}


def suggestion(item: Suggestion) -> Json:
    is_person = item.movie_id is None
    return members_of(
        films.Suggestion,
        item,
        kind="person" if is_person else "film",
        id=None if is_person else str(item.movie_id),
        url=url("person", item.title) if is_person else url("movie", item.movie_id),
    )


def person(shown: Person, viewer: Viewer) -> Json:
    hidden = ("imdb_average", "member_average")
    is_hidden = viewer.hides_score(*(card.id for card in shown.cards))
    return members_of(
        films.Person,
        shown,
        **(dict.fromkeys(hidden) if is_hidden else {}),
        roles=[
            {"role": r.label, "film_count": r.film_count, "films": [c.id for c in r.cards]}
            for r in shown.roles
        ],
        films=[film_summary(card, viewer) for card in shown.cards],
        collaborators=[members_of(films.Collaborator, one) for one in shown.collaborators],
        warning=shown.namesake_warning,
        url=url("person", shown.name),
    )


def review(item: FilmReview, viewer: Viewer) -> Json:
    """Return a review as its viewer may see it, which queries have checked."""
    shown, about = item.review, item.film
    return members_of(
        reviews.Review,
        shown,
        film=members_of(reviews.ReviewedFilm, about),
        author={"name": shown.author_name, "handle": shown.author_handle},
        rating=None if viewer.hides_score(about.id) else shown.rating,
        held_because=hold_reason_text(shown.held_because) if shown.held_because else "",
        url=url("review", shown.id),
    )


def member(
    shown: Member, tally: tuple[int, int | None], favourites: list[MovieCard], viewer: Viewer
) -> Json:
    return members_of(
        members.Member,
        shown,
        about="" if shown.current_standing == CLOSED else shown.about,
        picture=dict(zip(("drawing", "colour"), drawing_and_colour(shown), strict=True)),
        review_count=tally[0],
        average_rating=tally[1],
        favorite_films=[film_summary(card, viewer) for card in favourites],
        url=url("member", shown.handle),
    )


def account(own: Member, scopes: tuple[str, ...]) -> Json:
    return members_of(
        members.Account,
        own,
        standing=own.current_standing,
        unread_notices=own.unread,
        scopes=scopes,
        url=url("member", own.handle),
    )


def film_state(state: FilmState) -> Json:
    listed = {"wanted": state.on_watchlist, "wanted_note": state.watchlist_note}
    return members_of(diary.FilmState, state, film_id=state.movie_id, **listed)


def marked_film(state: FilmState, card: MovieCard, kind: str, viewer: Viewer) -> Json:
    """Return a film that a member has watched, likes or wants; a wanted one with its note."""
    moments = {WATCHED: state.watched_at, LIKED: state.liked_at, WATCHLIST: state.watchlist_at}
    note = {"note": state.watchlist_note} if kind == WATCHLIST else {}
    return {"film": film_summary(card, viewer), "added_at": moments[kind], **note}


def entry(shown: DiaryEntry, viewer: Viewer) -> Json:
    """Return a diary entry as its viewer may see it, which queries have checked."""
    content, about, id = shown.content, shown.film, shown.movie_id
    return members_of(
        diary.Entry,
        shown,
        film={"id": id, "title": about.title, "year": about.year},
        **{name: getattr(content, name) for name in ("day", "rewatch", "tags", "note", "privacy")},
        rating=None if viewer.hides_score(id) else content.rating,
    )


def film_list(shown: FilmList) -> Json:
    details = shown.details
    return members_of(
        lists.FilmList,
        shown,
        **{name: getattr(details, name) for name in ("description", "ranked", "privacy", "tags")},
        owner={"name": shown.owner_name, "handle": shown.owner_handle},
        film_count=None if shown.is_smart else shown.entry_count,
        search=details.smart,
        url=url("film-list", shown.id),
    )


def listed_film(card: MovieCard, listed: ListEntry | None, viewer: Viewer) -> Json:
    return {
        "film": film_summary(card, viewer),
        "note": listed.note if listed else "",
        "added_at": listed.added_at if listed else None,
    }


def log_row(row: LogRow) -> Json:
    decision = row.decision
    return members_of(
        members.LogRow,
        decision,
        by={"handle": decision.handle, "role": decision.role},
        film_title=row.title,
        member_handle=row.handle,
        url=url("log-row", decision.number),
    )
