"""Searching films and people: by exact and similar names, by prefix, by words."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from movies.queries import get_page
from movies.search.engine import search
from movies.search.indexing import needs_reindexing, rebuild_dictionary, reindex_films
from movies.selection import SearchResult, Selection
from tests.support.catalogue import many_films
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

TITLES = (
    "Alien", "Aliens", "The Godfather", "The Godfather: Part II", "Casablanca", "Rocky II", "Up",
    "Fast & Furious", "Amélie", "The Silence of the Lambs", "Gone with the Wind", "M", "Malcolm X",
    "V for Vendetta", "Seven Samurai", "Le Samouraï", "The Wizard of Oz", "2001: A Space Odyssey",
)  # fmt: skip
NUMBERED = (
    "Die Hard", "Die Hard 2", "Rocky II", "Rocky V", "Apollo 13", "Blade Runner 2049", "12 Monkeys",
    "Seven", "On Golden Pond", "1984", "Rambo: First Blood Part II",
)  # fmt: skip


@filled_once
def shelf() -> None:
    """Insert films that people mistype."""
    for title in TITLES:
        a_film(title=title, plot="A story.", writers=["Nora Ephron"], cast=["Joaquin Phoenix"])
    a_film(title="Heist", directors=["Sam Raimi"], plot="A safe in Vienna.", cast=[], writers=[])
    rebuild_dictionary()


def titles(found: SearchResult) -> list[str]:
    return [hit.title for hit in found.films]


def shown(words: str) -> list[str]:
    """Return the titles that the first page of results shows."""
    return [card.title for card in get_page(Selection(q=words), 1).items]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alien", "Alien"), ("ALIENS!", "Aliens"), ("rocky 2", "Rocky II"),
        ("Rocky II", "Rocky II"),
        ("fast and furious", "Fast & Furious"), ("amelie", "Amélie"),
        ("godfather", "The Godfather"),
        ("m", "M"), ("up", "Up"), ("2001", "2001: A Space Odyssey"), ("casabl", "Casablanca"),
        ("v for vendetta", "V for Vendetta"), ("malcolm x", "Malcolm X"),
        ("silence lambs", "The Silence of the Lambs"), ("oz wizard", "The Wizard of Oz"),
        ("space odyssey", "2001: A Space Odyssey"), ("7 samurai", "Seven Samurai"),
    ],
)  # fmt: skip
def test_what_is_typed_rightly_comes_first(shelf: None, typed: str, meant: str) -> None:
    found = search(typed)
    assert titles(found)[0] == meant
    assert found.corrected == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alein", "Alien"), ("caasblanca", "Casablanca"), ("casblanca", "Casablanca"),
        ("casablnaca", "Casablanca"), ("the godfahter", "The Godfather"), ("teh godfather",
        "The Godfather"), ("godfathr", "The Godfather"),
        ("gone wiht the wind", "Gone with the Wind"),
        ("gone with teh wnid", "Gone with the Wind"), ("samourai", "Le Samouraï"),
        ("the silense of the lamps", "The Silence of the Lambs"), ("malcom x", "Malcolm X"),
        ("wizzard of ox", "The Wizard of Oz"), ("roky 2", "Rocky II"),
    ],
)  # fmt: skip
def test_mistakes_are_forgiven(shelf: None, typed: str, meant: str) -> None:
    assert titles(search(typed))[0] == meant


@filled_once
def numbered() -> None:
    """Insert films that differ in a number, or have one for a letter."""
    for title in NUMBERED:
        a_film(title=title, plot="A story.")
    a_film(title="Die Hard with a Vengeance", plot="It is the third Die Hard film.")
    rebuild_dictionary()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("die hard 3", "Die Hard with a Vengeance"), ("die hard 1", "Die Hard"),
        ("blade runer 2049", "Blade Runner 2049"), ("12 monkys", "12 Monkeys"), ("se7en", "Seven"),
        ("one golden pond", "On Golden Pond"), ("die hrad 2", "Die Hard 2"), ("roky v", "Rocky V"),
        ("frist blood part ii", "Rambo: First Blood Part II"),
    ],
)  # fmt: skip
def test_words_beside_a_number_may_be_misspelt(numbered: None, typed: str, meant: str) -> None:
    assert titles(search(typed))[0] == meant


@pytest.mark.parametrize(
    "typed", ["rocky iv", "rocky 4", "apollo 31", "apollo xiv", "blade runner 2048", "1985"]
)
def test_another_number_is_no_misspelling(numbered: None, typed: str) -> None:
    found = search(typed)
    assert found.dropped or not found.films


def test_titles_come_first_where_a_word_is_dropped(numbered: None) -> None:
    for number in range(12):
        a_film(title=f"Ring {number}", plot="Rocky boxes again.")
    rebuild_dictionary()
    found = search("rocky vii")
    assert found.dropped == ("vii",)
    assert set(titles(found)[:2]) == {"Rocky II", "Rocky V"}


def test_it_is_said_what_was_searched_for_instead(shelf: None) -> None:
    found = search("teh godfahter")
    assert found.corrected == "The Godfather"
    assert titles(found)[:2] == ["The Godfather", "The Godfather: Part II"]


def test_who_insists_gets_what_they_typed(shelf: None) -> None:
    assert search("casblanca", fuzzy=False) == SearchResult((), ("casblanca",))
    assert titles(search("casablanca", fuzzy=False)) == ["Casablanca"]


@pytest.mark.parametrize("typed", ["uq", "xp", "n"])
def test_three_letters_or_fewer_are_taken_at_their_word(shelf: None, typed: str) -> None:
    assert search(typed).films == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sam raimi", "Sam Raimi"), ("sam riami", "Sam Raimi"), ("sam raim", "Sam Raimi"),
     ("raimi", "Sam Raimi"), ("Joaqin Phoenix", "Joaquin Phoenix"), ("pheonix", "Joaquin Phoenix"),
     ("nora efron", "Nora Ephron"), ("joaquín phœnix", "Joaquin Phoenix")],
)  # fmt: skip
def test_people_are_found_by_name(shelf: None, typed: str, meant: str) -> None:
    assert meant in [person.name for person in search(typed).people]


def test_a_misspelt_director_leads_to_the_films(shelf: None) -> None:
    assert search("sam rami").corrected == "Sam Raimi"
    assert shown("sam rami") == ["Heist"]


def test_words_of_plots_find_films_after_titles(shelf: None) -> None:
    a_film(title="Vienna")
    assert shown("vienna") == ["Vienna", "Heist"]


def test_a_misspelt_word_among_others_is_put_right(shelf: None) -> None:
    a_film(title="Farewell to the Lighthouse Keeper of Donegal")
    rebuild_dictionary()
    found = search("lighthuose donegal keeper")
    assert found.corrected == "lighthouse donegal keeper"
    assert titles(found) == ["Farewell to the Lighthouse Keeper of Donegal"]


def test_popularity_breaks_ties_and_a_title_just_as_typed_wins(database: Any) -> None:
    for title, votes in (("Solaris", 5), ("The Solaris", 900), ("Solaris", 50_000)):
        a_film(title=title, year=votes, imdb={"votes": votes})
    hits = search("solaris").films
    assert [(h.title, h.popularity > 4) for h in hits] == [
        ("Solaris", True), ("Solaris", False), ("The Solaris", False),
    ]  # fmt: skip


def test_titles_that_begin_so_come_shortest_first(database: Any) -> None:
    for title in ("Starship Troopers", "Stardust", "Star Trek", "Starman"):
        a_film(title=title)
    assert titles(search("star")) == ["Starman", "Star Trek", "Stardust", "Starship Troopers"]


@pytest.mark.parametrize("typed", ["", " ", "!!!", "🎬", "\x00", '{"$ne": null}', "$where", ".*",
                                   "a" * 5000, "臥虎藏龍" * 60, "to be or not " * 60])  # fmt: skip
def test_odd_words_find_nothing_and_harm_nothing(shelf: None, typed: str) -> None:
    assert search(typed).films == ()


def terms() -> list[dict[str, Any]]:
    return list(mongo.search_terms().find().sort("_id", 1))


def test_reindexing_twice_changes_nothing(database: Any) -> None:
    many_films(150)
    reindex_films(lambda _: None)
    first = rebuild_dictionary()
    before = terms()
    assert (first.written, first.deleted) == (len(before), 0)
    again = rebuild_dictionary()
    assert (again.written, again.deleted, again.unchanged) == (0, 0, len(before))
    assert reindex_films(lambda _: None) == 0
    assert terms() == before


def test_the_dictionary_follows_films_that_come_and_go(shelf: None) -> None:
    before = terms()
    film = a_film(title="Zabriskie Point", directors=["Michelangelo Antonioni"])
    rebuild_dictionary()
    assert search("michelangelo antonini").people[0].name == "Michelangelo Antonioni"
    mongo.movies().delete_one({"_id": film})
    assert rebuild_dictionary().deleted > 0
    assert terms() == before
    assert search("zabriskie point").films == ()


def test_a_film_is_found_before_the_dictionary_is_made_again(shelf: None) -> None:
    a_film(title="Zabriskie Point")
    assert titles(search("zabriskei point")) == ["Zabriskie Point"]


def test_films_without_keys_are_noticed_and_get_them(shelf: None) -> None:
    assert not needs_reindexing()
    mongo.movies().insert_one({"_id": ObjectId(), "title": "As it was found"})
    assert needs_reindexing()
    assert reindex_films(lambda _: None) == 1
    assert titles(search("as it was fuond")) == ["As it was found"]
