"""Posting a review."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review, tally_of

WORDS = {"text": "The zither should not work.", "rating": "80"}
MARKUP = '<img src=x onerror="alert(1)">'


def test_a_review_is_on_the_films_page_for_a_visitor(
    as_alice: Browser, visitor: Browser, film: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", WORDS)
    assert answer.status_code == 302
    assert WORDS["text"] in visitor.text(f"/movies/{film}/")


def test_it_leads_back_to_the_films_page_whose_message_links_to_the_review(
    as_alice: Browser, film: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", WORDS, follow=True)
    assert answer.redirect_chain[0][0] == f"/movies/{film}/"
    page = answer.content.decode()
    assert 'Your review has been posted. <a href="#review">See your review</a>' in page
    assert 'id="review"' in page


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


def test_a_rating_alone_is_a_review(as_alice: Browser, film: Any, database: Any) -> None:
    assert as_alice.post(f"/movies/{film}/reviews/", {"rating": "100"}).status_code == 302
    assert database.comments.find_one()["rating"] == 100
    assert tally_of(film)["histogram"][9] == 1


def test_words_alone_are_a_review_that_changes_no_average(
    as_alice: Browser, film: Any, database: Any
) -> None:
    assert as_alice.post(f"/movies/{film}/reviews/", {"text": "Seen it."}).status_code == 302
    assert "rating" not in database.comments.find_one()
    assert (tally_of(film)["reviews"], tally_of(film)["count"]) == (1, 0)


@pytest.mark.parametrize("text", ["", " ", "\r\n\t ", "\u200b\u2060", "\x00"])
def test_neither_words_nor_a_rating_is_refused(
    text: str, as_alice: Browser, film: Any, database: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": text, "rating": ""})
    assert answer.status_code == 422
    assert database.comments.count_documents({}) == 0


@pytest.mark.parametrize("rating", ["0", "101", "-1", "abc", "1.5", "1e2", "NaN", "9" * 40])
def test_a_rating_that_is_none_is_refused_and_the_words_kept(
    rating: str, as_alice: Browser, film: Any, database: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", {**WORDS, "rating": rating})
    assert answer.status_code == 422
    assert WORDS["text"] in answer.content.decode()
    assert database.comments.count_documents({}) == 0
    assert tally_of(film)["reviews"] == 0


@pytest.mark.parametrize("rating", ["1", "100"])
def test_the_lowest_and_the_highest_rating_are_taken(
    rating: str, as_alice: Browser, film: Any
) -> None:
    assert as_alice.post(f"/movies/{film}/reviews/", {"rating": rating}).status_code == 302
    assert tally_of(film)["sum"] == int(rating)


def test_a_rating_in_other_digits_is_stored_as_a_number_or_refused(
    as_alice: Browser, film: Any, database: Any
) -> None:
    answer = as_alice.post(f"/movies/{film}/reviews/", {"rating": "٥"})
    stored = [doc["rating"] for doc in database.comments.find()]
    assert (answer.status_code, stored) in [(302, [5]), (422, [])]


def test_ten_thousand_characters_are_taken_whole(
    as_alice: Browser, film: Any, database: Any
) -> None:
    text = "é" * 10_000
    assert as_alice.post(f"/movies/{film}/reviews/", {"text": text}).status_code == 302
    assert database.comments.find_one()["text"] == text


def test_one_character_more_is_refused_and_kept(
    as_alice: Browser, film: Any, database: Any
) -> None:
    text = "é" * 10_001
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert database.comments.count_documents({}) == 0


def test_a_film_that_does_not_exist_is_404_and_nothing_is_written(
    as_alice: Browser, database: Any
) -> None:
    assert as_alice.post(f"/movies/{ObjectId()}/reviews/", WORDS).status_code == 404
    assert database.comments.count_documents({}) == 0
    assert database.movies.count_documents({}) == 0


def test_a_visitor_is_sent_to_log_in(visitor: Browser, film: Any, database: Any) -> None:
    answer = visitor.post(f"/movies/{film}/reviews/", WORDS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert database.comments.count_documents({}) == 0


def test_markup_is_shown_as_it_was_typed(as_alice: Browser, visitor: Browser, film: Any) -> None:
    as_alice.post(f"/movies/{film}/reviews/", {"text": MARKUP})
    page = visitor.text(f"/movies/{film}/")
    assert MARKUP not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in page


def test_markup_in_a_refused_review_is_shown_as_it_was_typed(as_alice: Browser, film: Any) -> None:
    text = "</textarea>" + MARKUP
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": text, "rating": '"><b>'})
    assert answer.status_code == 422
    assert MARKUP not in answer.content.decode()
    assert "<b>" not in answer.content.decode()


def test_a_spoiler_is_folded(as_alice: Browser, visitor: Browser, film: Any) -> None:
    as_alice.post(f"/movies/{film}/reviews/", {**WORDS, "spoiler": "on"})
    page = visitor.text(f"/movies/{film}/")
    folded = page[page.index('<details class="spoiler"') :].partition("</details>")[0]
    assert WORDS["text"] in folded
    assert page.count(WORDS["text"]) == 1


def test_fields_that_are_not_the_forms_change_nothing(
    alice: Any, bob: Any, as_alice: Browser, film: Any, database: Any
) -> None:
    extra = {"author.id": str(bob.id), "state": "hidden", "version": "9", "_id": str(bob.id)}
    as_alice.post(f"/movies/{film}/reviews/", {**WORDS, **extra})
    doc = database.comments.find_one()
    assert (doc["author"]["id"], doc["state"], doc["version"]) == (alice.id, "visible", 1)
    assert doc["_id"] != bob.id


def test_too_many_in_a_minute_are_429_and_say_when_to_come_back(
    as_alice: Browser, settings: Any, database: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, "review": (2, 3600)}
    answers = [as_alice.post(f"/movies/{a_film()}/reviews/", WORDS) for _ in range(3)]
    assert [a.status_code for a in answers] == [302, 302, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert database.comments.count_documents({}) == 2
