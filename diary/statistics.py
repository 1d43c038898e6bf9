"""What a year of a diary, or all of it, comes to: computed from its viewings alone.

Films are counted once, viewings each time; a film without a length, say, is missing there only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from movies.documents import MovieCard

MIN_FILMS = 10  # with a date, before there are statistics
MAX_GENRES, MAX_COUNTRIES, MAX_PEOPLE, MAX_BEST = 12, 12, 10, 7
MIN_FILMS_OF_BEST = 2  # of a person, rated, before an average says something
Key = Callable[["Viewing"], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Viewing:
    """One viewing: what the diary says of it, and facts of its film. Undated, `day` is empty."""

    film: MovieCard
    day: str
    rating: int | None
    is_rewatch: bool
    countries: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Viewings that have a value in common, such as a genre, and of how many films.

    `average` is that of the films' latest ratings, `rated` how many have one. `share` is the
    viewings in hundredths of the most that one value has.
    """

    value: Any
    viewings: int
    films: int
    rated: int
    average: int | None
    share: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """What viewings come to. Counts are sorted: those of time by time, others by number."""

    viewings: int
    films: int
    dated_films: int
    minutes: int
    without_runtime: int
    rewatches: int
    rated: int
    average: int | None
    first: Viewing | None
    last: Viewing | None
    highest: tuple[Viewing, ...]
    years: tuple[Count, ...]
    months: tuple[Count, ...]
    decades: tuple[Count, ...]
    genres: tuple[Count, ...]
    countries: tuple[Count, ...]
    directors: tuple[Count, ...]
    actors: tuple[Count, ...]
    best_directors: tuple[Count, ...]
    best_actors: tuple[Count, ...]

    @property
    def missing_films(self) -> int:
        """Return how many dated films are missing before there is something to show."""
        return max(0, MIN_FILMS - self.dated_films)

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


def statistics(viewings: Sequence[Viewing]) -> Statistics:
    """Return what viewings come to, given with the newest first and undated ones last."""
    dated = [viewing for viewing in viewings if viewing.day]
    ratings = [viewing.rating for viewing in viewings if viewing.rating]
    directors = _counts(viewings, lambda v: v.film.directors)
    actors = _counts(viewings, lambda v: v.cast)
    return Statistics(
        viewings=len(viewings),
        films=_film_count(viewings),
        dated_films=_film_count(dated),
        minutes=sum(viewing.film.runtime or 0 for viewing in viewings),
        without_runtime=sum(not viewing.film.runtime for viewing in viewings),
        rewatches=sum(viewing.is_rewatch for viewing in viewings),
        rated=len(ratings),
        average=round(mean(ratings)) if ratings else None,
        first=dated[-1] if dated else None,
        last=dated[0] if dated else None,
        highest=tuple(sorted(_latest_rated(viewings), key=_by_rating)[:MAX_BEST]),
        years=_in_order(_counts(dated, lambda v: [int(v.day[:4])])),
        months=_every_month(_counts(dated, lambda v: [int(v.day[5:7])])),
        decades=_in_order(_counts(viewings, lambda v: decades_of(v.film.year))),
        genres=_most(_counts(viewings, lambda v: v.film.genres), MAX_GENRES),
        countries=_most(_counts(viewings, lambda v: v.countries), MAX_COUNTRIES),
        directors=_most(_repeated(directors), MAX_PEOPLE),
        actors=_most(_repeated(actors), MAX_PEOPLE),
        best_directors=_best(directors),
        best_actors=_best(actors),
    )


def decades_of(year: int | None) -> tuple[int, ...]:
    return (year // 10 * 10,) if year else ()


def _film_count(viewings: Iterable[Viewing]) -> int:
    return len({viewing.film.id for viewing in viewings})


def _latest_rated(viewings: Iterable[Viewing]) -> list[Viewing]:
    newest: dict[str, Viewing] = {}
    for viewing in viewings:
        if viewing.rating:
            newest.setdefault(viewing.film.id, viewing)
    return list(newest.values())


def _by_rating(viewing: Viewing) -> tuple[int, str]:
    return -(viewing.rating or 0), viewing.film.title


def _counts(viewings: Iterable[Viewing], key: Key) -> list[Count]:
    groups: defaultdict[Any, list[Viewing]] = defaultdict(list)
    for viewing in viewings:
        for value in key(viewing):
            groups[value].append(viewing)
    return _with_shares([_count(value, group) for value, group in groups.items()])


def _count(value: Any, viewings: Sequence[Viewing]) -> Count:
    ratings = [viewing.rating or 0 for viewing in _latest_rated(viewings)]
    average = round(mean(ratings)) if ratings else None
    return Count(value, len(viewings), _film_count(viewings), len(ratings), average)


def _with_shares(counts: Sequence[Count]) -> list[Count]:
    most = max((count.viewings for count in counts), default=1)
    return [replace(count, share=-(-100 * count.viewings // most)) for count in counts]


def _in_order(counts: Iterable[Count]) -> tuple[Count, ...]:
    return tuple(sorted(counts, key=lambda count: count.value))


def _every_month(counts: Iterable[Count]) -> tuple[Count, ...]:
    known: Mapping[int, Count] = {count.value: count for count in counts}
    return tuple(known.get(month, Count(month, 0, 0, 0, None)) for month in range(1, 13))


def _most(counts: Iterable[Count], limit: int) -> tuple[Count, ...]:
    ordered = sorted(counts, key=lambda count: (-count.films, -count.viewings, count.value))
    return tuple(ordered[:limit])


def _repeated(counts: Sequence[Count]) -> Sequence[Count]:
    """Return those of two films or more, if there are any; else all."""
    return [count for count in counts if count.films > 1] or counts


def _best(counts: Iterable[Count]) -> tuple[Count, ...]:
    known = [count for count in counts if count.rated >= MIN_FILMS_OF_BEST and count.average]
    ordered = sorted(known, key=lambda count: (-(count.average or 0), -count.rated, count.value))
    return tuple(ordered[:MAX_PEOPLE])
