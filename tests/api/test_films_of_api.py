"""Films and people by the API: as the pages find them, in parts that never overlap."""

import time
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from movies.queries import get_page
from movies.selection import SORTS, Selection
from tests.support.browsing import Browser
from tests.support.catalogue import insert_raw, many_films
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

API = "/api/v2/"


@filled_once
def api_catalogue() -> Any:
    """Fill the database with a catalogue, untidy films and all."""
    many_films(90)
    for facts in ({"year": "1981è", "title": 300}, {}, {"title": "Odd", "genres": "War"}):
        insert_raw(**facts)
    return a_film()


def get(path: str, **options: Any) -> Any:
    return Browser().get(API + path, **options)


def parts(path: str) -> list[list[dict[str, Any]]]:
    """Return the parts of a list, following `next`."""
    found, following = [], API + path
    while following:
        part = Browser().get(following).json()
        found.append(part["items"])
        following = part["next"]
    return found


@pytest.mark.parametrize("sort", SORTS)
def test_the_parts_of_a_list_are_the_list_of_the_pages(sort: str, api_catalogue: Any) -> None:
    ids = [film["id"] for part in parts(f"films?limit=17&sort={sort}") for film in part]
    pages = [get_page(Selection(sort=sort), number).items for number in (1, 2, 3, 4)]
    shown = [card.id for page in pages for card in page]
    assert len(ids) == len(set(ids)) == 94
    tidy = tidy_films()
    assert [film for film in ids if film in tidy] == [film for film in shown if film in tidy]


def tidy_films() -> set[str]:
    """Return the films that have a place in every order; others come last, or first on a page."""
    docs = mongo.movies().find({"title_key": {"$exists": True}}, {"year": 1})
    return {str(doc["_id"]) for doc in docs if isinstance(doc.get("year"), int)}


def test_a_film_that_comes_meanwhile_moves_no_other_one(api_catalogue: Any) -> None:
    first = get("films?limit=5&sort=newest").json()
    rest = [film["id"] for film in Browser().get(first["next"]).json()["items"]]
    a_film(year=2190, title="Out of nowhere")
    assert [film["id"] for film in Browser().get(first["next"]).json()["items"]] == rest


def test_a_search_comes_in_parts_by_relevance(api_catalogue: Any) -> None:
    found = parts("films?q=the&limit=3")
    ids = [film["id"] for part in found for film in part]
    assert len(ids) == len(set(ids)) > 6
    assert ids[:30] == [card.id for card in get_page(Selection(q="the"), 1).items]


def test_a_cursor_of_another_list_or_a_forged_one_is_no_page(api_catalogue: Any) -> None:
    cursor = get("films?limit=5").json()["next"].partition("cursor=")[2]
    for path in (f"films?genre=War&cursor={cursor}", f"films?cursor=x{cursor}", "films?cursor=x"):
        answer = get(path)
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_filters_and_facets_are_those_of_the_page(api_catalogue: Any) -> None:
    query = "genre=Drama&not_country=USA&year_min=1950"
    facets = get(f"films/facets?{query}").json()
    found = [film for part in parts(f"films?{query}&limit=100") for film in part]
    assert facets["total"] == len(found) > 0
    assert all("Drama" in film["genres"] and film["year"] >= 1950 for film in found)
    assert {"value": "Drama", "films": len(found)} in facets["genre"]


def test_a_film_has_its_facts_and_chosen_ones_alone(api_catalogue: Any) -> None:
    film = get(f"films/{api_catalogue}").json()
    assert (film["title"], film["year"], film["writers"]) == (
        "The Third Man",
        1949,
        ["Graham Greene"],
    )
    chosen = get(f"films/{api_catalogue}?fields=year,id")
    assert chosen.json() == {"id": str(api_catalogue), "year": 1949}
    assert get(f"films/{api_catalogue}?fields=id,password").status_code == 422


def test_what_a_client_has_already_is_not_sent_again_even_later(
    api_catalogue: Any, monkeypatch: Any
) -> None:
    etag = get("films?limit=5").headers["ETag"]
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    again = get("films?limit=5", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert get("films?limit=6", headers={"If-None-Match": etag}).status_code == 200


def test_people_and_suggestions(api_catalogue: Any) -> None:
    person = get("people/orson%20welles").json()
    assert (person["name"], person["roles"][0]["role"]) == ("Orson Welles", "Cast")
    assert get("people/Nobody%20At%20All").status_code == 404
    kinds = {one["kind"] for one in get("films/suggestions?q=or").json()["items"]}
    assert kinds <= {"film", "person"}


@pytest.mark.parametrize(("path", "status", "kind"), [
    ("films?limit=0", 422, "invalid"),
    ("films?limit=x&sort=best", 422, "invalid"),
    ("films?sotr=title", 422, "invalid"),
    ("films/000000000000000000000000", 404, "not-found"),
    ("films/1", 404, "not-found"),
    ("nothing", 404, "not-found"),
    ("", 404, "not-found"),
    ("films?" + "&".join(["genre=a"] * 400), 400, "unreadable"),
])  # fmt: skip
def test_whatever_is_wrong_is_a_problem_document(
    path: str, status: int, kind: str, database: Any
) -> None:
    answer = get(path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"/api/docs/#problem-{kind}"
    assert answer.json()["detail"]


def test_a_method_that_an_address_lacks_is_a_problem_with_allow(database: Any) -> None:
    answer = Browser().delete(API + "films")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["type"].endswith("#problem-method-not-allowed")


def test_a_database_that_does_not_answer_is_503_with_retry_after(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mflix_site.errors import Unavailable

    def fail(*_: Any, **__: Any) -> None:
        raise Unavailable

    monkeypatch.setattr("api.v2.views.films.queries.films_after", fail)
    answer = get("films")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"].endswith("#problem-unavailable")


def test_requests_without_a_token_are_limited_by_address(database: Any, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "api-network": (2, 86400)}
    seen = [get("films") for _ in range(3)]
    assert [answer.status_code for answer in seen] == [200, 200, 429]
    assert seen[0].headers["RateLimit-Policy"] == '"requests";q=2;w=86400'
    assert seen[0].headers["RateLimit"].startswith('"requests";r=1;t=')
    assert int(seen[2].headers["Retry-After"]) <= 86400


def test_a_cookie_proves_nothing_and_none_is_set(alice: Any) -> None:
    answer = Browser(alice).get(API + "films")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "private" in answer.headers["Cache-Control"]
