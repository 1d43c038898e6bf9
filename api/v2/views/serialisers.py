"""Films, people and reviews as JSON values."""

from datetime import datetime
from typing import Any

from mflix_site.web.templates import url
from movies.documents import Movie, MovieCard
from movies.facets import FacetGroup, Facets, HistogramBar
from movies.people import Person
from movies.search.engine import Suggestion
from movies.views.film import histogram_bins
from posters.template_functions import poster_path

Json = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    """Return a time in UTC as RFC 3339 writes it."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z") if value else None


def film_summary(card: MovieCard) -> Json:
    return {
        "id": card.id,
        "title": card.title,
        "year": card.year,
        "directors": card.directors,
        "genres": card.genres,
        "certificate": card.rated,
        "runtime": card.runtime,
        "rating": card.rating,
        "rating_count": card.rating_count,
        "review_count": card.review_count,
        "poster": poster_path(card),
        "url": url("movie", card.id),
    }


def film(movie: Movie, similar: list[MovieCard]) -> Json:
    bins = histogram_bins(movie.tally)
    return {
        **film_summary(movie.card),
        "plot": movie.plot,
        "full_plot": movie.fullplot,
        "cast": movie.cast,
        "writers": movie.writers,
        "countries": movie.countries,
        "languages": movie.languages,
        "released": movie.released.date().isoformat() if movie.released else None,
        "awards": movie.awards,
        "histogram": [{"low": b.low, "high": b.high, "count": b.count} for b in bins],
        "external_ratings": [
            {"source": r.source, "value": r.value, "votes": r.votes} for r in movie.external_ratings
        ],
        "similar": [{**film_summary(c), "explanation": c.explanation} for c in similar],
    }


def facets(counted: Facets) -> Json:
    return {
        "total": counted.total,
        **{group.name: _values(group) for group in counted.groups},
        "year": [_bar(bar) for bar in counted.years],
        "runtime": [_bar(bar) for bar in counted.runtimes],
    }


def _values(group: FacetGroup) -> list[Json]:
    return [{"value": choice.value, "films": choice.films} for choice in group.choices]


def _bar(bar: HistogramBar) -> Json:
    return {"low": bar.low, "high": bar.high, "films": bar.count}


def suggestion(found: Suggestion) -> Json:
    is_person = found.movie_id is None
    return {
        "kind": "person" if is_person else "film",
        "title": found.title,
        "year": found.year,
        "id": None if is_person else str(found.movie_id),
        "url": url("person", found.title) if is_person else url("movie", found.movie_id),
    }


def person(shown: Person) -> Json:
    return {
        "name": shown.name,
        "film_count": shown.film_count,
        "imdb_average": shown.imdb_average,
        "member_average": shown.member_average,
        "first_year": shown.first_year,
        "last_year": shown.last_year,
        "roles": [
            {"role": r.label, "film_count": r.film_count, "films": [c.id for c in r.cards]}
            for r in shown.roles
        ],
        "films": [film_summary(card) for card in shown.cards],
        "collaborators": [{"name": c.name, "films": c.films} for c in shown.collaborators],
        "warning": shown.namesake_warning,
        "url": url("person", shown.name),
    }
