"""Films, people and reviews as JSON values."""

from datetime import datetime
from typing import Any

from accounts.documents import CLOSED, Member
from accounts.pictures import drawing_and_colour
from accounts.requests import Viewer
from diary.documents import DiaryEntry, EntryFilm, FilmState
from diary.film_lists import LIKED, WANTED, WATCHED
from lists.documents import Entry as ListEntry
from lists.documents import FilmList
from mflix_site.web.templates import url
from moderation.log_queries import LogRow
from moderation.states import hold_reason_text
from movies.documents import Movie, MovieCard
from movies.facets import FacetGroup, Facets, HistogramBar
from movies.people import Person
from movies.search.engine import Suggestion
from movies.views.film import histogram_bins
from posters.template_functions import poster_path
from reviews.documents import FilmReview

Json = dict[str, Any]


def _named(source: Any, *names: str) -> Json:
    return {name: getattr(source, name) for name in names}


def moment(value: datetime | None) -> str | None:
    """Return a time in UTC as RFC 3339 writes it."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z") if value else None


def film_summary(card: MovieCard, viewer: Viewer) -> Json:
    """Return a film of a list; without its rating where the viewer hides it, as pages do."""
    return {
        **_named(card, "id", "title", "year", "directors", "genres"),
        "certificate": card.rated,
        "runtime": card.runtime,
        "rating": None if viewer.hides_score(card.id) else card.rating,
        **_named(card, "rating_count", "review_count"),
        "poster": poster_path(card),
        "url": url("movie", card.id),
    }


def film(movie: Movie, similar: list[MovieCard], viewer: Viewer) -> Json:
    is_hidden = viewer.hides_score(movie.id)
    bins = [] if is_hidden else histogram_bins(movie.tally)
    external = () if is_hidden else movie.external_ratings
    return {
        **film_summary(movie.card, viewer),
        "plot": movie.plot,
        "full_plot": movie.fullplot,
        **_named(movie, "cast", "writers", "countries", "languages"),
        "released": movie.released.date().isoformat() if movie.released else None,
        "awards": movie.awards,
        "histogram": [_bar(bar, "count") for bar in bins],
        "external_ratings": [_named(r, "source", "value", "votes") for r in external],
        "similar": [{**film_summary(c, viewer), "explanation": c.explanation} for c in similar],
    }


def facets(counted: Facets) -> Json:
    return {
        "total": counted.total,
        **{group.name: _values(group) for group in counted.groups},
        "year": [_bar(bar, "films") for bar in counted.years],
        "runtime": [_bar(bar, "films") for bar in counted.runtimes],
    }


def _values(group: FacetGroup) -> list[Json]:
    return [_named(choice, "value", "films") for choice in group.choices]


def _bar(bar: HistogramBar, total: str) -> Json:
    return {"low": bar.low, "high": bar.high, total: bar.total}


def suggestion(item: Suggestion) -> Json:
    is_person = item.movie_id is None
    return {
        "kind": "person" if is_person else "film",
        **_named(item, "title", "year"),
        "id": None if is_person else str(item.movie_id),
        "url": url("person", item.title) if is_person else url("movie", item.movie_id),
    }


def person(shown: Person, viewer: Viewer) -> Json:
    is_hidden = viewer.hides_score(*(card.id for card in shown.cards))
    return {
        **_named(shown, "name", "film_count"),
        "imdb_average": None if is_hidden else shown.imdb_average,
        "member_average": None if is_hidden else shown.member_average,
        **_named(shown, "first_year", "last_year"),
        "roles": [
            {"role": r.label, "film_count": r.film_count, "films": [c.id for c in r.cards]}
            for r in shown.roles
        ],
        "films": [film_summary(card, viewer) for card in shown.cards],
        "collaborators": [_named(c, "name", "films") for c in shown.collaborators],
        "warning": shown.namesake_warning,
        "url": url("person", shown.name),
    }


def review(item: FilmReview, viewer: Viewer) -> Json:
    """Return a review as its viewer may see it, which queries have checked."""
    shown, about = item.review, item.film
    return {
        "id": shown.id,
        "film": {"id": about.id, "title": about.title, "year": about.year},
        "author": {"name": shown.author_name, "handle": shown.author_handle},
        "text": shown.text,
        "rating": None if viewer.hides_score(about.id) else shown.rating,
        "spoiler": shown.spoiler,
        "date": moment(shown.date),
        "edited_at": moment(shown.edited_at),
        **_named(shown, "version", "state"),
        "held_because": hold_reason_text(shown.held_because) if shown.held_because else "",
        "url": url("review", shown.id),
    }


def member(
    shown: Member, tally: tuple[int, int | None], favourites: list[MovieCard], viewer: Viewer
) -> Json:
    return {
        **_named(shown, "name", "handle", "role"),
        "about": "" if shown.current_standing == CLOSED else shown.about,
        "picture": dict(zip(("drawing", "colour"), drawing_and_colour(shown), strict=True)),
        "joined_at": moment(shown.joined_at),
        "review_count": tally[0],
        "average_rating": tally[1],
        "favorite_films": [film_summary(card, viewer) for card in favourites],
        "url": url("member", shown.handle),
    }


def account(own: Member, scopes: tuple[str, ...]) -> Json:
    return {
        **_named(own, "name", "handle", "role"),
        "standing": own.current_standing,
        "unread_notices": own.unread,
        "scopes": scopes,
        "url": url("member", own.handle),
    }


def film_state(state: FilmState) -> Json:
    return {
        "film_id": state.movie_id,
        **_named(
            state, "watched", "liked", "wanted", "wanted_note", "rating", "viewings", "last_day"
        ),
    }


def listed(state: FilmState, card: MovieCard, kind: str, viewer: Viewer) -> Json:
    """Return a film of a member's list; one of a watchlist with its note."""
    moments = {WATCHED: state.watched_at, LIKED: state.liked_at, WANTED: state.wanted_at}
    note = {"note": state.wanted_note} if kind == WANTED else {}
    return {"film": film_summary(card, viewer), "added_at": moment(moments[kind]), **note}


def entry(shown: DiaryEntry, about: EntryFilm, viewer: Viewer) -> Json:
    """Return a diary entry as its viewer may see it, which queries have checked."""
    content = shown.content
    return {
        "id": shown.id,
        "film": {"id": shown.movie_id, "title": about.title, "year": about.year},
        "day": content.day,
        "rating": None if viewer.hides_score(shown.movie_id) else content.rating,
        **_named(content, "rewatch", "tags", "note", "privacy"),
        "created_at": moment(shown.created_at),
        "edited_at": moment(shown.edited_at),
        **_named(shown, "version", "state"),
    }


def film_list(shown: FilmList) -> Json:
    details = shown.details
    return {
        "id": str(shown.id),
        **_named(details, "title", "description"),
        "owner": {"name": shown.owner_name, "handle": shown.owner_handle},
        **_named(details, "ranked", "privacy", "tags"),
        "film_count": None if shown.is_smart else shown.entry_count,
        "search": details.smart,
        "created_at": moment(shown.created_at),
        "changed_at": moment(shown.changed_at),
        "version": shown.version,
        "url": url("film-list", shown.id),
    }


def listed_film(card: MovieCard, listed: ListEntry | None, viewer: Viewer) -> Json:
    return {
        "film": film_summary(card, viewer),
        "note": listed.note if listed else "",
        "added_at": moment(listed.added_at) if listed else None,
    }


def log_row(row: LogRow) -> Json:
    decision = row.decision
    return {
        "number": decision.number,
        "at": moment(decision.at),
        **_named(decision, "action", "label", "rule", "rule_text", "reason"),
        "by": {"handle": decision.handle, "role": decision.role},
        "about": decision.about,
        "film_title": row.title,
        "member_handle": row.handle,
        **_named(decision, "detail", "undoes", "undone_by", "hash"),
        "url": url("log-row", decision.number),
    }
