"""Posting a review."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review, tally_of

WORDS = {"text": "The zither should not work.", "rating": "80"}


@pytest.fixture
def film(database: Any) -> Any:
    return a_film()


def test_a_review_is_on_the_films_page_for_a_visitor(
    as_alice: Browser, visitor: Browser, film: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", WORDS)
    assert answer.status_code == 302
    assert WORDS["text"] in visitor.text(f"/movies/{film}/")


def test_the_films_tally_changes_with_the_review(as_alice: Browser, film: Any) -> None:
    as_alice.post(f"/movies/{film}/reviews/", WORDS)
    histogram = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert tally_of(film) == {"sum": 80, "count": 1, "histogram": histogram, "reviews": 1}


def test_fifty_submissions_at_once_make_one_review(alice: Any, film: Any, database: Any) -> None:
    browsers = [Browser(alice) for _ in range(50)]
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda b: b.post(f"/movies/{film}/reviews/", WORDS), browsers))
    assert {a.status_code for a in answers} == {302}
    assert database.comments.count_documents({}) == 1
    assert tally_of(film)["count"] == 1


def test_a_second_review_of_a_film_is_refused_and_its_words_kept(
    alice: Any, as_alice: Browser, film: Any
) -> None:
    a_review(alice, film)
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": "Second thoughts", "rating": "10"})
    assert answer.status_code == 409
    assert "Second thoughts" in answer.content.decode()
    assert tally_of(film)["count"] == 1
