"""Titles while typing."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.factories import a_film


def suggested(browser: Browser, words: object) -> list[str]:
    answer = browser.get("/suggest/", {"q": words})
    assert answer.status_code == 200
    return [row["title"] for row in answer.json()]


def test_a_suggestion_says_title_year_and_where_the_film_is(
    visitor: Browser, database: Any
) -> None:
    film = a_film()
    assert visitor.get("/suggest/", {"q": "third"}).json() == [
        {"title": "The Third Man", "year": 1949, "kind": "film", "url": f"/movies/{film}/"}
    ]


@pytest.mark.parametrize("words", ["th", "THIRD", "the third m", "  Third ", "thírd", "third man"])
def test_titles_are_found_by_how_they_begin(visitor: Browser, database: Any, words: str) -> None:
    a_film()
    a_film(title="Man, the Third")
    assert suggested(visitor, words) == ["The Third Man"]


@pytest.mark.parametrize(
    "words", ["", "t", " ", "zzz", "man", ".*", "th.*rd", "$", "\x00", "{}", "!", "th" * 500]
)
def test_what_begins_no_title_suggests_nothing(visitor: Browser, database: Any, words: str) -> None:
    a_film()
    assert suggested(visitor, words) == []


def test_without_words_there_is_an_empty_list(visitor: Browser, database: Any) -> None:
    a_film()
    assert visitor.get("/suggest/").json() == []


def test_the_most_popular_come_first_and_eight_are_enough(visitor: Browser, database: Any) -> None:
    for number in range(10):
        a_film(title=f"Third {number}", imdb={"votes": 10**number})
    assert suggested(visitor, "third") == [f"Third {n}" for n in range(9, 1, -1)]


def test_titles_of_other_scripts_and_odd_years_are_suggested(
    visitor: Browser, database: Any
) -> None:
    a_film(title="羅生門 Rashōmon", year=None)
    answer = visitor.get("/suggest/", {"q": "羅生"}).json()
    assert [(row["title"], row["year"]) for row in answer] == [("羅生門 Rashōmon", None)]


def test_the_answer_is_json_and_not_a_page(visitor: Browser, database: Any) -> None:
    a_film(title="<script>alert(1)</script>")
    answer = visitor.get("/suggest/", {"q": "script"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
