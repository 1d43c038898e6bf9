"""Who reviews which film: a few members write much, a few films are on everybody's lips."""

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from .tastes import activity, popularity

FULLEST = 0.7


class TooFewPairs(ValueError):
    """More reviews were asked for than members and films allow."""


def most_of(films: int) -> int:
    """Give how many films one member reviews at the most."""
    return max(1, int(films * FULLEST)) if films else 0


def check_room(reviews: int, members: int, films: int) -> None:
    """Raise TooFewPairs when so many reviews cannot be written."""
    most = most_of(films)
    if reviews > members * most:
        raise TooFewPairs(
            f"{members:,} members can write {members * most:,} reviews of {films:,} films; "
            "ask for fewer reviews, or for more members or films."
        )


def shares_out(rng: random.Random, reviews: int, members: int, films: int) -> list[int]:
    """Give how many reviews each member writes; nobody reviews more than most of the films."""
    check_room(reviews, members, films)
    most = most_of(films)
    wanted = [min(most, int(share * reviews)) for share in activity(rng, members)]
    left, at = reviews - sum(wanted), 0
    while left:
        room = min(left, most - wanted[at], 1 + left // members)
        wanted[at] += room
        left, at = left - room, (at + 1) % members
    return wanted


def pairs(rng: random.Random, reviews: int, members: int, films: int) -> Iterator[tuple[int, int]]:
    """Give (member, film) as positions: each pair once, `reviews` in all."""
    bounds = list(accumulate(popularity(rng, films)))
    for member, number in enumerate(shares_out(rng, reviews, members, films)):
        seen: set[int] = set()
        misses = 0
        while len(seen) < number:
            film = min(bisect(bounds, rng.random() * bounds[-1]), films - 1)
            if misses > 20:  # the favourites are all taken: any film will do
                film = int(rng.random() * films)
            if film in seen:
                misses += 1
                continue
            misses = 0
            seen.add(film)
            yield member, film
