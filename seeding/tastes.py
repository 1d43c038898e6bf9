"""Whom to believe how much: members' tastes, ratings, diligence, and when they write."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final

_GENRES: Final = (
    *("Drama", "Romance", "Comedy", "Musical", "Crime", "War", "Adventure", "Film-Noir"),
    *("Family", "Biography", "Thriller", "History", "Action", "Fantasy", "Western", "Animation"),
    *("Music", "Horror", "Mystery", "Documentary", "Short", "Sci-Fi", "Sport"),
)
_HOURS: Final = (4, 3, 2, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 7, 6, 6, 7, 9, 12, 15, 18, 19, 15, 9)
_HOURS_UP_TO: Final = tuple(accumulate(_HOURS))
_GROWTH: Final = 0.55  # below 1: later moments are likelier
_SILENT: Final = 0.08
_UNEVEN: Final = 0.07


@dataclass(frozen=True, slots=True)
class Taste:
    """How a member rates: kinder or harsher than most, wider or narrower, and what they like."""

    bias: float
    spread: float
    loves: frozenset[str]
    avoids: frozenset[str]


def taste(rng: random.Random) -> Taste:
    """A member's taste: most are fair and a little generous, some are hard to please."""
    picked = rng.sample(_GENRES, 5)
    return Taste(
        bias=rng.gauss(2.0, 8.0),
        spread=rng.uniform(7.0, 17.0),
        loves=frozenset(picked[:3]),
        avoids=frozenset(picked[3:]),
    )


def rating(rng: random.Random, taste: Taste, quality: float, genres: Sequence[str]) -> int | None:
    """A rating of 1-100, mostly in tens, near the film's quality (1-100); None for text alone."""
    if rng.random() < _SILENT:
        return None
    liking = sum((genre in taste.loves) - (genre in taste.avoids) for genre in genres)
    felt = quality + taste.bias + 7.0 * liking + rng.gauss(0.0, taste.spread)
    if rng.random() < _UNEVEN:
        return min(100, max(1, round(felt)))
    return min(100, max(10, round(felt / 10) * 10))


def activity(rng: random.Random, members: int) -> list[float]:
    """Members' shares of all reviews, adding up to 1; the keenest 2 % write about a quarter."""
    return _shares(rng, members, sigma=1.38)


def popularity(rng: random.Random, films: int) -> list[float]:
    """Films' shares of all reviews, adding up to 1; a few films are on everybody's lips."""
    return _shares(rng, films, sigma=1.7)


def _shares(rng: random.Random, number: int, sigma: float) -> list[float]:
    weights = [rng.lognormvariate(0.0, sigma) for _ in range(number)]
    total = sum(weights)
    return [weight / total for weight in weights]


def when(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """A moment from start to end in UTC, whole milliseconds: later, evenings, weekends likelier."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    moment = _some_day(rng, start, end)
    if moment.weekday() < 5 and rng.random() < 0.3:
        moment = _some_day(rng, start, end)
    at = moment.replace(hour=_hour(rng), minute=int(rng.random() * 60))
    return at if start <= at <= end else max(moment, start)


def _some_day(rng: random.Random, start: datetime, end: datetime) -> datetime:
    seconds = (end - start).total_seconds() * rng.random() ** _GROWTH
    return _whole_millisecond(start + timedelta(seconds=seconds))


def _hour(rng: random.Random) -> int:
    lot = rng.random() * _HOURS_UP_TO[-1]
    return next(hour for hour, up_to in enumerate(_HOURS_UP_TO) if lot < up_to)


def _whole_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
