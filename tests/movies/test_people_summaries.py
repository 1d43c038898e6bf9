"""Summaries of a person's films: stored, computed again, and ahead of the first visit."""

from typing import Any

import pytest

from movies.people import get_person
from movies.people_summaries import MAX_SHOWN, Credit, most_common_spellings, refresh_summaries
from movies.search.indexing import rebuild_dictionary
from movies.tallies import invalidate_facets
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review
from tests.support.profiling import profiled
from tests.support.shifted_clock import clock_shifter


def test_the_spelling_of_most_films_is_the_usual_one() -> None:
    names = ("Agnes Varda", "Agnès Varda", "Agnès Varda", "Bob")
    credits_ = [Credit(n, "Cast", name, name[0]) for n, name in enumerate(names)]
    assert most_common_spellings(credits_) == {"A": "Agnès Varda", "B": "Bob"}


def a_career(films: int) -> None:
    for number in range(films):
        a_film(year=1900 + number, cast=["Alida Valli"], writers=["Carol Reed"] * (number % 2))


def test_somebody_with_many_films_has_the_newest_on_their_page(
    visitor: Browser, database: Any
) -> None:
    a_career(MAX_SHOWN + 5)
    page = visitor.text("/people/Carol Reed/")
    assert f"These are the {MAX_SHOWN} newest." in page
    assert "/movies/?person=Carol%20Reed" in page
    person = get_person("Carol Reed")
    assert person.film_count == MAX_SHOWN + 5
    assert [card.year for card in person.cards] == list(range(1919, 1904, -1))
    roles = [(role.label, role.film_count) for role in person.roles]
    assert roles == [("Director", MAX_SHOWN + 5), ("Writer", 10)]


def test_a_summary_of_many_films_is_stored_and_computed_again_after_an_edit(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_career(MAX_SHOWN + 5)
    before = get_person("Carol Reed")
    film = a_film(imdb={"rating": 1.0})
    assert get_person("Carol Reed").film_count == before.film_count
    invalidate_facets()
    assert get_person("Carol Reed").film_count == before.film_count + 1
    database.movies.delete_one({"_id": film})
    clock_shifter(monkeypatch)("movies.people", hours=25)
    assert get_person("Carol Reed").film_count == before.film_count


def test_a_page_of_many_films_costs_one_command_that_reads_what_it_shows(database: Any) -> None:
    a_career(3 * MAX_SHOWN)
    get_person("Carol Reed")
    with profiled(database) as done:
        get_person("Carol Reed")
    assert [o.collection for o in done] == ["movies"]
    assert done[0].examined <= MAX_SHOWN + 2


def test_summaries_are_computed_ahead_of_the_first_visit_of_those_with_many_films_alone(
    database: Any,
) -> None:
    a_career(MAX_SHOWN + 1)
    rebuild_dictionary()
    assert refresh_summaries("", 60) == ""
    assert database.people.distinct("_id") == ["alida valli", "carol reed"]
    with profiled(database) as done:
        assert get_person("Alida Valli").film_count == MAX_SHOWN + 1
    assert [o.collection for o in done] == ["movies"]


def test_summaries_are_computed_again_after_an_hour_in_which_a_page_may_use_them(
    database: Any, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_career(MAX_SHOWN + 1)
    rebuild_dictionary()
    refresh_summaries("", 60)
    a_review(alice, database.movies.find_one()["_id"], rating=70)
    refresh_summaries("", 60)
    assert get_person("Carol Reed").member_average is None
    clock_shifter(monkeypatch)("movies.people_summaries", minutes=61)
    refresh_summaries("", 60)
    assert get_person("Carol Reed").member_average == 70


def test_refreshing_goes_on_where_its_time_was_over(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movies.people_summaries.BATCH_SIZE", 1)
    a_career(MAX_SHOWN + 1)
    rebuild_dictionary()
    last = refresh_summaries("", 0)
    assert database.people.distinct("_id") == ["alida valli"]
    assert refresh_summaries(refresh_summaries(last, 0), 0) == ""
    assert database.people.distinct("_id") == ["alida valli", "carol reed"]


def test_a_page_of_films_that_its_summary_does_not_have_names_their_roles(database: Any) -> None:
    a_career(MAX_SHOWN + 1)
    get_person("Carol Reed")
    film = a_film(year=1990, directors=[], cast=["Carol Reed"])
    roles = {
        role.label: [card.id for card in role.cards] for role in get_person("Carol Reed").roles
    }
    assert roles["Cast"] == [str(film)]
    assert len(roles["Director"]) == MAX_SHOWN - 1
