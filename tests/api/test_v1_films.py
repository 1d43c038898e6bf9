"""Films by version 1: the course's semantics, the client's types, none of the original's flaws."""

from typing import Any
from unittest.mock import Mock

import pytest
from bson import ObjectId

from administration.films import merge_films
from api.films import film_json
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies import raw_films
from movies.search import candidates
from movies.search.indexing import rebuild_dictionary
from tests.support.api_client import ApiClient
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

PEOPLE, LATE = ("Ada Example", "Bo Example"), 45


@filled_once
def films_of_course() -> list[ObjectId]:
    """Insert 45 films with Ada, some of them with Bo, of which the first were seen by most."""
    films = []
    for n in range(LATE):
        facts: dict[str, Any] = {"metacritic": 40 + n, "runtime": 50 + 3 * n, "countries": ["Peru"]}
        viewers = {"tomatoes": {"viewer": {"numReviews": 1000 - n // 2}}}
        people = list(PEOPLE[: 1 + n % 2])
        films.append(a_film(title=f"Film {n} of stairs", cast=people, **facts, **viewers))
    a_film(title="Odd one", cast="Cy Example", genres=["Ships"], fullplot="A barometer falls.")
    rebuild_dictionary()
    return films


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def pages_of(api: ApiClient, query: str, total: int) -> list[str]:
    """Return the ids of all pages, as the client asks for them."""
    ids: list[str] = []
    for number in range(-(-total // 20) + 1):
        page = api.get(f"/movies/search?{query}&page={number}")
        assert (page["page"], page["total_results"]) == (number, total)
        ids += [film["_id"] for film in page["movies"]]
    return ids


@pytest.mark.parametrize("searched", [25, 2000])
def test_films_that_merely_have_the_words_are_counted_up_to_a_bound(
    films_of_course: list[ObjectId], api: Any, monkeypatch: Any, searched: int
) -> None:
    monkeypatch.setattr(raw_films, "MAX_FILMS_OF_WORD", 25)
    monkeypatch.setattr(candidates, "MAX_FILMS_OF_WORD", searched)
    assert 20 <= api.get("/movies/search?text=stairs")["total_results"] < 45


def test_the_front_page_has_twenty_films_and_counts_all(
    films_of_course: list[ObjectId], api: Any
) -> None:
    page = api.get("/movies/?page=7&nonsense=1")
    assert len(page["movies"]) == page["entries_per_page"] == 20
    assert (page["page"], page["filters"], page["total_results"]) == (0, {}, LATE + 1)
    assert api.get("/movies/search")["movies"] == page["movies"]


@pytest.mark.parametrize("teaching", [False, True])
def test_pages_of_people_genres_and_words_have_each_film_once(
    films_of_course: list[ObjectId], api: Any, settings: Any, teaching: bool
) -> None:
    settings.TEACHING = teaching
    for query, total in (
        *(("cast=Ada%20Example", 45), ("cast=Bo%20Example&cast=Cy%20Example", 23)),
        *(("genre=Mystery&genre=Ships", 46), ("text=stairs", 45), ("search=stairs", 45)),
    ):
        ids = pages_of(api, query, total)
        assert len(ids) == len(set(ids)) == total, query


def test_a_class_gets_lists_in_the_order_of_the_audience(
    films_of_course: list[ObjectId], api: Any, settings: Any
) -> None:
    settings.TEACHING = True
    by_audience = sorted(range(LATE), key=lambda n: (-(1000 - n // 2), -n))
    expected = [str(films_of_course[n]) for n in by_audience]
    assert pages_of(api, "cast=Ada%20Example", 45) == expected
    assert [film["_id"] for film in api.get("/movies/")["movies"]] == expected[:20]


def test_filters_are_parameters_that_are_read_again_and_one_kind_counts(
    films_of_course: list[ObjectId], api: Any
) -> None:
    ask = lambda query: api.get(f"/movies/search?{query}")["filters"]  # noqa: E731
    assert ask("genre=Ships&cast=Ada%20Example&text=stairs") == {"text": "stairs"}
    assert ask("search=stairs") == {"text": "stairs"}
    assert ask("genre=Ships&cast=Ada%20Example") == {"cast": ["Ada Example"]}
    assert ask("genre=Ships&text=&cast=") == {"genre": ["Ships"]}


def test_names_match_exactly_and_nobody_found_is_an_empty_list(
    films_of_course: list[ObjectId], api: Any
) -> None:
    for query in ("cast=ada%20example", "cast=Ada", "genre=mystery", "cast=Nobody"):
        page = api.get(f"/movies/search?{query}")
        assert (page["movies"], page["total_results"]) == ([], 0), query
    nobody = api.get("/movies/facet-search?cast=Nobody")
    assert (nobody["movies"], nobody["facets"]) == ([], {"rating": [], "runtime": []})


@pytest.mark.parametrize(
    ("page", "number"),
    [("-1", 0), ("NaN", 0), ("", 0), ("1.5", 0), ("%00", 0), ("00", 0), ("99999999", 2500)],
)
def test_a_page_that_is_no_number_is_the_first_and_a_late_one_empty(
    films_of_course: list[ObjectId], api: Any, page: str, number: int
) -> None:
    for query in ("cast=Ada%20Example", "text=stairs", "genre=Mystery"):
        answer = api.get(f"/movies/search?{query}&page={page}")
        assert (answer["page"], len(answer["movies"])) == (number, 0 if number else 20)


def test_films_that_have_a_word_in_their_full_plots_alone_are_found_too(
    films_of_course: list[ObjectId], api: Any
) -> None:
    found = api.get("/movies/search?text=barometer")
    assert [film["title"] for film in found["movies"]] == ["Odd one"]
    assert found["total_results"] == 1


def test_facets_count_the_films_of_the_page_by_the_courses_bounds(
    films_of_course: list[ObjectId], api: Any, settings: Any
) -> None:
    settings.TEACHING = True
    page = api.get("/movies/facet-search?cast=Ada%20Example&page=2")
    assert len(page["movies"]) == 5  # the films 40 to 44
    assert page["facets"] == {
        "rating": [{"_id": 70, "count": 5}],
        "runtime": [{"_id": 120, "count": 4}, {"_id": "other", "count": 1}],
    }
    assert "facets" not in api.get("/movies/facet-search?genre=Ships")


def test_countries_give_ids_and_titles_alone(films_of_course: list[ObjectId], api: Any) -> None:
    titles = api.get("/movies/countries?countries=Peru&countries=UK")["titles"]
    assert len(titles) == LATE + 1
    assert all(set(row) == {"_id", "title"} for row in titles)
    assert api.get("/movies/countries")["titles"] == []


UNTIDY: dict[str, Any] = {
    **{"title": 1917, "year": "1981è", "cast": "One Name", "genres": None, "directors": [None, 3]},
    **{"writers": {"a": 1}, "metacritic": 0, "runtime": "96", "rated": 7, "poster": {"url": 1}},
    **{"imdb": {"rating": "", "votes": "1,207"}, "tomatoes": [], "plot": ["x"], "fullplot": 3},
    "lastupdated": "2015-08-13 00:27:59.177000000",
}


@pytest.mark.parametrize("odd", [None, "", 0, [], {}, [[]], "text", -1, {"$a": 1}, float("nan")])
def test_a_film_has_the_types_that_the_client_reads_whatever_is_stored(
    database: Any, api: Any, odd: Any
) -> None:
    film_id = ObjectId()
    database.movies.insert_one({"_id": film_id, **dict.fromkeys([*UNTIDY, "comments"], odd)})
    for film in (api.get(f"/movies/id/{film_id}")["movie"], api.get("/movies/")["movies"][0]):
        assert isinstance(film["title"], str) and film["title"]
        for name in ("cast", "genres", "directors", "writers"):
            assert all(isinstance(v, str) for v in film.get(name, ["-"])) and film.get(name, 1)
        for name in ("imdb", "tomatoes"):
            assert isinstance(film.get(name, {}), dict)
        assert all(film.get(name, 1) > 0 for name in ("metacritic", "runtime"))


def test_an_untidy_film_is_read_as_the_site_reads_it(database: Any, api: Any) -> None:
    film_id = database.movies.insert_one(dict(UNTIDY)).inserted_id
    answer = api.get(f"/movies/id/{film_id}")
    film = answer["movie"]
    assert (film["title"], film["year"], film["cast"]) == ("1917", 1981, ["One Name"])
    assert (film["runtime"], film["imdb"]) == (96, {"votes": 1207})
    assert film["comments"] == []
    assert not {"metacritic", "genres", "poster", "tomatoes", "writers"} & set(film)
    assert answer["updated_type"] == "<class 'str'>"


def test_the_type_of_a_date_is_named_as_the_lesson_asks(database: Any, api: Any) -> None:
    film = a_film(lastupdated="2015-08-13 00:27:59.177000000")  # converted when it is stored
    answer = api.get(f"/movies/id/{film}")
    assert answer["updated_type"] == "<class 'datetime.datetime'>"
    assert answer["movie"]["lastupdated"] == "2015-08-13 00:27:59"


@pytest.mark.parametrize(
    "id", ["foobar", "0123456789abcdef01234567", "%00", "x" * 300, "a/b", "%ED%A0%80", "$ne"]
)
def test_an_unknown_film_is_404_with_a_film_that_the_client_can_draw(
    database: Any, api: Any, id: str
) -> None:
    answer = api.ask("GET", f"/movies/id/{id}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "Not found", "movie": {"title": "Not found"}}


def test_a_merged_film_is_answered_with_the_one_that_stayed(ada: Any, api: Any) -> None:
    gone, kept = a_film(title="Twice"), a_film(title="Once")
    merge_films(admin=ada, movie_id=gone, target_id=kept, reason="The same film.")
    assert api.get(f"/movies/id/{gone}")["movie"]["_id"] == str(kept)


def test_the_connection_is_described_to_a_class_alone(api: Any, settings: Any) -> None:
    assert api.ask("GET", "/movies/config-options").status_code == 404
    settings.TEACHING = True
    described = {"pool_size": 50, "wtimeout": 2500, "role": "readWrite"}
    assert api.get("/movies/config-options") == described


def test_lists_are_kept_for_visitors_and_films_never(
    films_of_course: list[ObjectId], api: Any, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 2
    assert "public" in api.browser.get("/api/v1/movies/").headers["Cache-Control"]
    film = f"/api/v1/movies/id/{films_of_course[0]}"
    assert "private" in api.browser.get(film).headers["Cache-Control"]


def test_a_film_is_read_once_while_its_bytes_are_the_same(
    database: Any, api: Any, monkeypatch: Any
) -> None:
    film, read_json = a_film(), Mock(side_effect=film_json)
    monkeypatch.setattr("api.v1.films.film_json", read_json)
    assert api.get(f"/movies/id/{film}") == api.get(f"/movies/id/{film}")
    assert read_json.call_count == 1
    mongo.movies().update_one({"_id": film}, {"$set": {"title": "Changed"}})
    assert api.get(f"/movies/id/{film}")["movie"]["title"] == "Changed"


def test_a_film_with_many_comments_is_read_by_two_commands(
    database: Any, api: Any, monkeypatch: Any
) -> None:
    film, same = a_film(), {"state": "visible", "text": "Zithers.", "date": now()}
    database.comments.insert_many(
        [{**same, "movie_id": film, "author": {"handle": f"a{n}"}} for n in range(120)],
        bypass_document_validation=True,
    )
    with recorded_commands(monkeypatch) as heard:
        assert len(api.get(f"/movies/id/{film}")["movie"]["comments"]) == 120
    assert heard == ["find movies", "find comments"]
