"""The most talked about films of a decade, by their tallies."""

from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from movies.queries import MAX_TALKED_ABOUT, most_talked_about
from reviews.recounting import recount_batch
from tests.support.browsing import Browser
from tests.support.catalogue import films_on, titles
from tests.support.factories import a_film


def insert_reviews(film: ObjectId, *states: str | None) -> None:
    """Insert reviews of these states, and count them in the film's tally."""
    for state in states:
        doc = {"movie_id": film, "text": "x", "date": datetime(2020, 1, 1, tzinfo=UTC)}
        mongo.reviews().insert_one({**doc, **({"state": state} if state else {})})
    recount_batch([film])


def counted(decade: int) -> dict[str, int]:
    return {card.title: card.review_count for card in most_talked_about(decade)}


def test_only_reviews_that_can_be_read_are_counted(database: Any) -> None:
    insert_reviews(
        a_film(title="Mixed", year=1985), "visible", None, "hidden", "held", "removed", "visible"
    )
    insert_reviews(a_film(title="All hidden", year=1985), "hidden", "removed")
    assert counted(1980) == {"Mixed": 3}


def test_films_are_ordered_by_what_can_be_read_not_by_what_was_said(database: Any) -> None:
    insert_reviews(a_film(title="Loud", year=1981), "visible", "hidden", "hidden", "hidden")
    insert_reviews(a_film(title="Loved", year=1982), "visible", "visible", "visible")
    assert list(counted(1980)) == ["Loved", "Loud"]


def test_films_alike_are_ordered_by_id(database: Any) -> None:
    films = [a_film(year=1983) for _ in range(5)]
    for film in films:
        insert_reviews(film, "visible", None)
    assert [card.id for card in most_talked_about(1980)] == [str(f) for f in films[::-1]]


def test_a_decade_is_ten_years(database: Any) -> None:
    for year in (1979, 1980, 1989, 1990):
        insert_reviews(a_film(title=str(year), year=year), "visible")
    assert set(counted(1980)) == {"1980", "1989"}
    assert counted(1970) == {"1979": 1}


def test_the_tallies_agree_with_counting_in_python(database: Any) -> None:
    for number in range(30):
        states = ["visible"] * (number % 7) + ["hidden"] * (number % 3) + [None] * (number % 2)
        insert_reviews(a_film(title=f"Film {number}", year=1980 + number % 10), *states)
    expected = {f"Film {n}": n % 7 + n % 2 for n in range(30) if n % 7 + n % 2}
    found = counted(1980)
    assert len(found) == min(MAX_TALKED_ABOUT, len(expected))
    assert all(expected[title] == reviews for title, reviews in found.items())
    assert (
        sorted(found.values(), reverse=True)
        == sorted(expected.values(), reverse=True)[:MAX_TALKED_ABOUT]
    )


def test_films_nobody_talked_about_and_films_without_a_year_are_left_out(database: Any) -> None:
    a_film(title="Silence", year=1980)
    insert_reviews(a_film(title="No year", year=None), "visible")
    assert counted(1980) == {}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Eighties"), ("?decade=1980", "Eighties"), ("?decade=1940", "Forties"),
        ("?decade=1985", "Eighties"), ("?decade=abc", "Eighties"), ("?decade=-1", "Eighties"),
        ("?decade=1e99", "Eighties"), (f"?decade={10**40}", "Eighties"),
        ("?decade[$gt]=", "Eighties"), ("?decade=%00", "Eighties"),
        ("?decade=１９４０", "Eighties"),
    ],
)  # fmt: skip
def test_an_odd_decade_is_the_eighties(
    visitor: Browser, database: Any, query: str, title: str
) -> None:
    insert_reviews(a_film(title="Eighties", year=1984), "visible")
    insert_reviews(a_film(title="Forties", year=1949), "visible")
    answer = visitor.get(f"/talked-about/{query}")
    assert answer.status_code == 200
    assert titles(films_on(answer.content.decode())) == [title]


def test_a_decade_of_silence_offers_its_films(visitor: Browser, database: Any) -> None:
    page = visitor.text("/talked-about/?decade=1900")
    assert films_on(page) == []
    assert "year_min=1900&amp;year_max=1909" in page
