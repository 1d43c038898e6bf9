"""Adding a film: in the catalogue, found, counted, with a history, and in the log."""

import re
from typing import Any

import pytest

from accounts.errors import NotAllowed
from administration.films import add_film
from mflix_site.mongo import collections as mongo
from movies.facet_index.building import rebuild_facet_index
from movies.film_facts import FilmFacts
from movies.history import list_revisions
from tests.support.browsing import Browser
from tests.support.catalogue import many_films
from tests.support.running import WHY, actions, counted, facts_of, logged, stored

ALIEN = FilmFacts(
    title="The Alien",
    year=1979,
    runtime=117,
    rated="R",
    genres=("Horror", "Sci-Fi"),
    countries=("UK",),
    languages=("English",),
    directors=("Ridley Scott",),
    plot="Seven people and a cat are far from help.",
)
FORM = {
    **{"title": " The  Alien ", "year": "1979", "runtime": "117", "rated": "R", "reason": WHY},
    **{"genres": "Horror\r\n\r\nSci-Fi\nHorror", "directors": "Ridley Scott", "cast": ""},
    **{"released": "1979-05-25", "poster": "https://posters.example/alien.jpg"},
}


def test_a_film_added_has_all_that_pages_and_search_need(ada: Any) -> None:
    doc = stored(add_film(admin=ada, facts=ALIEN, reason=WHY))
    assert FilmFacts.from_doc(doc) == ALIEN
    assert (doc["title_key"], doc["person_keys"]) == ("alien", ["ridley scott"])
    assert "Horror|1970s|UK" in doc["kinds"]
    assert doc["search"]["title"] == "thealien"
    assert doc["rating"] == {"sum": 0, "count": 0, "histogram": [0] * 10}
    assert {"score", "popularity", "tier"} <= set(doc["ranks"])


def test_a_fact_that_is_not_known_is_absent(ada: Any) -> None:
    doc = stored(add_film(admin=ada, facts=FilmFacts("M"), reason=WHY))
    assert not set(doc) & {"year", "runtime", "cast", "plot", "poster", "released"}


def test_it_is_found_and_logged_with_its_title(ada: Any, visitor: Browser) -> None:
    movie_id = add_film(admin=ada, facts=ALIEN, reason=WHY)
    assert "The Alien" in visitor.text("/movies/?q=the+alein")
    [row] = logged()
    assert (row["action"], row["detail"], row["reason"]) == ("add-film", "The Alien", WHY)
    assert row["about"] == {"kind": "film", "id": str(movie_id), "film": str(movie_id)}


def test_the_counts_beside_filters_stay_true(ada: Any) -> None:
    many_films(40)
    rebuild_facet_index()
    before = counted()
    add_film(admin=ada, facts=ALIEN, reason=WHY)
    after = counted()
    assert before
    assert after
    assert after[0] == before[0] + 1
    assert after[1]["genre", "Horror"] == before[1].get(("genre", "Horror"), 0) + 1


def test_its_history_begins(ada: Any) -> None:
    movie_id = add_film(admin=ada, facts=ALIEN, reason=WHY)
    [version] = list_revisions(movie_id, ALIEN)
    assert (version.number, version.action, version.by) == (1, "add-film", "ada")
    assert version.facts == ALIEN


def test_only_admins_add_films(maud: Any) -> None:
    with pytest.raises(NotAllowed):
        add_film(admin=maud, facts=ALIEN, reason=WHY)
    assert actions() == []


def test_the_form_adds_a_film_and_leads_to_it(as_ada: Browser) -> None:
    answer = as_ada.post("/administration/films/add/", FORM, follow=True)
    assert "The film has been added." in answer.content.decode()
    facts = facts_of(answer.context["movie"].id and answer.resolver_match.kwargs["id"])
    assert (facts.title, facts.genres) == ("The Alien", ("Horror", "Sci-Fi"))
    assert facts.released
    assert facts.released.isoformat() == "1979-05-25"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b"),
        ("title", "x" * 501),
        ("year", "soon"),
        ("year", "1700"),
        ("runtime", "0"),
        ("runtime", "9" * 30),
        ("released", "31 June"),
        ("released", "0001-01-01"),
        ("released", "2201-01-01"),
        ("genres", "x" * 501),
        ("cast", "\n".join(map(str, range(401)))),
        ("poster", "javascript:alert(1)"),
        ("poster", "http://["),
        ("poster", "//elsewhere.example/p.jpg"),
        ("reason", ""),
        ("reason", "So."),
    ],
)
def test_invalid_input_is_422_and_keeps_the_words(as_ada: Browser, field: str, value: str) -> None:
    answer = as_ada.post("/administration/films/add/", {**FORM, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "field-errors" in page
    assert field == "directors" or "Ridley Scott" in page
    assert actions() == []


@pytest.mark.parametrize("title", ["The Alien", "alien", "Aliens"])
def test_an_admin_is_told_of_a_film_that_is_there(as_ada: Browser, ada: Any, title: str) -> None:
    there = add_film(admin=ada, facts=ALIEN, reason=WHY)
    films = mongo.movies().count_documents({})
    answer = as_ada.post("/administration/films/add/", {**FORM, "title": title})
    is_same = title != "Aliens"
    assert (f"/movies/{there}/" in answer.content.decode()) == is_same
    assert mongo.movies().count_documents({}) == films + (not is_same)
    again = as_ada.post("/administration/films/add/", {**FORM, "title": title, "add_anyway": "1"})
    assert again.status_code == 302


def test_a_film_of_another_year_is_no_namesake(as_ada: Browser, ada: Any) -> None:
    add_film(admin=ada, facts=ALIEN, reason=WHY)
    assert as_ada.post("/administration/films/add/", {**FORM, "year": "2031"}).status_code == 302


def test_the_first_invalid_field_of_the_page_gets_the_focus(as_ada: Browser) -> None:
    invalid = {**FORM, "title": "", "released": "soon", "reason": ""}
    page = as_ada.post("/administration/films/add/", invalid).content.decode()
    fields = re.findall(r"<(?:input|textarea)[^>]*aria-invalid=[^>]*>", page)
    assert ["autofocus" in field for field in fields] == [True, False, False]
    assert page.count("Fill this in.") == 2
