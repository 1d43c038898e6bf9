"""Titles of signs, titles in scripts without blanks, and the order of titles with articles."""

from typing import Any

import pytest

from movies.catalogue_fields import title_key
from movies.derived_fields import derived_fields
from movies.facet_index.building import rebuild_facet_index
from movies.queries import get_page
from movies.search.engine import search
from movies.search.indexing import rebuild_dictionary
from movies.search.suggestions import find_suggestions
from movies.selection import Selection
from tests.support.browsing import Browser
from tests.support.catalogue import films_on, titles
from tests.support.factories import a_film, a_review
from tests.support.sample import run
from tests.support.stored_state import filled_once

TITLES = (
    "...", "!", "🎬", "???", "$", "★★★", "千と千尋の神隠し", "七人の侍", "もののけ姫", "臥虎藏龍",
    "องค์บาก", "괴물", "Война и мир", "Ran",
)  # fmt: skip


@filled_once
def films_in_scripts() -> None:
    """Insert films whose titles are signs, or written without blanks."""
    for title in TITLES:
        a_film(title=title, plot="A story.", cast=[], writers=[], directors=["Akira Kurosawa"])
    rebuild_dictionary()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [*((title, title) for title in TITLES), ("千尋", "千と千尋の神隠し"),
     ("神隠し", "千と千尋の神隠し"),
     ("侍", "七人の侍"), ("七人", "七人の侍"), ("藏龍", "臥虎藏龍"), ("のけ姫", "もののけ姫"),
     ("บาก", "องค์บาก"), ("мир", "Война и мир"), (" … ", "..."), ("！", "!"), ("★ ★ ★", "★★★")],
)  # fmt: skip
def test_signs_and_parts_of_unspaced_titles_find_them(
    films_in_scripts: None, typed: str, meant: str
) -> None:
    assert meant in [film.title for film in search(typed).films]
    assert meant in [card.title for card in get_page(Selection(q=typed), 1).items]


def test_an_unspaced_title_is_suggested_as_it_is_typed(films_in_scripts: None) -> None:
    assert [s.title for s in find_suggestions("千と")] == ["千と千尋の神隠し"]


@pytest.mark.parametrize(
    ("title", "language", "key"),
    [
        ("Die Hard", "English", "die hard"), ("Die Blechtrommel", "German", "blechtrommel"),
        ("A.I. Artificial Intelligence", "English", "a i artificial intelligence"),
        ("A.I.", "", "a i"), ("El Cid", "English", "el cid"), ("El Topo", "Spanish", "topo"),
        ("La La Land", "English", "la la land"), ("La Strada", "Italian", "strada"),
        ("L'Avventura", "Italian", "avventura"), ("L’Atalante", "French", "atalante"),
        ("Los Olvidados", "Spanish", "olvidados"), ("Un Chien Andalou", "French", "chien andalou"),
        ("The Third Man", "English", "third man"), ("The Third Man", "", "third man"),
        ("A Few Good Men", "English", "few good men"), ("An Education", "", "education"),
        ("À nous la liberté", "French", "a nous la liberte"), ("A", "English", "a"),
        ("A Separation", "Persian", "separation"), ("The 400 Blows", "French", "400 blows"),
        ("The", "", "the"), ("A-Haunting", "English", "a haunting"), ("Das Boot", "German", "boot"),
        ("O Brother, Where Art Thou?", "English", "o brother where art thou"),
        ("De Lift", "Dutch", "lift"), ("A tanú", "Hungarian", "tanu"),
        ("L.A. Story", "French", "l a story"),
        ("...", "English", "..."), ("The 39 Steps", "English", "39 steps"), ("Them!", "", "them"),
    ],
)  # fmt: skip
def test_titles_are_sorted_without_articles_of_english_and_their_language(
    title: str, language: str, key: str
) -> None:
    assert title_key(title, language) == key


def test_the_first_language_of_a_film_counts() -> None:
    film: dict[str, Any] = {"title": "Die Hard", "languages": ["English", "German"]}
    assert derived_fields(film)["title_key"] == "die hard"


def test_migrating_updates_the_keys_that_earlier_versions_stored(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film(title="Bee"))
    old = a_film(title="A Separation", languages=["Persian"])
    database.movies.update_one({"_id": old}, {"$set": {"title_key": "a separation"}})
    database.migrations.delete_many({})
    assert rebuild_facet_index()
    run("migrate_mongodb")
    assert titles(films_on(visitor.text("/movies/?sort=title"))) == ["Bee", "A Separation"]
