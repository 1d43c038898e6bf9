"""`recount`: tallies that drifted are listed and corrected, also while people write."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database

from mflix_site.text import now
from movies.people import get_person
from movies.similar_films import refresh_similar
from reviews.recounting import recount_batch
from reviews.services import delete_review
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of
from tests.support.sample import run

Data = Database[dict[str, Any]]
WRONG = {"rating": {"sum": 1, "count": 9, "histogram": [9] + [0] * 9}, "num_mflix_comments": 4}


def test_right_tallies_are_left_alone_and_said_so(alice: Any, bob: Any) -> None:
    film = a_film()
    a_review(alice, film, rating=80)
    a_review(bob, film, rating=None)
    assert run("recount") == "Nothing changed: the tallies of all 1 films are right.\n"


def test_a_tally_that_drifted_is_named_and_mended(database: Data, alice: Any, bob: Any) -> None:
    film, other = a_film(), a_film(title="Another")
    a_review(alice, film, rating=100)
    a_review(bob, film, rating=1)
    before = database.movies.find_one({"_id": film})
    database.movies.update_one({"_id": film}, {"$set": WRONG})
    output = run("recount")
    assert "Tallies corrected, of 2 films: 1" in output
    assert (
        "The Third Man (4 reviews, 9 ratings of 1 in all, now 2 reviews, 2 ratings of 101" in output
    )
    assert database.movies.find_one({"_id": film}) == before
    assert tally_of(other)["reviews"] == 0


@pytest.mark.parametrize("rating", [80.5, True])
def test_hidden_reviews_and_odd_ratings_do_not_count(
    database: Data, alice: Any, bob: Any, rating: float
) -> None:
    film = a_film()
    hidden, odd = a_review(alice, film), a_review(bob, film)
    database.comments.update_one({"_id": ObjectId(hidden.id)}, {"$set": {"state": "hidden"}})
    changed, chosen = {"$set": {"rating": rating}}, {"_id": ObjectId(odd.id)}
    database.comments.update_one(chosen, changed, bypass_document_validation=True)
    run("recount")
    assert tally_of(film) == {"sum": 0, "count": 0, "histogram": [0] * 10, "reviews": 1}
    delete_review(member=bob, review_id=ObjectId(odd.id))
    assert tally_of(film) == {"sum": 0, "count": 0, "histogram": [0] * 10, "reviews": 0}


def test_every_rating_falls_into_its_tenth(database: Data) -> None:
    film = a_film()
    for rating in (1, 10, 11, 50, 51, 100):
        a_review(make_member(f"M{rating}"), film, rating=rating)
    before = tally_of(film)
    database.movies.update_one({"_id": film}, {"$unset": {"rating": "", "ranks": ""}})
    run("recount")
    assert tally_of(film) == before
    assert before["histogram"] == [2, 1, 0, 0, 1, 1, 0, 0, 0, 1]


def test_reviews_written_during_a_recount_are_not_lost(database: Data) -> None:
    films, people = [a_film() for _ in range(4)], [make_member(f"M{n}") for n in range(12)]
    with counting_meanwhile(database, films):
        for member in people:
            reviews = [a_review(member, film, rating=40) for film in films]
            delete_review(member=member, review_id=ObjectId(reviews[0].id))
    run("recount")
    assert [tally_of(film)["reviews"] for film in films] == [0, 12, 12, 12]
    assert run("recount").startswith("Nothing changed")


@contextmanager
def counting_meanwhile(database: Data, films: list[ObjectId]) -> Iterator[None]:
    done = threading.Event()
    counting = threading.Thread(target=lambda: count_until(done, database, films))
    counting.start()
    yield
    done.set()
    counting.join()


def count_until(done: threading.Event, database: Data, films: list[ObjectId]) -> None:
    while not done.is_set():
        database.movies.update_many({}, {"$inc": {"num_mflix_comments": 5, "rating.count": 1}})
        recount_batch(films)


def prolific(database: Data) -> list[ObjectId]:
    """Insert films of one director, more than their page shows, and open that page."""
    films = [a_film(title=f"Film {n}", year=1950 + n % 40) for n in range(20)]
    get_person("Carol Reed")
    assert database.people.count_documents({}) == 1
    return films


def test_the_summary_of_a_person_that_drifted_is_named_and_dropped(database: Data) -> None:
    prolific(database)
    run("recount")
    get_person("Carol Reed")
    assert run("recount").startswith("Nothing changed")
    right = database.people.find_one({}, {"at": 0})
    database.people.update_one({}, {"$set": {"film_count": 99, "roles.Director": 7}})
    output = run("recount")
    assert "Summaries dropped, of 1 people, to be made again: 1" in output
    assert "Carol Reed (film_count, roles)" in output
    assert get_person("Carol Reed").film_count == 20
    assert database.people.find_one({}, {"at": 0}) == right


def test_a_summary_whose_films_are_gone_is_dropped(database: Data) -> None:
    prolific(database)
    database.movies.delete_many({})
    assert "Carol Reed" in run("recount")
    assert database.people.count_documents({}) == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda own, _: [{"id": own, "why": ""}], "the film itself"),
        (lambda _, other: [{"id": other, "why": ""}] * 2, "a film twice"),
        (lambda _own, _other: [{"id": ObjectId(), "why": ""}], "a film that is gone"),
        (lambda _own, _other: ["x"], "a film that is gone"),
        (lambda _own, _other: [{"id": ObjectId(), "why": ""} for _ in range(31)], "too many films"),
    ],
)
def test_a_wrong_list_of_similar_films_is_reported_and_recomputed(
    database: Data, wrong: Callable[..., Any], reason: str
) -> None:
    own, other = a_film(), a_film(title="Another")
    refresh_similar(2)
    run("recount")
    assert run("recount").startswith("Nothing changed")
    right = database.movies.find_one({"_id": own}, {"similar.films": 1})
    changed = {"$set": {"similar.films": wrong(own, other)}}
    database.movies.update_one({"_id": own}, changed, bypass_document_validation=True)
    output = run("recount")
    assert "Lists of similar films dropped, to be made again: 1" in output
    assert reason in output
    refresh_similar(2)
    assert database.movies.find_one({"_id": own}, {"similar.films": 1}) == right


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"$set": {"similar.at": now() - timedelta(days=9)}}, "overdue"),
        ({"$unset": {"similar.at": ""}}, "no date"),
    ],
)
def test_an_overdue_list_of_similar_films_is_dropped(
    database: Data, changed: dict[str, Any], reason: str
) -> None:
    own = a_film()
    a_film(title="Another")
    refresh_similar(2)
    database.movies.update_one({"_id": own}, changed)
    assert f"The Third Man ({reason})" in run("recount")
    assert "similar" not in (database.movies.find_one({"_id": own}) or {})
