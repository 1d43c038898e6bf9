"""`count_facets`: the counts are made ready, again and again if need be."""

from io import StringIO
from typing import Any

from django.core.management import call_command

from administration.films import add_film, delete_film
from mflix_site.mongo import collections as mongo
from movies.facet_index.building import facet_index_state
from movies.film_facts import FilmFacts
from movies.selection import Selection
from movies.tallies import invalidate_facets
from reviews.recounting import recount
from seeding.community import Size, seed_site
from seeding.demo import last_midnight
from tests.support.browsing import Browser
from tests.support.catalogue import many_films
from tests.support.running import count_if_current


def test_the_counts_are_made_ready_and_may_be_made_again(database: Any) -> None:
    many_films(50)
    assert facet_index_state().is_stale
    for _ in range(2):
        said = StringIO()
        call_command("count_facets", stdout=said)
        assert "ready" in said.getvalue()
        assert not facet_index_state().is_stale


def test_an_empty_catalogue_has_counts_too(database: Any) -> None:
    call_command("count_facets", stdout=StringIO())
    counts = count_if_current(Selection(), 0)
    assert counts is not None
    assert counts.total == 0


def test_a_seeded_site_has_its_counts(database: Any) -> None:
    seed_site(Size(films=30, members=5, reviews=40), seed=3, until=last_midnight())
    assert count_if_current(Selection(), mongo.movies().estimated_document_count()) is not None


def test_recounting_makes_old_counts_ready(database: Any) -> None:
    many_films(20)
    invalidate_facets()
    recount(lambda _: None)
    assert not facet_index_state().is_stale


def test_making_them_leaves_one_build_and_nothing_of_the_one_before(database: Any) -> None:
    many_films(60)
    for _ in range(2):
        call_command("count_facets", stdout=StringIO())
    builds = mongo.facet_counts().distinct("build")
    assert len(builds) == 1


def test_a_search_is_counted_among_the_films_that_were_added_and_deleted_since(
    visitor: Browser, ada: Any
) -> None:
    many_films(20)
    call_command("count_facets", stdout=StringIO())
    facts = FilmFacts(title="Marnie", year=1964, directors=("Alfred Hitchcock",))
    film = add_film(admin=ada, facts=facts, reason="For a test.")
    assert "<b>1</b> of 21" in visitor.text("/movies/?q=marnie")
    delete_film(admin=ada, movie_id=film, reason="For a test.")
    add_film(admin=ada, facts=facts, reason="For a test.")
    assert "<b>1</b> of 21" in visitor.text("/movies/?q=marnie")
