"""The course's tickets about films: connection, projection, search, paging, facets, migration."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.sample import needs_real_sample

from . import course_db as db
from . import sample_data as data

pytestmark = [needs_real_sample, pytest.mark.long]
PAGE = data.PAGE


def ids(films: Any) -> list[str]:
    return [str(film["_id"]) for film in films]


def by_number(buckets: Any) -> dict[str, int]:
    return {str(bucket["_id"]): bucket["count"] for bucket in buckets}


def busiest(number: int) -> dict[str, list[str]]:
    return {"cast": data.names_by_films("cast")[:number]}


# Connection: four.


def test_the_collections_of_the_course_are_there(database: Any) -> None:
    assert {"users", "comments", "movies"} <= set(database.list_collection_names())


def test_all_films_are_counted_and_twenty_are_given() -> None:
    films, total = db.get_movies({}, 0, PAGE)
    assert (len(films), total) == (PAGE, len(data.films()))


def test_a_film_is_found_by_its_id() -> None:
    film = data.films()[500]
    found = db.get_movie(film["_id"])
    assert found and found["title"] == film["title"]


def test_an_unknown_filter_means_none() -> None:
    films, total = db.get_movies({"producer": ["Nobody"]}, 0, PAGE)
    assert (len(films), total) == (PAGE, len(data.films()))


# Projection: two.


@pytest.mark.parametrize("number", [1, 2])
def test_films_of_countries_have_an_id_and_a_title_alone(number: int) -> None:
    countries = data.names_by_films("countries")[3 : 3 + number]
    found = db.get_movies_by_country(countries)
    assert sorted(ids(found)) == sorted(ids(data.having("countries", *countries)))
    assert all(set(film) == {"_id", "title"} for film in found)


# Text and subfield search: five.


def test_a_rare_word_finds_its_films_and_the_one_so_titled_first() -> None:
    word, holders, titled = data.rare_word()
    films, _ = db.get_movies({"text": word}, 0, PAGE)
    assert set(map(str, holders)) <= set(ids(films))
    assert films[0]["_id"] == titled["_id"]


@pytest.mark.parametrize("genres", [["Action"], ["Action", "Adventure"]])
def test_a_genre_or_either_of_two_are_counted(genres: list[str]) -> None:
    films, total = db.get_movies({"genres": genres}, 0, 25)
    expected = data.having("genres", *genres)
    assert (total, ids(films)) == (len(expected), ids(expected[:25]))


@pytest.mark.parametrize("number", [1, 3])
def test_a_name_or_any_of_three_are_counted(number: int) -> None:
    names = data.names_by_films("cast")[-1:] if number == 1 else busiest(3)["cast"]
    films, total = db.get_movies({"cast": names}, 0, 33)
    assert total == len(data.having("cast", *names)) >= number
    assert all(set(film["cast"]) & set(names) for film in films)


# Paging: three.


def test_pages_of_people_are_full_and_the_last_has_the_rest() -> None:
    expected = ids(data.having("cast", *busiest(4)["cast"]))
    pages = [ids(db.get_movies(busiest(4), number, PAGE)[0]) for number in range(4)]
    assert [film for page in pages for film in page] == expected
    assert len(pages[len(expected) // PAGE]) == len(expected) % PAGE


def test_the_last_page_of_a_genre_has_the_rest() -> None:
    expected = data.having("genres", "History")
    films, _ = db.get_movies({"genres": ["History"]}, len(expected) // PAGE, PAGE)
    assert ids(films) == ids(expected[-(len(expected) % PAGE) :])


def test_the_last_page_of_a_text_has_the_rest_and_no_film_comes_twice() -> None:
    _, total = db.get_movies({"text": "murder"}, 0, PAGE)
    pages = [db.get_movies({"text": "murder"}, n, PAGE)[0] for n in range(total // PAGE + 1)]
    assert len(pages[-1]) == total % PAGE
    assert len({film for page in pages for film in ids(page)}) == total


# Faceted search: two, and the same two again as "facets".


@pytest.mark.parametrize("ticket", ["faceted search", "facets"])
@pytest.mark.parametrize("last", [False, True])
def test_facets_count_the_films_of_one_page(ticket: str, last: bool) -> None:
    expected = data.having("cast", *busiest(5)["cast"])
    number = len(expected) // PAGE if last else 0
    page = expected[number * PAGE : (number + 1) * PAGE]
    films, facets, total = db.get_movies_faceted(busiest(5), number, PAGE)
    assert (ids(films), total) == (ids(page), len(expected))
    assert by_number(facets["rating"]) == data.buckets(page, "metacritic", data.RATING_BOUNDS)
    assert by_number(facets["runtime"]) == data.buckets(page, "runtime", data.RUNTIME_BOUNDS)


# Migration: one. Connection pooling and timeouts: one each.


def test_the_date_of_a_film_is_a_date_and_no_text() -> None:
    film = db.get_movie(data.films()[0]["_id"])
    assert film and isinstance(film["lastupdated"], datetime)


def test_the_pool_has_fifty_connections() -> None:
    size, _, answered = db.get_configuration()
    assert size == answered["pool_size"] == 50


def test_no_write_waits_for_ever() -> None:
    """The course bounds the wait for a majority; here a whole operation is bounded."""
    _, seconds, answered = db.get_configuration()
    assert seconds and 0 < seconds <= 4
    assert answered["wtimeout"] == 2500


# Error handling: one, and the same again as "errors".


@pytest.mark.parametrize("ticket", ["error handling", "errors"])
def test_what_is_no_id_finds_nothing_and_raises_nothing(ticket: str) -> None:
    assert db.get_movie("foobar") is None
