"""How members behave: their tastes and ratings, how much they write, about what, and when."""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, cycle
from typing import Final

from mflix_site.text import counted

from .data_files import load_toml
from .seeded_random import to_millisecond

_HOURS: Final = (4, 3, 2, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 7, 6, 6, 7, 9, 12, 15, 18, 19, 15, 9)
_HOURS_UP_TO: Final = tuple(accumulate(_HOURS))
_GROWTH: Final = 0.55  # below 1: later moments are likelier
_NOT_RATED, _UNEVEN_RATINGS, _FAMOUS_WEIGHT = 0.08, 0.07, 4.0
# Nobody reviews more than this share of the films, nor more than this many a day.
_MAX_FILM_SHARE, _MAX_PER_DAY = 0.7, 0.6
_EXPONENTS: Final = range(-20_000, 35_000)


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


def activity_weights(rng: random.Random, members: int) -> list[float]:
    """Return how much members write; the keenest 2 % write a quarter of all reviews."""
    return [rng.lognormvariate(0.0, 1.38) for _ in range(members)]


def popularity_weights(rng: random.Random, famous: Sequence[bool]) -> list[float]:
    """Return how often films are reviewed; famous films more often."""
    return [rng.lognormvariate(0.0, 1.7) * (_FAMOUS_WEIGHT if f else 1) for f in famous]


def check_enough_pairs(reviews: int, members: int, films: int) -> None:
    """Raise TooFewPairs if `members` and `films` do not allow `reviews` reviews."""
    most = _most_films(films)
    if reviews > members * most:
        raise TooFewPairs(
            f"{counted(members, 'member')} can write {counted(members * most, 'review')} of "
            f"{counted(films, 'film')}; ask for fewer reviews, or for more members or films."
        )


def _most_films(films: int) -> int:
    return max(1, int(films * _MAX_FILM_SHARE)) if films else 0


def reviews_per_member(
    rng: random.Random, reviews: int, tenures: Sequence[timedelta], films: int
) -> list[int]:
    """Return how many reviews each member writes, given how long ago each joined.

    The keenest come near the limit of their time and of the films, without all stopping at it.
    """
    check_enough_pairs(reviews, len(tenures), films)
    if not reviews:
        return [0] * len(tenures)
    days = [max(0.0, tenure / timedelta(days=1)) for tenure in tenures]
    limits = [min(_most_films(films), 1 + int(_MAX_PER_DAY * day)) for day in days]
    if sum(limits) < 1.5 * reviews:  # too many are wanted for everybody to take their time
        limits = [_most_films(films)] * len(tenures)
    keenness = activity_weights(rng, len(tenures))
    weights = [weight * day / (day + 90) for weight, day in zip(keenness, days, strict=True)]
    return _allot(reviews, weights, limits)


def _allot(total: int, weights: Sequence[float], limits: Sequence[int]) -> list[int]:
    """Distribute a total in proportion to the weights, saturating at each limit."""

    def shares(exponent: int) -> list[int]:
        scale = 1.001**exponent
        demands = zip((scale * weight for weight in weights), limits, strict=True)
        return [int(most * demand / (most + demand)) for demand, most in demands]

    # The largest scale at which the sum is not above the total; the rest is added one by one.
    number = bisect(_EXPONENTS, total, key=lambda exponent: sum(shares(exponent)))
    numbers = shares(_EXPONENTS[number - 1])
    positions = cycle(range(len(numbers)))
    for _ in range(total - sum(numbers)):
        numbers[next(n for n in positions if numbers[n] < limits[n])] += 1
    return numbers


def review_pairs(
    rng: random.Random, counts: Sequence[int], popularity: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """Yield (member, film) as positions, each pair once: `counts[i]` films for member i."""
    bounds, films = list(accumulate(popularity)), len(popularity)
    for member, count in enumerate(counts):
        seen, misses = set[int](), 0
        while len(seen) < count:
            film = min(bisect(bounds, rng.random() * bounds[-1]), films - 1)
            if misses > 20:  # the favourites are all taken: any film will do
                film = int(rng.random() * films)
            misses = misses + 1 if film in seen else 0
            if not misses:
                seen.add(film)
                yield member, film


def random_moment(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """Return a moment from start to end, both in UTC; later, evenings and weekends are likelier."""
    day = start + (end - start) * rng.random() ** _GROWTH
    if day.weekday() < 5 and rng.random() < 0.3:
        day = start + (end - start) * rng.random() ** _GROWTH
    hour = bisect(_HOURS_UP_TO, rng.random() * _HOURS_UP_TO[-1])
    moment = to_millisecond(day.replace(hour=hour, minute=int(rng.random() * 60)))
    return moment if start <= moment <= end else to_millisecond(max(day, start))
