"""How much members write: by how keen they are, and by how long they have been there."""

import random
from datetime import timedelta

import pytest

from seeding.member_behaviour import TooFewPairs, reviews_per_member


def counts(reviews: int, days: list[int], films: int = 250, seed: int = 1) -> list[int]:
    tenures = [timedelta(days=day) for day in days]
    return reviews_per_member(random.Random(seed), reviews, tenures, films)


DEMO = [2 + 1800 * n // 56 for n in range(56)]


@pytest.mark.parametrize("seed", range(5))
def test_all_reviews_are_distributed(seed: int) -> None:
    assert sum(counts(1999, DEMO, seed=seed)) == 1999


@pytest.mark.parametrize("seed", range(5))
def test_nobody_writes_more_than_their_time_allows(seed: int) -> None:
    assert all(n <= 2 + days for n, days in zip(counts(1999, DEMO, seed=seed), DEMO, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_keenest_do_not_all_stop_at_the_same_number(seed: int) -> None:
    keenest = sorted(counts(1999, DEMO, seed=seed))[-4:]
    assert len(set(keenest)) > 2
    assert keenest[-1] < 175


def test_where_everybody_must_write_all_they_can_they_do() -> None:
    assert counts(9, [2, 2, 2], films=5) == [3, 3, 3]
    with pytest.raises(TooFewPairs):
        counts(10, [2, 2, 2], films=5)


def test_without_members_or_films_there_are_no_reviews() -> None:
    assert counts(0, []) == []
    assert counts(0, [5, 6], films=0) == [0, 0]
