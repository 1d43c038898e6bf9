"""A film's tally and its ranks: changed with each review, and right whatever happens at once."""

import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies.derived_fields import ranks_pipeline
from movies.errors import MovieNotFound
from movies.tallies import TallyChange, add_tallies, change_tally, histogram_bin
from tests.support.cast import make_member
from tests.support.catalogue import insert_raw
from tests.support.factories import a_film, a_review, tally_of


def change(film: ObjectId, change: TallyChange) -> None:
    in_transaction(lambda session: change_tally(film, change, session=session))


def ranks_of(film: ObjectId) -> dict[str, Any]:
    return dict((mongo.movies().find_one({"_id": film}) or {})["ranks"])


@pytest.mark.parametrize(
    ("rating", "bin_"), [(1, 0), (10, 0), (11, 1), (50, 4), (51, 5), (90, 8), (91, 9), (100, 9)]
)
def test_a_rating_falls_into_its_tenth(rating: int, bin_: int) -> None:
    assert histogram_bin(rating) == bin_


def test_every_rating_has_a_bin_and_every_bin_ten_ratings() -> None:
    bins = [histogram_bin(rating) for rating in range(1, 101)]
    assert [bins.count(n) for n in range(10)] == [10] * 10


def test_a_review_comes_changes_and_goes(database: Any) -> None:
    film = a_film()
    for one in (
        TallyChange(reviews=1, added_rating=80),
        TallyChange(removed_rating=80, added_rating=15),
        TallyChange(removed_rating=15),
    ):
        change(film, one)
    assert tally_of(film) == {"sum": 0, "count": 0, "histogram": [0] * 10, "reviews": 1}
    change(film, TallyChange(reviews=-1))
    assert tally_of(film)["reviews"] == 0


def test_the_same_rating_again_changes_nothing(database: Any) -> None:
    assert TallyChange(removed_rating=80, added_rating=80).increments() == {}


def test_ratings_within_a_tenth_leave_the_histogram(database: Any) -> None:
    assert TallyChange(removed_rating=81, added_rating=90).increments() == {"rating.sum": 9}


def test_a_film_without_a_tally_gets_one(database: Any) -> None:
    film = insert_raw(title="As it was found")
    change(film, TallyChange(reviews=1, added_rating=100))
    assert tally_of(film) == {"sum": 100, "count": 1, "histogram": [0] * 9 + [1], "reviews": 1}


def test_a_review_of_a_film_that_is_gone_is_refused_and_its_removal_is_not(database: Any) -> None:
    with pytest.raises(MovieNotFound):
        change(ObjectId(), TallyChange(reviews=1, added_rating=5))
    change(ObjectId(), TallyChange(reviews=-1, removed_rating=5))
    assert database.movies.count_documents({}) == 0


def expected(imdb: Any, tally: Any, comments: Any) -> dict[str, Any]:
    """Return the ranks of a film, computed in Python."""
    rating = imdb.get("rating") if isinstance(imdb, dict) else None
    votes = imdb.get("votes") if isinstance(imdb, dict) else None
    rating = float(rating) if rating else None  # also one that is stored as text
    outside = rating * 10 if rating is not None else None
    votes = max(votes, 0) if isinstance(votes, int | float) else 0
    total, count = (tally or {}).get("sum", 0), (tally or {}).get("count", 0)
    weight = 20 * min(1, votes / 20_000) if outside is not None else 0
    score = (total + weight * (outside or 0) + 600) / (count + weight + 10)
    popularity = math.log10(votes + 1) + 2 * math.log10(max(comments or 0, 0) + 1)
    return {
        "rating": pytest.approx(total / count, abs=0.5) if count else outside,
        "score": pytest.approx(score, abs=0.001),
        "popularity": pytest.approx(popularity, abs=0.0001),
        "tier": math.floor(popularity * 2),
    }


@pytest.mark.parametrize(
    ("imdb", "tally", "comments"),
    [
        (None, None, None),
        ({"rating": "", "votes": ""}, None, 0),
        ({"rating": 8.0, "votes": 20_000}, None, 0),
        ({"rating": 8.0, "votes": 2_000_000}, {"sum": 0, "count": 0}, 3),
        ({"rating": 8.0, "votes": 100}, {"sum": 300, "count": 4}, 4),
        ({"rating": 8.0, "votes": -5}, {"sum": 1, "count": 1}, -1),
        ({"rating": 8.0}, None, 1000),
        ({"votes": 90_000}, {"sum": 95, "count": 1}, 1),
        ({"rating": "8.0", "votes": 10}, None, None),
        ("8.0", {"sum": 500, "count": 10}, 10),
    ],
)
def test_ranks_follow_their_formula(
    database: Any, imdb: Any, tally: Any, comments: int | None
) -> None:
    facts = {"imdb": imdb, "rating": tally, "num_mflix_comments": comments}
    film = insert_raw(**{name: value for name, value in facts.items() if value is not None})
    mongo.movies().update_one({"_id": film}, ranks_pipeline())
    assert ranks_of(film) == expected(imdb, tally, comments)


def test_ranks_computed_again_are_the_same(database: Any) -> None:
    film = a_film(imdb={"rating": 7.3, "votes": 1234})
    first = mongo.movies().find_one({"_id": film})
    assert mongo.movies().update_one({"_id": film}, ranks_pipeline()).modified_count == 0
    assert mongo.movies().find_one({"_id": film}) == first


def test_one_enthusiast_does_not_make_the_best_film(alice: Any, database: Any) -> None:
    loved_by_one, loved_by_many = a_film(), a_film(imdb={"rating": 8.5, "votes": 500_000})
    a_review(alice, loved_by_one, rating=100)
    assert ranks_of(loved_by_one)["score"] < ranks_of(loved_by_many)["score"]


def test_a_hundred_ratings_at_once_leave_a_right_tally(database: Any) -> None:
    film, lot = a_film(), random.Random(100)
    ratings = [lot.randint(1, 100) for _ in range(100)]
    members = [make_member(f"M{n} {n}") for n in range(100)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda m, r: a_review(m, film, rating=r), members, ratings))
    histogram = [[histogram_bin(rating) for rating in ratings].count(n) for n in range(10)]
    tally = {"sum": sum(ratings), "count": 100, "histogram": histogram, "reviews": 100}
    assert tally_of(film) == tally
    assert ranks_of(film)["rating"] == pytest.approx(sum(ratings) / 100, abs=0.5)


def test_many_tallies_can_be_added_at_once(database: Any) -> None:
    films = [a_film(), a_film()]
    rows = {film: [n, 80 * n, n, *[0] * 7, n, 0, 0] for n, film in enumerate(films, 1)}
    add_tallies(rows)
    add_tallies(rows)
    assert [tally_of(film)["reviews"] for film in films] == [2, 4]
    assert [tally_of(film)["histogram"][7] for film in films] == [2, 4]
    assert ranks_of(films[1])["rating"] == 80
