"""Years, decades, genres, countries, languages and certificates in plain words."""

from typing import Any

import pytest

from movies.queries import get_page
from movies.search import engine
from movies.search.engine import interpret, search
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

PLAIN: dict[str, Any] = {
    "genres": ["Drama"], "countries": ["USA"], "languages": ["English"], "rated": "PG",
    "year": 1955, "plot": "A story.", "cast": [], "writers": [], "directors": [],
}  # fmt: skip
SHELF: dict[str, dict[str, Any]] = {
    "Evil": {"genres": ["Horror"], "year": 1984}, "Dread": {"genres": ["Horror"], "year": 1999},
    "Zombie Town": {"genres": ["Horror"], "year": 1985, "plot": "They eat."},
    "Orbit": {"genres": ["Sci-Fi"], "year": 1999, "rated": "PG-13"},
    "Ran": {"countries": ["Japan"], "languages": ["Japanese"], "year": 1985},
    "Kwaidan": {"countries": ["Japan"], "languages": ["Japanese"], "genres": ["Horror"]},
    "Laughter": {"genres": ["Comedy"], "countries": ["France"], "languages": ["French"]},
    "The French Connection": {"year": 1971}, "1917": {"year": 2019}, "1984": {"year": 1956},
    "Brazil": {"year": 1985}, "City": {"countries": ["Brazil"]}, "M": {"year": 1931},
    "American Beauty": {"cast": ["Kevin Spacey"], "year": 1999, "countries": ["UK"]},
    "2001: A Space Odyssey": {"year": 1968}, "Year": {"year": 2001},
}  # fmt: skip


@filled_once
def filters_shelf() -> None:
    """Insert films of several genres, countries and years, some with titles that are such words."""
    for title, facts in SHELF.items():
        a_film(**{**PLAIN, **facts, "title": title})
    rebuild_dictionary()


def shown(words: str) -> set[str]:
    return {card.title for card in get_page(Selection(q=words), 1).items}


@pytest.mark.parametrize(
    ("typed", "films"),
    [
        ("1999", "Dread, Orbit, American Beauty"), ("from 1999", "Dread, Orbit, American Beauty"),
        ("1980s", "Evil, Zombie Town, Ran, Brazil"), ("80s horror", "Evil, Zombie Town"),
        ("'80s horror", "Evil, Zombie Town"), ("horror films of the eighties", "Evil, Zombie Town"),
        ("1980's", "Evil, Zombie Town, Ran, Brazil"), ("horror 1980 to 1984", "Evil"),
        ("1984-1985 horror", "Evil, Zombie Town"), ("before 1940", "M"), ("since 2010", "1917"),
        ("japanese", "Ran, Kwaidan"), ("Japan", "Ran, Kwaidan"), ("japanese horror", "Kwaidan"),
        ("japenese", "Ran, Kwaidan"), ("films in japanese", "Ran, Kwaidan"),
        ("sience fiction", "Orbit"), ("sci-fi", "Orbit"), ("scifi", "Orbit"), ("SF", "Orbit"),
        ("pg-13", "Orbit"), ("rated PG-13", "Orbit"), ("comedies", "Laughter"),
        ("french comedy", "Laughter"), ("funny", "Laughter"), ("brazilian", "City"),
        ("british", "American Beauty"), ("80s horror town", "Zombie Town"),
        (">1999", "1917, Year"), ("> 1999 drama", "1917, Year"), ("<1950", "M"),
        (">=2001", "1917, Year"), ("2001+", "1917, Year"), ("pre-1940", "M"),
        ("post-2001", "1917"), ("2001 or later", "1917, Year"), ("1940 or earlier", "M"),
        ("before the eighties horror", "Kwaidan"), ("after the 90s", "1917, Year"),
        ("between 1960 and 1980", "2001: A Space Odyssey, The French Connection"),
        ("1968-71", "2001: A Space Odyssey, The French Connection"),
        ("60s or 70s", "2001: A Space Odyssey, The French Connection"),
        ("sixties and seventies drama", "2001: A Space Odyssey, The French Connection"),
        ("1960s 1970s", "2001: A Space Odyssey, The French Connection"),
    ],
)  # fmt: skip
def test_words_that_mean_filters_filter(filters_shelf: None, typed: str, films: str) -> None:
    assert shown(typed) == set(films.split(", "))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("1917", "1917"), ("1984", "1984"), ("brazil", "Brazil"), ("m", "M"),
        ("french connection", "The French Connection"),
        ("french conection", "The French Connection"),
        ("american beauty", "American Beauty"), ("american beauty spacey", "American Beauty"),
        ("2001", "2001: A Space Odyssey"), ("brazil 1985", "Brazil"),
        ("zombie town", "Zombie Town"),
    ],
)  # fmt: skip
def test_never_at_the_cost_of_a_title(filters_shelf: None, typed: str, title: str) -> None:
    result = search(typed)
    assert (result.films[0].title, result.filters) == (title, ())


def test_a_title_that_could_be_a_filter_offers_it(filters_shelf: None, visitor: Browser) -> None:
    page = visitor.get("/movies/", {"q": "brazil"}).content.decode()
    assert "country: Brazil" in page
    assert {f.label for f in search("1984").alternative} == {"year: 1984"}
    assert shown('country:"Brazil"') == {"City"}


def test_titles_that_begin_so_are_named(filters_shelf: None, visitor: Browser) -> None:
    film = a_film(title="Japanese Story")
    page = visitor.get("/movies/", {"q": "japanese"}).content.decode()
    assert f'href="/movies/{film}/"><bdi>Japanese Story' in page
    assert shown("japanese") == {"Ran", "Kwaidan"}
    assert search("crime of the").filters == search("horror and").filters == ()


def test_each_filter_is_a_chip_that_can_be_removed(filters_shelf: None, visitor: Browser) -> None:
    page = visitor.get("/movies/", {"q": "'80s Sci-Fi horror"}).content.decode()
    for label, rest in ((">1980s<", "Sci-Fi+horror"), (">Sci-Fi<", "80s+horror")):
        assert label in page
        assert rest in page


def test_the_words_can_be_searched_for_as_words(filters_shelf: None, visitor: Browser) -> None:
    assert "exact=1" in visitor.get("/movies/", {"q": "japanese"}).content.decode()
    for words in ("japanese", "1980s", "before 1940", "80s horror", "1999"):
        literal = interpret(words, fuzzy=False)
        assert (literal.parsed.fields, literal.result.alternative) == ((), ())


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("80s horror", ["1980s", "Horror"]),
        ("japanese before 1970", ["Japanese", "1969 or earlier"]),
        ("since 1980", ["1980 or later"]),
        ("1980 to 1985", ["1980–1985"]),
        ("80s or 90s", ["1980–1999"]),
        (">1999 drama", ["2000 or later", "Drama"]),
        ("certificate:pg", ["certificate: pg"]),
        ("japenese", ["Japanese"]),
        ("town zombie horror", ["“town zombie”", "Horror"]),
        ("genre:horror", ["genre: horror"]),
    ],
)
def test_a_filter_reads_as_it_was_typed(
    filters_shelf: None, visitor: Browser, query: str, labels: list[str]
) -> None:
    chips = visitor.get("/movies/", {"q": query}).context["active_filters"]
    assert [chip.label for chip in chips] == labels


@pytest.mark.parametrize(
    ("query", "label", "films"),
    [
        ("genre:horor 1980s", "genre: Horror", {"Evil", "Zombie Town"}),
        ("-country:jappan language:japanse", "language: Japanese", set()),
        ('genre:"sience fiction"', "genre: Sci-Fi", {"Orbit"}),
        ("genre:japan", "genre: japan", set()), ("rated:pg-12", "certificate: pg-12", set()),
        ("genre:sci", "genre: sci", set()), ("genre:1984", "genre: 1984", set()),
    ],
)  # fmt: skip
def test_a_misspelt_value_of_a_field_means_the_nearest_of_that_field(
    filters_shelf: None, visitor: Browser, query: str, label: str, films: set[str]
) -> None:
    page = visitor.get("/movies/", {"q": query})
    assert label in [chip.label for chip in page.context["active_filters"]]
    assert shown(query) == films
    literal = [field.value.casefold() for field in interpret(query, fuzzy=False).parsed.fields]
    assert all(value in query for value in literal)


def test_values_that_are_kept_mean_the_same_filters(
    settings: Any, filters_shelf: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ("horror", "hororr 80s", "sience fiction", "pg-13", "french city", "genre:horor")
    read = [interpret(query) for query in queries]
    settings.PAGE_CACHE_SECONDS = 2
    assert interpret("city").result.films
    monkeypatch.delattr(engine, "_all_values_query")  # nothing reads them again
    assert [interpret(query) for query in queries] == read
