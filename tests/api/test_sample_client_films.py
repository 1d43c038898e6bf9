"""The sample client's films: lists, one film, genres, whatever is stored and asked."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.support.sample_client import data_of, refused, titles_of

ODD = ("NaN", "", "-1", "1.5", "[(", "1" * 4400, str(2**63), "٣", "null", "1e999", "\x00")
TITLES = ["1917", "Alien", "The Third Man", "Untitled", "Zed", "Ænigma"]


def test_both_forms_of_an_address_answer_without_a_redirect(small_catalogue: Any) -> None:
    film = f"/{small_catalogue.vienna}"
    for path in ("", "/genres", film, "/aggregations/reportingByYear"):
        answers = [Client().get(f"/api/movies{path}{slash}") for slash in ("", "/")]
        assert [answer.status_code for answer in answers] == [200, 200], path
        assert answers[0].json()["data"] == answers[1].json()["data"]


def test_a_good_answer_is_in_an_envelope(small_catalogue: Any) -> None:
    body = Client().get("/api/movies", {"limit": 1}).json()
    assert sorted(body) == ["data", "message", "pagination", "success", "timestamp"]
    assert (len(body["timestamp"]), body["timestamp"][-1]) == (20, "Z")


def test_a_film_has_the_types_that_the_client_shows(small_catalogue: SimpleNamespace) -> None:
    film = data_of(f"/{small_catalogue.vienna}")
    assert film["_id"] == str(small_catalogue.vienna)
    assert film["imdb"] == {"rating": 8.1, "votes": 160_000, "id": 41959}
    assert (film["year"], film["genres"][0], film["rated"]) == (1949, "Film-Noir", "PG")
    assert film["poster"] == "https://posters.example/a.jpg"
    assert film["num_mflix_comments"] == 2


def test_untidy_films_are_shown_as_everywhere(small_catalogue: SimpleNamespace) -> None:
    first, second, third, last = (data_of(f"/{film}") for film in small_catalogue.untidy)
    assert (first["title"], first["year"], first["genres"]) == ("1917", 1981, ["Drama"])
    assert "imdb" not in first
    assert second["cast"] == ["Ada Example"]
    assert not {"imdb", "awards", "released"} & set(second)
    assert third["title"] == "Untitled"
    assert not {"poster", "plot", "year", "runtime"} & set(third)
    assert last["imdb"] == {"rating": 7.5, "votes": 1207}
    assert not any(
        value is None for film in (first, second, third, last) for value in film.values()
    )


@pytest.mark.parametrize("sort", ["title", "year", "imdb.rating"])
def test_every_sort_holds_all_films_once_and_those_without_a_value_last(
    sort: str, small_catalogue: Any
) -> None:
    up, down = (titles_of("", sortBy=sort, sortOrder=order) for order in ("asc", "desc"))
    assert sorted(up) == sorted(down) == sorted(TITLES)
    without = {"title": 0, "year": 1, "imdb.rating": 3}[sort]
    assert set(up[6 - without :]) == set(down[6 - without :])
    pages = [titles_of("", sortBy=sort, sortOrder="desc", skip=n, limit=1) for n in range(7)]
    assert [title for page in pages for title in page] == down


def test_ratings_sort_by_number_and_titles_without_articles(small_catalogue: Any) -> None:
    assert titles_of("", sortBy="imdb.rating", sortOrder="desc")[:3] == [
        *("Alien", "The Third Man", "Zed"),
    ]
    assert titles_of("", sortBy="year")[0] == "The Third Man"
    assert titles_of("", sortBy="anything", sortOrder="sideways") == titles_of("")


def test_films_are_filtered_by_genre_year_and_rating(small_catalogue: Any) -> None:
    assert titles_of("", genre="Sci-Fi") == titles_of("", genre="sci-fi") == ["Alien"]
    assert (
        titles_of("", genre="Sci") == titles_of("", genre="[(") == titles_of("", genre=".*") == []
    )
    assert titles_of("", year=1979) == ["Alien"]
    assert titles_of("", minRating=8.1, maxRating="8.2") == ["The Third Man"]
    assert titles_of("", minRating=7.5, sortBy="imdb.rating") == ["Zed", "The Third Man", "Alien"]
    assert titles_of("", genre="Horror", year=1949) == []


@pytest.mark.parametrize("name", ["limit", "skip", "year", "minRating", "maxRating", "sortBy"])
def test_an_odd_parameter_is_never_an_error(name: str, small_catalogue: Any) -> None:
    for odd in ODD:
        answer = Client().get("/api/movies", {name: odd})
        assert answer.status_code == 200, (name, odd)
        assert isinstance(answer.json()["data"], list)


def test_pages_are_bounded_and_what_is_unreadable_does_not_filter(small_catalogue: Any) -> None:
    assert len(titles_of("", limit=0)) == len(titles_of("", limit=-5)) == 1
    assert len(titles_of("", limit=10**6)) == 6
    assert titles_of("", year="NaN", skip=-3) == titles_of("")
    assert titles_of("", skip=15_001) == titles_of("", skip=2**70) == []


def test_genres_come_in_order_and_each_once(small_catalogue: Any) -> None:
    assert data_of("/genres") == [
        *("Drama", "Film-Noir", "Horror", "Mystery", "Sci-Fi", "Thriller"),
    ]


def test_what_is_no_film_is_refused_in_the_envelope(small_catalogue: Any) -> None:
    for odd in ("foobar", "g" * 24, "a" * 23, "{$ne:1}"):
        assert refused(f"/{odd}") == (400, "INVALID_OBJECT_ID")
    assert refused(f"/{'a' * 24}") == (404, "MOVIE_NOT_FOUND")
    assert refused("/genres/of/nothing") == (404, "NOT_FOUND")


def test_another_method_is_405_in_the_envelope(small_catalogue: Any) -> None:
    answer = Client(enforce_csrf_checks=True).put("/api/movies/genres")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["error"]["code"] == "METHOD_NOT_ALLOWED"
