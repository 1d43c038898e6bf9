"""The sample client's searches, by single fields and by meaning; its reports; other origins."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from movies.catalogue_reports import refresh_reports
from tests.support.factories import a_film
from tests.support.sample_client import data_of, refused, titles_of

OPERATORS = ("must", "should", "mustNot", "filter")


def test_a_phrase_of_a_plot_is_found_in_the_words_order(small_catalogue: Any) -> None:
    for typed in ("Cheap Westerns comes", "writer of cheap", "finds a funeral."):
        assert titles_of("/search", plot=typed) == ["The Third Man"], typed
    assert titles_of("/search", plot="westerns cheap") == titles_of("/search", plot="zither") == []
    assert titles_of("/search", fullplot="a Ferryman’s lantern") == ["The Third Man"]
    assert titles_of("/search", fullplot="lantern ferryman's") == []


def test_a_name_is_forgiven_one_mistake_a_word_after_the_second_letter(
    small_catalogue: Any,
) -> None:
    for typed in ("orson welles", "WELLES", "Orsun Wellez", "wells", "welles orson"):
        assert titles_of("/search", cast=typed) == ["The Third Man"], typed
    for typed in ("arson welles", "orson wlles x", "Ridley Scott", "wezzes"):
        assert titles_of("/search", cast=typed) == [], typed
    assert titles_of("/search", directors="ridly scot") == ["Alien"]
    assert titles_of("/search", writers="graham green") == ["The Third Man"]
    assert titles_of("/search", writers="screenplay") == []


def test_several_fields_are_combined_by_the_operator(small_catalogue: Any) -> None:
    both = {"cast": "weaver", "plot": "cheap westerns"}
    assert titles_of("/search", **both) == titles_of("/search", **both, searchOperator="filter")
    assert titles_of("/search", **both) == []
    assert titles_of("/search", **both, searchOperator="should") == ["Alien", "The Third Man"]
    others = data_of("/search", **both, searchOperator="mustNot")
    assert (len(others["movies"]), others["totalCount"]) == (4, 4)
    assert titles_of("/search", cast="weaver", directors="scott") == ["Alien"]


def test_a_search_has_pages_and_a_total(small_catalogue: Any) -> None:
    any_of = {"cast": "welles", "directors": "scott", "searchOperator": "should"}
    pages = [data_of("/search", **any_of, skip=skip, limit=1) for skip in (0, 1, 2)]
    assert [page["totalCount"] for page in pages] == [2, 2, 2]
    assert [len(page["movies"]) for page in pages] == [1, 1, 0]


def test_what_cannot_be_searched_for_is_refused_with_its_code(small_catalogue: Any) -> None:
    assert refused("/search") == (400, "MISSING_SEARCH_PARAMS")
    assert refused("/search", plot=" ") == (400, "MISSING_SEARCH_PARAMS")
    assert refused("/search", plot="x", searchOperator="$or") == (400, "INVALID_SEARCH_OPERATOR")
    assert refused("/vector-search") == (400, "MISSING_SEARCH_PARAMS")


@pytest.mark.parametrize(
    "odd", ["[(", "$where", "\x00", "of the", "日本語", '"', "x" * 9000, "a b" * 90]
)
def test_an_odd_search_finds_nothing_and_is_no_error(odd: str, small_catalogue: Any) -> None:
    for name in ("plot", "fullplot", "cast", "directors", "writers"):
        for operator in OPERATORS:
            query = {name: odd, "searchOperator": operator, "skip": "-1", "limit": "NaN"}
            assert Client().get("/api/movies/search", query).status_code in (200, 400)
    assert Client().get("/api/movies/vector-search", {"q": odd}).status_code in (200, 400)


def test_a_search_by_meaning_has_scores_that_fall(small_catalogue: Any) -> None:
    found = data_of("/vector-search", q="a writer finds a job in Vienna, or a distress call")
    assert [film["title"] for film in found] == ["The Third Man", "Alien"]
    assert 1 >= found[0]["score"] > found[1]["score"] > 0
    assert data_of("/vector-search", q="The Third Man")[0]["score"] == 1
    assert len(data_of("/vector-search", q="vienna crew call", limit=1)) == 1
    assert set(found[0]) >= {"_id", "title", "plot", "poster", "year", "genres", "directors"}


def test_the_report_by_comments_shows_visible_words_and_no_address(
    small_catalogue: SimpleNamespace,
) -> None:
    (film,) = data_of("/aggregations/reportingByComments", limit=5)
    assert (film["title"], film["totalComments"], film["imdbRating"]) == ("The Third Man", 2, 8.1)
    spoiler, plain = film["recentComments"]
    assert (plain["userName"], plain["text"]) == ("Alice Ångström", "The zither, the sewers.")
    assert "alive" not in spoiler["text"]
    assert {c["userEmail"].partition("@")[2] for c in film["recentComments"]} == {"members.invalid"}
    assert "example.test" not in str(film)
    (film,) = data_of("/aggregations/reportingByComments", limit=1)
    assert len(film["recentComments"]) == 1


def test_the_reports_count_films_by_year_and_director(small_catalogue: Any) -> None:
    years = {row["year"]: row for row in data_of("/aggregations/reportingByYear")}
    assert list(years) == [1981, 1979, 1949]
    assert years[1979]["averageRating"] == years[1979]["highestRating"] == 8.5
    assert (years[1949]["movieCount"], years[1949]["lowestRating"]) == (3, 7.5)
    assert years[1981]["averageRating"] == 0
    busiest = data_of("/aggregations/reportingByDirectors", limit=1)
    assert [(row["director"], row["movieCount"]) for row in busiest] == [("Carol Reed", 1)]


def test_reports_are_stored_until_films_change(small_catalogue: Any, settings: Any) -> None:
    assert refresh_reports()
    assert not refresh_reports()
    a_film(year=2001)
    assert 2001 not in {row["year"] for row in data_of("/aggregations/reportingByYear")}


@pytest.mark.parametrize("path", ["/reportingByComments", "/reportingByDirectors"])
def test_an_odd_limit_of_a_report_is_no_error(path: str, small_catalogue: Any) -> None:
    for odd in ("0", "-1", "NaN", "9" * 400, "[("):
        assert isinstance(data_of(f"/aggregations{path}", limit=odd), list)


def test_no_other_origin_may_read_unless_the_operator_says_so(
    small_catalogue: Any, settings: Any
) -> None:
    theirs = {"Origin": "http://localhost:3000"}
    for path in ("", "/", "/genres", "/nothing/here"):
        question = Client().options(f"/api/movies{path}", headers=theirs)
        assert question.status_code == 204
        assert "Access-Control-Allow-Origin" not in question
    settings.API_ALLOWED_ORIGINS = frozenset(["http://localhost:3000"])
    question = Client().options("/api/movies/genres", headers=theirs)
    assert question["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "PATCH" in question["Access-Control-Allow-Methods"]
    assert "Content-Type" in question["Access-Control-Allow-Headers"]


def test_an_allowed_origin_reads_answers_also_cached_ones_and_refusals(
    small_catalogue: Any, settings: Any
) -> None:
    settings.API_ALLOWED_ORIGINS, settings.PAGE_CACHE_SECONDS = frozenset(["http://a.example"]), 2
    for origin, path, allowed in [
        *(("http://b.example", "/api/movies", None), ("http://a.example", "/api/movies", True)),
        *(("http://b.example", "/api/movies", None), ("http://a.example", "/api/movies/x", True)),
        ("http://a.example", "/api/v1/nothing", None),
    ]:
        answer = Client().get(path, headers={"Origin": origin})
        assert answer.get("Access-Control-Allow-Origin") == (origin if allowed else None)
        assert "Access-Control-Allow-Credentials" not in answer
        assert "Origin" in answer["Vary"] or path.startswith("/api/v1")
