"""Deleting an own review."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.factories import a_review, tally_of

NONE = {"sum": 0, "count": 0, "histogram": [0] * 10, "reviews": 0}


@pytest.fixture
def review(alice: Any, film: Any) -> Any:
    return a_review(alice, film)


@pytest.fixture
def path(review: Any) -> str:
    return f"/reviews/{review.id}/delete/"


def test_it_is_gone_from_the_films_page(
    as_alice: Browser, visitor: Browser, film: Any, review: Any, path: str
) -> None:
    answer = as_alice.post(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/movies/{film}/")
    assert review.text not in visitor.text(f"/movies/{film}/")


def test_its_revisions_and_its_part_of_the_tally_go_with_it(
    alice: Any, as_alice: Browser, film: Any, review: Any, path: str, database: Any
) -> None:
    edit_review(
        member=alice,
        review_id=database.comments.find_one()["_id"],
        content=ReviewContent("New", 20),
    )
    as_alice.post(path)
    assert database.comments.count_documents({}) == 0
    assert database.review_revisions.count_documents({}) == 0
    assert tally_of(film) == NONE


def test_its_rating_stays_if_its_author_wants_that(
    alice: Any, as_alice: Browser, film: Any, review: Any, path: str, database: Any
) -> None:
    edited = ReviewContent("New", 20, spoiler=True)
    edit_review(member=alice, review_id=database.comments.find_one()["_id"], content=edited)
    assert "Keep my rating" in as_alice.text(f"/movies/{film}/")
    as_alice.post(path, {"keep_rating": "1"})
    page = as_alice.text(f"/movies/{film}/")
    assert "Your review was deleted. Your rating stays." in page
    assert "New" not in re.findall(r'class="review-text[^>]*>([^<]+)', page)
    stored = database.comments.find_one()
    assert (stored["text"], stored["rating"], stored["spoiler"]) == ("", 20, False)
    assert tally_of(film)["sum"] == 20
    assert database.review_revisions.count_documents({}) == 0


def test_a_hidden_one_keeps_no_rating(
    as_alice: Browser, film: Any, path: str, database: Any
) -> None:
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    as_alice.post(path, {"keep_rating": "1"})
    assert "rating" not in database.comments.find_one()


def test_the_reviews_of_others_stay(
    bob: Any, as_alice: Browser, film: Any, path: str, database: Any
) -> None:
    a_review(bob, film, text="I stay.", rating=50)
    as_alice.post(path)
    assert [doc["text"] for doc in database.comments.find()] == ["I stay."]
    assert (tally_of(film)["sum"], tally_of(film)["reviews"]) == (50, 1)


def test_a_deleted_review_can_be_written_again(as_alice: Browser, film: Any, path: str) -> None:
    as_alice.post(path)
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": "Once more.", "rating": "60"})
    assert answer.status_code == 302
    assert (tally_of(film)["sum"], tally_of(film)["reviews"]) == (60, 1)


@pytest.mark.parametrize("who", ["bob", "maud", "ada"])
def test_another_members_is_403_and_unchanged(
    who: str, request: Any, film: Any, path: str, database: Any
) -> None:
    before = tally_of(film)
    assert Browser(request.getfixturevalue(who)).post(path).status_code == 403
    assert database.comments.count_documents({}) == 1
    assert tally_of(film) == before


def test_a_visitor_is_sent_to_log_in(visitor: Browser, path: str, database: Any) -> None:
    answer = visitor.post(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert database.comments.count_documents({}) == 1


def test_a_crafted_form_without_a_token_is_403(alice: Any, path: str, database: Any) -> None:
    assert Browser(alice, csrf=True).post(path).status_code == 403
    assert database.comments.count_documents({}) == 1


def test_following_a_link_deletes_nothing(as_alice: Browser, path: str, database: Any) -> None:
    assert as_alice.get(path).status_code == 405
    assert database.comments.count_documents({}) == 1


def test_a_second_time_is_404_and_counts_nothing(as_alice: Browser, film: Any, path: str) -> None:
    as_alice.post(path)
    assert as_alice.post(path).status_code == 404
    assert tally_of(film) == NONE


def test_ten_times_at_once_count_once(alice: Any, film: Any, path: str, database: Any) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: Browser(alice).post(path).status_code, range(10)))
    assert sorted(answers) == [302] + [404] * 9
    assert database.comments.count_documents({}) == 0
    assert tally_of(film) == NONE


def test_a_hidden_one_is_404_for_others(as_bob: Browser, path: str, database: Any) -> None:
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    assert as_bob.post(path).status_code == 404
    assert database.comments.count_documents({}) == 1


def test_a_hidden_one_leaves_the_tally_alone(
    as_alice: Browser, film: Any, path: str, database: Any
) -> None:
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    before = tally_of(film)
    assert as_alice.post(path).status_code == 302
    assert tally_of(film) == before


def test_one_whose_film_is_gone_can_be_removed(as_alice: Browser, path: str, database: Any) -> None:
    database.movies.delete_many({})
    assert as_alice.post(path).status_code == 302
    assert database.comments.count_documents({}) == 0


def test_a_concurrent_edit_and_removal_leave_a_correct_tally(
    alice: Any, film: Any, review: Any, path: str, database: Any
) -> None:
    edit = (f"/reviews/{review.id}/edit/", {"text": "Changed.", "rating": "10", "version": "1"})
    with ThreadPoolExecutor(2) as pool:
        edited = pool.submit(Browser(alice).post, *edit)
        removed = pool.submit(Browser(alice).post, path)
    assert removed.result().status_code == 302
    assert edited.result().status_code in (302, 404)
    assert database.review_revisions.count_documents({}) == 0
    assert tally_of(film) == NONE
