"""How members behave: their tastes and ratings, how much they write, about what, and when."""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, cycle
from typing import Final

from .data_files import load_toml
from .seeded_random import to_millisecond

_HOURS: Final = (4, 3, 2, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 7, 6, 6, 7, 9, 12, 15, 18, 19, 15, 9)
_HOURS_UP_TO: Final = tuple(accumulate(_HOURS))
_GROWTH: Final = 0.55  # below 1: later moments are likelier
_NOT_RATED: Final = 0.08
_UNEVEN_RATINGS: Final = 0.07
# Nobody reviews more than this share of the films, nor more than this many a day.
_MAX_FILM_SHARE: Final = 0.7
_MAX_PER_DAY: Final = 0.6
_FAMOUS_WEIGHT: Final = 4.0
_MAX_SCALE, _BISECTIONS = 1e15, 40


class TooFewPairs(ValueError):
    """More reviews were asked for than members and films allow."""


@dataclass(frozen=True, slots=True)
class Taste:
    """How a member rates: kinder or harsher than most, wider or narrower, and what they like."""

    bias: float
    spread: float
    loves: frozenset[str]
    avoids: frozenset[str]


def random_taste(rng: random.Random) -> Taste:
    """Return a member's taste: most are fair and a little generous, some are hard to please."""
    genres = rng.sample(list(load_toml("films/genres")), 5)
    return Taste(
        bias=rng.gauss(2.0, 8.0),
        spread=rng.uniform(7.0, 17.0),
        loves=frozenset(genres[:3]),
        avoids=frozenset(genres[3:]),
    )


def random_rating(
    rng: random.Random, taste: Taste, quality: float, genres: Sequence[str]
) -> int | None:
    """Return a rating of 1-100, mostly in tens, near the film's quality; None for text alone."""
    if rng.random() < _NOT_RATED:
        return None
    liking = sum((genre in taste.loves) - (genre in taste.avoids) for genre in genres)
    felt = quality + taste.bias + 7.0 * liking + rng.gauss(0.0, taste.spread)
    if rng.random() < _UNEVEN_RATINGS:
        return min(100, max(1, round(felt)))
    return min(100, max(10, round(felt / 10) * 10))


def activity_shares(rng: random.Random, members: int) -> list[float]:
    """Return members' shares of all reviews, adding up to 1; the keenest 2 % have a quarter."""
    return _shares([rng.lognormvariate(0.0, 1.38) for _ in range(members)])


def popularity_shares(rng: random.Random, famous: Sequence[bool]) -> list[float]:
    """Return films' shares of all reviews, adding up to 1; famous films have larger ones."""
    return _shares([rng.lognormvariate(0.0, 1.7) * (_FAMOUS_WEIGHT if f else 1) for f in famous])


def _shares(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]


def check_enough_pairs(reviews: int, members: int, films: int) -> None:
    """Raise TooFewPairs if `members` and `films` do not allow `reviews` reviews."""
    most = _most_films(films)
    if reviews > members * most:
        raise TooFewPairs(
            f"{members:,} members can write {members * most:,} reviews of {films:,} films; "
            "ask for fewer reviews, or for more members or films."
        )


def _most_films(films: int) -> int:
    return max(1, int(films * _MAX_FILM_SHARE)) if films else 0


def reviews_per_member(
    rng: random.Random, reviews: int, tenures: Sequence[timedelta], films: int
) -> list[int]:
    """Return how many reviews each member writes, given how long ago each joined.

    Whoever is keen comes near the limit of their time and of the films, but does not stop at it.
    """
    check_enough_pairs(reviews, len(tenures), films)
    if not reviews:
        return [0] * len(tenures)
    days = [max(0.0, tenure / timedelta(days=1)) for tenure in tenures]
    limits = [min(_most_films(films), 1 + int(_MAX_PER_DAY * day)) for day in days]
    if sum(limits) < 1.5 * reviews:  # too many are wanted for everybody to take their time
        limits = [_most_films(films)] * len(tenures)
    keenness = activity_shares(rng, len(tenures))
    weights = [share * day / (day + 90) for share, day in zip(keenness, days, strict=True)]
    return _allot(reviews, weights, limits)


def _allot(total: int, weights: Sequence[float], limits: Sequence[int]) -> list[int]:
    """Share out a total by weight, ever less of it towards each one's limit."""

    def allotted(scale: float) -> list[float]:
        wanted = (scale * weight for weight in weights)
        return [limit * want / (limit + want) for want, limit in zip(wanted, limits, strict=True)]

    low, high = 0.0, float(total)
    while sum(allotted(high)) < total and high < _MAX_SCALE:
        low, high = high, 2 * high
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(allotted(middle)) < total else (low, middle)
    numbers = [int(number) for number in allotted(high)]
    rest = total - sum(numbers)
    for position in cycle(range(len(numbers))):
        if rest <= 0:
            break
        if numbers[position] < limits[position]:
            numbers[position] += 1
            rest -= 1
    return numbers


def review_pairs(
    rng: random.Random, counts: Sequence[int], popularity: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """Yield (member, film) as positions, each pair once: `counts[i]` films for member i."""
    bounds, films = list(accumulate(popularity)), len(popularity)
    for member, count in enumerate(counts):
        seen: set[int] = set()
        misses = 0
        while len(seen) < count:
            film = min(bisect(bounds, rng.random() * bounds[-1]), films - 1)
            if misses > 20:  # the favourites are all taken: any film will do
                film = int(rng.random() * films)
            if film in seen:
                misses += 1
            else:
                misses = 0
                seen.add(film)
                yield member, film


def random_moment(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """Return a moment from start to end in UTC; later, evenings and weekends are likelier."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    moment = _random_day(rng, start, end)
    if moment.weekday() < 5 and rng.random() < 0.3:
        moment = _random_day(rng, start, end)
    hour = bisect(_HOURS_UP_TO, rng.random() * _HOURS_UP_TO[-1])
    at = moment.replace(hour=hour, minute=int(rng.random() * 60))
    return at if start <= at <= end else max(moment, start)


def _random_day(rng: random.Random, start: datetime, end: datetime) -> datetime:
    seconds = (end - start).total_seconds() * rng.random() ** _GROWTH
    return to_millisecond(start + timedelta(seconds=seconds))
