"""What is stored untidily is read once, and pages, sorts, filters and search use what was read."""

from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId

from mflix_site.mongo import collections as mongo
from movies.bulk import adopt_movies, import_movies, iterate_movies, update_all_ranks
from movies.documents import read_number, read_year
from movies.facets import facets_for
from movies.queries import get_movie, get_page
from movies.search.engine import search
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection

UNTIDY: list[dict[str, Any]] = [
    {
        "title": "Circa",
        "year": "c. 1998",
        "genres": ["drama"],
        "rated": "approved",
        "countries": ["USSR"],
    },
    {"title": "Undated", "genres": [" Drama "], "imdb": {"rating": "9.9", "votes": "123,456"}},
    {"title": "Unreadable", "year": "soon", "genres": "DRAMA", "rated": "APPROVED"},
    {"title": 1917, "year": 2019.0, "imdb": {"rating": Decimal128("8.2"), "votes": Int64(10)}},
    {"title": "Dated", "year": "2001", "genres": ["Drama", "drama"], "countries": ["usa", "USA"]},
    {"title": 300, "year": Int64(2006), "runtime": "117", "genres": ["sci-fi"]},
]


@pytest.fixture(params=["imported", "adopted"])
def untidy(request: Any, database: Any) -> None:
    """Insert untidy films by importing them, and by adopting what somebody else inserted."""
    docs = [{"_id": ObjectId(), **doc} for doc in UNTIDY]
    if request.param == "imported":
        import_movies(docs, dry_run=False)
    else:
        mongo.movies().insert_many(docs)
        adopt_movies(list(iterate_movies()))
    update_all_ranks()
    rebuild_dictionary()


def titles(**selected: Any) -> list[str]:
    return [card.title for card in get_page(Selection(**selected), 1).items]


def test_films_without_a_year_come_last_in_either_order(untidy: None) -> None:
    assert titles(sort="newest")[:4] == ["1917", "300", "Dated", "Circa"]
    assert titles(sort="oldest")[:4] == ["Circa", "Dated", "300", "1917"]
    assert set(titles(sort="oldest")[4:]) == {"Undated", "Unreadable"}


def test_pages_of_the_oldest_have_each_film_once(untidy: None) -> None:
    pages = [get_page(Selection(sort="oldest"), number, size=2).items for number in (1, 2, 3)]
    shown = [card.title for page in pages for card in page]
    assert shown == titles(sort="oldest")
    assert len(set(shown)) == len(UNTIDY)


def test_one_genre_is_one_filter_however_it_is_spelt(untidy: None) -> None:
    groups = {
        g.name: [(c.value, c.films) for c in g.choices] for g in facets_for(Selection()).groups
    }
    assert groups["genre"] == [("Drama", 4), ("Sci-Fi", 1)]
    assert groups["country"] == [("USA", 1), ("USSR", 1)]
    assert groups["rated"] == [("APPROVED", 2)]
    assert len(titles(genre=("Drama",))) == 4


def test_a_title_that_is_a_number_is_shown_sorted_and_found(untidy: None) -> None:
    assert titles(sort="title")[:2] == ["1917", "300"]
    assert [film.title for film in search("1917").films][:1] == ["1917"]


@pytest.mark.parametrize(("title", "rating"), [("Undated", 99), ("1917", 82)])
def test_a_rating_that_is_shown_is_filtered_and_sorted_by(
    untidy: None, title: str, rating: int
) -> None:
    film = mongo.movies().find_one({"title": title}) or {}
    assert get_movie(film["_id"]).card.rating == film["ranks"]["rating"] == rating
    assert title in titles(rating_min=rating - 2)


def test_a_runtime_that_is_shown_is_filtered_by(untidy: None) -> None:
    assert titles(runtime_min=110) == ["300"]


def test_adopting_again_changes_nothing(untidy: None) -> None:
    assert adopt_movies(list(iterate_movies())).changed == 0


@pytest.mark.parametrize(
    ("stored", "year"),
    [("c. 1998", 1998), ("(1998)", 1998), ("about 1998?", 1998), ("1998-1999", 1998),
     (Decimal128("1998"), 1998), (-1998, None), ("19980", None), ("tt1998", None), (True, None)],
)  # fmt: skip
def test_a_year_is_read_among_other_words(stored: Any, year: int | None) -> None:
    assert read_year(stored) == year


@pytest.mark.parametrize(
    ("stored", "number"),
    [("123,456", 123456), ("9,9", 9.9), ("1,234,567", 1234567), (Decimal128("7.5"), 7.5),
     ("", None), ("8/10", None), (Decimal128("NaN"), None), (True, None)],
)  # fmt: skip
def test_a_number_is_read_from_text_and_decimals(stored: Any, number: float | None) -> None:
    assert read_number(stored) == number
