"""What the results page says of a search: how it was read, whom it names, in whose scale."""

import re
from html import unescape
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from movies.search.indexing import rebuild_dictionary
from movies.search.parsing import remove_field
from tests.support.browsing import Browser
from tests.support.catalogue import many_films
from tests.support.factories import a_film
from tests.support.stored_state import filled_once


@filled_once
def paradiso() -> None:
    """Insert a film whose title and director people mistype."""
    a_film(title="Cinema Paradiso", directors=["Giuseppe Tornatore"])
    rebuild_dictionary()


def browse(browser: Browser, **query: str) -> str:
    answer = browser.get("/movies/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_misspelt_title_shows_what_was_meant_and_the_way_back(
    visitor: Browser, paradiso: None
) -> None:
    page = browse(visitor, q="cienema paradso")
    assert "Showing results for" in page and "<bdi>cinema paradiso</bdi>" in page.lower()
    assert "?q=cienema+paradso&amp;exact=1" in page


def test_the_example_in_the_search_of_the_home_page_is_forgiven_on_a_seeded_site(
    visitor: Browser, database: Any
) -> None:
    many_films(60)
    rebuild_dictionary()
    example = visitor.get("/").content.decode().partition("Try “")[2].partition("”")[0]
    page = browse(visitor, q=example)
    assert "Showing results for" in page and 'class="card-grid"' in page


def test_what_was_put_right_and_still_finds_nothing_claims_no_results(
    visitor: Browser, paradiso: None
) -> None:
    a_film(title="Paradiso", genres=["Drama"])
    page = browse(visitor, q="cienema paradso", genre="Drama", year_min="3000")
    assert "Showing results for" not in page and "Searched for" in page


def test_a_word_that_nothing_matches_is_left_out_and_said(visitor: Browser, paradiso: None) -> None:
    page = browse(visitor, q="zzqx cienema paradso")
    assert (
        "<b><bdi>cinema paradiso</bdi></b></a>." in page and "Left out: “<bdi>zzqx</bdi>”." in page
    )
    assert "We found nothing for" in browse(visitor, q="zzqx qqzzw xxkcd")


def test_a_search_offers_to_look_for_members_too(visitor: Browser, paradiso: None) -> None:
    link = 'href="/members/?q=alice%20b"'
    assert link in browse(visitor, q="alice b")
    assert "Search members" not in browse(visitor)


def test_words_just_as_typed_find_nothing_and_can_be_forgiven_again(
    visitor: Browser, paradiso: None
) -> None:
    page = browse(visitor, q="cienema paradso", exact="1")
    assert "Showing results for" not in page
    assert '<input type="hidden" name="exact" value="1">' in page
    assert "Remove <bdi>exact spelling</bdi>" in page


def test_what_is_typed_rightly_needs_no_word_about_it(visitor: Browser, paradiso: None) -> None:
    assert "Showing results for" not in browse(visitor, q="cinema paradiso")


def test_a_person_is_offered_above_the_films(visitor: Browser, paradiso: None) -> None:
    page = browse(visitor, q="tornatore")
    assert 'href="/people/Giuseppe%20Tornatore/"' in page.partition("Matching films")[0]


def test_a_fielded_word_that_nobody_knows_is_said(visitor: Browser, paradiso: None) -> None:
    page = browse(visitor, q="paradiso bogus:<b>")
    [notice] = re.findall('<p class="notice">(.*?)</p>', page, re.S)
    assert "<code>bogus:&lt;b&gt;</code> isn't a filter" in notice
    assert "Left out: “<bdi>bogus</bdi>”, “<bdi>b</bdi>”." in " ".join(notice.split())


@pytest.mark.parametrize(
    ("rating", "said"), [("80", "rated 4 or more out of 5"), ("47", "rated 47 or more out of 100")]
)
def test_a_chip_says_a_rating_in_the_viewers_scale(
    visitor: Browser, paradiso: None, rating: str, said: str
) -> None:
    assert said in browse(visitor, rating_min=rating)


def test_certificates_among_the_words_override_the_preferred_ones(as_alice: Browser) -> None:
    a_film(title="For Everybody", rated="G")
    a_film(title="For Grown-ups", rated="R")
    mongo.members().update_one({}, {"$set": {"preferences.preferred_ratings": ["R"]}})
    assert "For Everybody" in as_alice.text("/movies/?q=rated:G")


@pytest.mark.parametrize("query", ["q=beta", "genre=Western"])
def test_films_that_only_the_preferred_certificates_hide_are_offered(
    as_alice: Browser, query: str
) -> None:
    a_film(title="Beta", rated="R", genres=["Western"])
    mongo.members().update_one({}, {"$set": {"preferences.preferred_ratings": ["PG"]}})
    page = as_alice.text(f"/movies/?{query}")
    assert "1 film matches, but" in page and "We found nothing" not in page
    assert f'class="button" href="?{query}&amp;all_ratings=1"' in page
    assert "We found nothing for" in as_alice.text("/movies/?q=zzyzx")


@pytest.mark.parametrize(
    ("query", "typed", "left"),
    [
        ("-genre:drama genre:drama", "genre:drama", "-genre:drama"),
        ("year:1990s year:1990", "year:1990", "year:1990s"),
        ('director:"sam raimi"dead', 'director:"sam raimi"', "dead"),
    ],
)
def test_a_chip_takes_away_its_own_word_and_no_other(query: str, typed: str, left: str) -> None:
    assert remove_field(query, typed) == left


@pytest.mark.parametrize("typed", ["vienna", 'a "quoted" & <b>', ""])
def test_the_filters_keep_what_was_typed(visitor: Browser, typed: str) -> None:
    page = visitor.get("/movies/", {"q": typed, "person": f"{typed} x"}).content.decode()
    shown = dict(re.findall(r'<input id="f-(q|person)"[^>]* value="([^"]*)"', page))
    assert {name: unescape(text) for name, text in shown.items()} == {
        "q": typed,
        "person": f"{typed} x",
    }
