"""A year or "movie" beside a title, and words without a match."""

from typing import Any

import pytest

from movies.queries import get_page
from movies.search import candidates, engine
from movies.search.engine import search
from movies.search.indexing import rebuild_dictionary
from movies.search.parsing import tokenize
from movies.selection import Selection
from tests.support.browsing import Browser
from tests.support.catalogue import films_on, titles
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

SHELF = {
    "Metropolis": 1927, "Metropolis ": 2001, "Dracula": 1931, "Dracula ": 1992, "1984": 1956,
    "2001: A Space Odyssey": 1968, "Blade Runner": 1982, "Blade Runner 2049": 2017, "2012": 2009,
    "The Lego Movie": 2014, "The Matrix": 1999, "Cinema Paradiso": 1988, "Airport": 1970,
    "Berlin Express": 1948, "Scary Movie": 2000, "Halloween": 1978, "Halloween ": 2018,
}  # fmt: skip


@filled_once
def dated() -> None:
    """Insert films whose titles are, or have, or need a year."""
    plain: dict[str, Any] = {"writers": [], "cast": [], "genres": ["Thriller"], "plot": "A story."}
    for title, year in SHELF.items():
        a_film(**{**plain, "title": title.strip(), "year": year, "directors": ["Fritz Lang"]})
    for title in ("The Search", "The Stranger", "The Big Lift"):
        a_film(**{**plain, "title": title, "year": 1946, "plot": "Berlin in 1945."})
    rebuild_dictionary()


def shown(words: str) -> list[tuple[str, int | None]]:
    """Return title and year of the films on the first page of results."""
    return [(card.title, card.year) for card in get_page(Selection(q=words), 1).items]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("metropolis 1927", ("Metropolis", 1927)), ("1927 metropolis", ("Metropolis", 1927)),
        ("metropolis (2001)", ("Metropolis", 2001)), ("metropolsi 1927", ("Metropolis", 1927)),
        ("dracula movie 1992", ("Dracula", 1992)), ("halloween 1978", ("Halloween", 1978)),
        ("metropolis 1926", ("Metropolis", 1927)), ("halloween 2017", ("Halloween", 2018)),
        ("metrpolsi 1927", ("Metropolis", 1927)),
    ],
)  # fmt: skip
def test_a_year_beside_a_title_chooses_the_film(dated: None, typed: str, meant: Any) -> None:
    assert shown(typed) == [meant]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1984", "1984"), ("2001", "2001: A Space Odyssey"), ("2012", "2012"),
        ("blade runner 2049", "Blade Runner 2049"), ("blade runer 2049", "Blade Runner 2049"),
        ("2001 space odyssey", "2001: A Space Odyssey"), ("2012 movie", "2012"),
        ("2001 a space odyssey 1968", "2001: A Space Odyssey"), ("1984 1956", "1984"),
        ("lego movie", "The Lego Movie"), ("scary movie", "Scary Movie"), ("2012 2009", "2012"),
    ],
)  # fmt: skip
def test_a_number_or_movie_may_be_of_the_title(dated: None, typed: str, meant: str) -> None:
    assert shown(typed)[0][0] == meant


def test_words_beside_a_year_are_looked_for_everywhere(dated: None) -> None:
    assert shown("thriller 1999") == [("The Matrix", 1999)]
    assert shown("fritz lang 1931") == shown("fritz lagn 1931") == [("Dracula", 1931)]


def test_a_year_that_only_a_plot_has_is_a_word(dated: None) -> None:
    found = search("berlin 1945")
    assert {hit.title for hit in found.films} == {"The Search", "The Stranger", "The Big Lift"}
    assert (found.corrected, found.year) == ("", None)


def test_a_year_that_no_film_of_the_name_is_of_is_left_out(dated: None) -> None:
    found = search("blade runner 1955")
    assert [hit.title for hit in found.films] == ["Blade Runner", "Blade Runner 2049"]
    assert (found.corrected, found.year, found.dropped) == ("blade runner", None, ("1955",))
    assert search("fritz lang 1955").dropped == ("1955",)


@pytest.mark.parametrize(
    ("typed", "meant", "dropped"),
    [
        ("the matrix movie", "The Matrix", ("movie",)), ("film matrx", "The Matrix", ("film",)),
        ("ocha cienema paradso", "Cinema Paradiso", ("ocha",)),
        ("cinema paradiso qwxz", "Cinema Paradiso", ("qwxz",)),
        ("cinema runner paradiso", "Cinema Paradiso", ("runner",)),
        ("berlin paradiso", "Cinema Paradiso", ("berlin",)),
    ],
)  # fmt: skip
def test_what_nothing_matches_is_left_out(
    dated: None, typed: str, meant: str, dropped: tuple[str, ...]
) -> None:
    found = search(typed)
    assert (found.films[0].title, found.dropped) == (meant, dropped)


@pytest.mark.parametrize(
    "typed", ["qwxz the", "plugh xyzzy up", "zxqwv 1927", "1927 1931", "express matrix 1902"]
)
def test_too_little_is_left_to_search_for(dated: None, typed: str) -> None:
    assert search(typed).films == ()


def test_whoever_insists_has_every_word_looked_for(dated: None) -> None:
    for words in ("metropolis 1927", "the matrix movie", "cinema paradiso qwxz"):
        assert search(words, fuzzy=False).films == ()


def test_the_page_says_what_was_left_out_and_the_way_back(dated: None, visitor: Browser) -> None:
    page = visitor.get("/movies/", {"q": "ocha cienema paradso"})
    said = page.context["explanation"]
    assert (said.corrected, said.dropped) == ("cinema paradiso", ("ocha",))
    assert "Left out: “<bdi>ocha</bdi>”" in page.content.decode()
    assert films_on(visitor.text(f"/movies/{said.as_typed_url}")) == []


def test_the_page_says_what_was_taken_as_a_year(dated: None, visitor: Browser) -> None:
    page = visitor.get("/movies/", {"q": "metropolis 1927"})
    assert "from <b>1927</b>" in page.content.decode()
    link = page.context["explanation"].corrected_url
    assert link == "?q=metropolis+year%3A1927"
    assert titles(films_on(visitor.text(f"/movies/{link}"))) == ["Metropolis"]


def test_a_search_with_a_year_is_at_most_three_commands(dated: None, monkeypatch: Any) -> None:
    count: list[Any] = []
    monkeypatch.setattr(
        engine, "run_queries", lambda q: count.append(q) or candidates.run_queries(q)
    )
    for words in ("metropolis 1927", "blade runner 1955", "xyzzy 1955 movie", "ocha paradso 1988"):
        count.clear()
        search(words)
        assert len(count) <= 3, words


@pytest.mark.parametrize(
    ("typed", "rest", "year"),
    [("metropolis 1927", "metropolis", 1927), ("2001 1968", "2001", 1968), ("1984 film", "1984",
      None), ("the film of 1927", "the of", 1927), ("rocky 2", None, None), ("1984", None, None),
     ("1734 metropolis", None, None), ("film", None, None)],
)  # fmt: skip
def test_words_beside_the_title_are_set_aside(typed: str, rest: str | None, year: Any) -> None:
    text = tokenize(typed)
    found = text.without_noise()
    assert (found.text, found.year) == (rest or typed, year)
    assert (found is text) == (rest is None)


@filled_once
def one_motel() -> None:
    """Insert films of which one alone has "motel" and "sheriff" in its plot."""
    plain: dict[str, Any] = {"writers": [], "cast": [], "genres": ["Thriller"], "plot": "A story."}
    a_film(**{**plain, "title": "Psycho", "plot": "A sheriff looks for her in a motel."})
    for title in ("Hotel", "Grand Hotel", "The Sheriffs"):
        a_film(**{**plain, "title": title})
    rebuild_dictionary()


@pytest.mark.parametrize("typed", ["motel", "sheriff", "motel sheriff", "a motel with a sheriff"])
def test_a_word_of_one_plot_is_found_as_typed(one_motel: None, typed: str) -> None:
    assert "Psycho" in {title for title, _year in shown(typed)}
    assert search(typed).corrected == ""


def test_a_word_of_no_film_is_still_corrected(one_motel: None) -> None:
    assert search("hotle").corrected == "Hotel"
