"""Statistics of a year of a diary, or of all of it, computed from its viewings.

Films are counted once, viewings each time; a film without a length, say, is missing there only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from movies.documents import MovieCard

MIN_FILMS = 10  # with a date, before there are statistics
MAX_GENRES, MAX_COUNTRIES, MAX_PEOPLE, MAX_BEST = 12, 12, 10, 7
MIN_FILMS_OF_BEST = 2  # of a person, rated, before an average says something
Key = Callable[["Viewing"], Iterable[Any]]
Counts = tuple["Count", ...]


class Viewing(NamedTuple):
    """One viewing: what the diary says of it, and facts of its film. Undated, `day` is empty."""

    film: MovieCard
    day: str
    rating: int | None
    is_rewatch: bool
    countries: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()


class FilmViewings(NamedTuple):
    """The viewings of a film: the newest, how many, and the newest that has a rating."""

    newest: Viewing
    viewings: int
    rated: Viewing | None


@dataclass(frozen=True, slots=True)
class Count:
    """Viewings that have a value in common, such as a genre, and of how many films.

    `average` is that of the films' latest ratings, `rated` how many have one. `share` is the
    viewings in hundredths of the most that a shown one has.
    """

    value: Any
    viewings: int
    films: int
    rated: int
    average: int | None
    share: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of viewings: those by time in its order, others with the most viewings first."""

    viewings: int
    films: int
    not_logged: int
    dated_films: int
    minutes: int
    without_runtime: int
    rewatches: int
    rated: int
    average: int | None
    first: Viewing | None
    last: Viewing | None
    highest: tuple[Viewing, ...]
    years: Counts
    months: Counts
    decades: Counts
    genres: Counts
    countries: Counts
    directors: Counts
    actors: Counts
    best_directors: Counts
    best_actors: Counts

    @property
    def missing_films(self) -> int:
        """Return how many dated films are missing before there is something to show."""
        return max(0, MIN_FILMS - self.dated_films)

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


def statistics(viewings: Sequence[Viewing], not_logged: int = 0) -> Statistics:
    """Return the statistics of viewings, newest first; `not_logged` films have no entry."""
    dated = [viewing for viewing in viewings if viewing.day]
    ratings = [viewing.rating for viewing in viewings if viewing.rating]
    films = _by_film(viewings)
    rated = [film.rated for film in films if film.rated]
    directors = _people(films, lambda v: v.film.directors)
    actors = _people(films, lambda v: v.cast)
    decades, by_value = _counts(films, lambda v: decades_of(v.film.year)), attrgetter("value")
    return Statistics(
        viewings=len(viewings),
        films=len(films) + not_logged,
        not_logged=not_logged,
        dated_films=len({viewing.film.id for viewing in dated}),
        minutes=sum(viewing.film.runtime or 0 for viewing in viewings),
        without_runtime=sum(not viewing.film.runtime for viewing in viewings),
        rewatches=sum(viewing.is_rewatch for viewing in viewings),
        rated=len(ratings),
        average=_average(ratings),
        first=dated[-1] if dated else None,
        last=dated[0] if dated else None,
        highest=tuple(sorted(rated, key=lambda v: (-(v.rating or 0), v.film.title))[:MAX_BEST]),
        years=_with_shares(sorted(_counts_by_time(dated, slice(4)), key=by_value)),
        months=_every_month(_counts_by_time(dated, slice(5, 7))),
        decades=_with_shares(sorted(decades, key=by_value)),
        genres=_most(_counts(films, lambda v: v.film.genres), MAX_GENRES),
        countries=_most(_counts(films, lambda v: v.countries), MAX_COUNTRIES),
        directors=_most(directors, MAX_PEOPLE),
        actors=_most(actors, MAX_PEOPLE),
        best_directors=_best(directors),
        best_actors=_best(actors),
    )


def decades_of(year: int | None) -> tuple[int, ...]:
    return (year // 10 * 10,) if year else ()


def _by_film(viewings: Iterable[Viewing]) -> list[FilmViewings]:
    films: defaultdict[str, list[Viewing]] = defaultdict(list)
    for viewing in viewings:
        films[viewing.film.id].append(viewing)
    return [
        FilmViewings(own[0], len(own), next((v for v in own if v.rating), None))
        for own in films.values()
    ]


def _average(ratings: Sequence[int]) -> int | None:
    return round(sum(ratings) / len(ratings)) if ratings else None


def _counts(films: Iterable[FilmViewings], key: Key) -> list[Count]:
    """Count what has a value in common that is a fact of the films."""
    return [_count(value, group) for value, group in _groups(films, key).items()]


def _people(films: Iterable[FilmViewings], key: Key) -> list[Count]:
    """Count the people of two films or more, if there are any; else all."""
    groups = _groups(films, key)
    repeated = {name: group for name, group in groups.items() if len(group) > 1}
    return [_count(name, group) for name, group in (repeated or groups).items()]


def _groups(films: Iterable[FilmViewings], key: Key) -> Mapping[Any, Sequence[FilmViewings]]:
    groups: defaultdict[Any, list[FilmViewings]] = defaultdict(list)
    for film in films:
        for value in key(film.newest):
            groups[value].append(film)
    return groups


def _counts_by_time(dated: Iterable[Viewing], part: slice) -> list[Count]:
    """Count the viewings that have a part of their day in common, such as the year."""
    groups: defaultdict[int, list[Viewing]] = defaultdict(list)
    for viewing in dated:
        groups[int(viewing.day[part])].append(viewing)
    return [_count(time, _by_film(group)) for time, group in groups.items()]


def _count(value: Any, films: Sequence[FilmViewings]) -> Count:
    ratings = [film.rated.rating or 0 for film in films if film.rated]
    viewings = sum(film.viewings for film in films)
    return Count(value, viewings, len(films), len(ratings), _average(ratings))


def _with_shares(counts: Sequence[Count]) -> Counts:
    most = max((count.viewings for count in counts), default=0) or 1
    return tuple(replace(count, share=-(-100 * count.viewings // most)) for count in counts)


def _every_month(counts: Iterable[Count]) -> Counts:
    known: Mapping[int, Count] = {count.value: count for count in counts}
    return _with_shares([known.get(n, Count(n, 0, 0, 0, None)) for n in range(1, 13)])


def _most(counts: Iterable[Count], limit: int) -> Counts:
    ordered = sorted(counts, key=lambda count: (-count.films, -count.viewings, count.value))
    return _with_shares(ordered[:limit])


def _best(counts: Iterable[Count]) -> Counts:
    known = [count for count in counts if count.rated >= MIN_FILMS_OF_BEST and count.average]
    ordered = sorted(known, key=lambda count: (-(count.average or 0), -count.rated, count.value))
    return tuple(ordered[:MAX_PEOPLE])
