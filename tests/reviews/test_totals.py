"""The totals of films, members and reviews change with them, and `recount` checks them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from accounts.bulk import insert_members
from accounts.closing import begin_closing, delete_member
from accounts.services import new_member, sign_up
from accounts.totals import SHARDS, bulk_change_of, read_totals, repair_total
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies.editing import delete_film, insert_film
from movies.film_facts import FilmFacts
from movies.history import RevisionInfo
from movies.tallies import bulk_change
from reviews.bulk import insert_reviews
from reviews.reviews_of_removed_films import move_reviews_batch
from reviews.services import delete_review
from reviews.site_summary import COUNTS, get_totals, refresh_site_summary, repair_totals
from tests.support.cast import PASSWORD
from tests.support.factories import THE_THIRD_MAN, a_film, a_review
from tests.support.sample import run

from ..movies.test_home import hide

pytestmark = pytest.mark.usefixtures("database")
INFO = RevisionInfo(action="add-film", by="ada", reason="A test.", at=now())


def counted() -> dict[str, int]:
    return {name: count(None) for name, count in COUNTS.items()}


def assert_right(**expected: int) -> None:
    """Assert that all totals are valid, right, and as expected, when reviews are summed again."""
    repair_totals(except_for=("films", "members"))
    assert read_totals() == counted() == expected


def test_the_totals_follow_reviews(alice: Any, bob: Any) -> None:
    film = a_film()
    repair_totals()
    reviews = [a_review(member, film) for member in (alice, bob)]
    assert_right(films=1, members=2, reviews=2)
    hide(ObjectId(reviews[0].id))
    delete_review(member=bob, review_id=ObjectId(reviews[1].id))
    assert_right(films=1, members=2, reviews=0)


def test_the_totals_follow_members() -> None:
    repair_totals()
    carl = sign_up(name="Carl", email="carl@example.test", password=PASSWORD)
    assert_right(films=0, members=1, reviews=0)
    begin_closing(member=carl, keep_reviews=True)
    assert [delete_member(member_id=carl.id) for _ in range(2)] == [1, 0]
    assert_right(films=0, members=0, reviews=0)


def test_the_totals_follow_films_that_are_added_and_deleted() -> None:
    repair_totals()
    facts = FilmFacts.from_doc(THE_THIRD_MAN)
    film = in_transaction(lambda session: insert_film(facts, INFO, session))
    assert_right(films=1, members=0, reviews=0)
    in_transaction(lambda session: delete_film(film, INFO, None, session))
    assert_right(films=0, members=0, reviews=0)


def test_the_totals_follow_films_that_are_merged(alice: Any, bob: Any) -> None:
    kept, other = a_film(), a_film(title="Another")
    for member, film in ((alice, kept), (alice, other), (bob, other)):
        a_review(member, film)
    repair_totals()
    in_transaction(lambda session: delete_film(other, INFO, kept, session))
    assert_right(films=1, members=2, reviews=1)
    in_transaction(lambda session: move_reviews_batch(other, kept, "Another", session))
    assert_right(films=1, members=2, reviews=2)


def test_a_taken_address_adds_no_member(alice: Any) -> None:
    repair_totals()
    doc = new_member("Alice Ångström", "other@example.test", "!")
    sign_up(name=doc["name"], email="other@example.test", password=PASSWORD)  # another handle
    assert_right(films=0, members=2, reviews=0)


def test_a_total_that_drifted_is_named_and_corrected(alice: Any, database: Any) -> None:
    a_review(alice, a_film())
    assert run("recount").startswith("Nothing changed")
    database.counters.update_one({"_id": "films:0"}, {"$inc": {"count": 7}}, upsert=True)
    database.counters.update_one({"_id": "members:3"}, {"$inc": {"count": -1}}, upsert=True)
    output = run("recount")
    assert "Totals of the site corrected: 2" in output
    assert "members (0, now 1)" in output
    assert "films (8, now 1)" in output
    assert_right(films=1, members=1, reviews=1)
    assert run("recount").startswith("Nothing changed")


def many_members() -> None:
    insert_members([new_member(f"M{n}", f"m{n}@example.test", "!") for n in range(30)])


def many_reviews() -> None:
    author = {"id": ObjectId(), "name": "N", "handle": "n"}
    doc = {"_id": ObjectId(), "movie_id": a_film(), "author": author, "text": "x", "rating": 9}
    insert_reviews([{**doc, "date": INFO.at, "state": "visible", "origin": "site"}], lambda _: None)


@pytest.mark.parametrize(
    ("work", "names"), [(many_members, {"members"}), (many_reviews, {"films"})]
)
def test_what_is_written_by_the_hundred_is_counted_until_the_watcher_has(
    work: Callable[[], None], names: set[str]
) -> None:
    repair_totals()
    work()
    assert set(SHARDS) - set(read_totals()) == names
    assert get_totals() == {**counted(), "reviews": 0}
    refresh_site_summary()
    assert read_totals() == counted()


@pytest.mark.parametrize("block", [bulk_change, lambda: bulk_change_of("films")])
def test_a_total_counted_within_a_bulk_change_is_not_used(block: Callable[[], Any]) -> None:
    with block():
        repair_totals()
    assert "films" not in read_totals()


def repair_until(done: threading.Event, database: Any) -> None:
    while not done.is_set():
        database.counters.update_one({"_id": "members"}, {"$inc": {"count": 5}})
        repair_total("members", COUNTS["members"])


def sign_up_many(first: int) -> None:
    for n in range(first, first + 12):
        sign_up(name=f"M{n}", email=f"m{n}@example.test", password=PASSWORD)


def test_sign_ups_during_a_repair_are_not_lost(database: Any) -> None:
    done = threading.Event()
    with ThreadPoolExecutor(3) as threads:
        repairing = threads.submit(repair_until, done, database)
        list(threads.map(sign_up_many, (100, 200)))
        done.set()
        repairing.result()
    repair_totals()
    assert_right(films=0, members=24, reviews=0)
    assert 8 < database.counters.count_documents({"_id": {"$regex": "^members:"}}) <= 16


def test_posting_writes_no_counter(alice: Any, database: Any) -> None:
    a_review(alice, a_film())
    assert database.counters.count_documents({}) == 0
