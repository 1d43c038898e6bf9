"""Fielded words: `director:"sam raimi" year:1980..1992 -genre:comedy runtime:<100`."""

from typing import Any
from urllib.parse import urlencode

import pytest

from movies.bulk import update_all_ranks
from movies.search.indexing import rebuild_dictionary
from movies.search.keys import FACETS, ROLES
from movies.search.parsing import NUMBERS, parse, parse_range, remove_field
from tests.support.browsing import Browser
from tests.support.catalogue import films_on, titles
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

SHELF: list[dict[str, Any]] = [
    {"title": "The Evil Dead", "year": 1981, "directors": ["Sam Raimi"], "genres": ["Horror"],
     "runtime": 85, "countries": ["USA"], "languages": ["English"], "rated": "NC-17"},
    {"title": "Darkman", "year": 1990, "directors": ["Sam Raimi"], "genres": ["Action", "Sci-Fi"],
     "runtime": 96, "cast": ["Liam Neeson"], "rated": "R"},
    {"title": "Army of Darkness", "year": 1992, "directors": ["Sam Raimi"], "runtime": 81,
     "genres": ["Comedy", "Horror"], "cast": ["Sam Raimi", "Bruce Campbell"], "rated": "R"},
    {"title": "Suspiria", "year": 1977, "directors": ["Dario Argento"], "genres": ["Horror"],
     "runtime": 92, "countries": ["Italy"], "languages": ["Italian"], "writers": ["Daria Nicolodi"],
     "rated": "R"},
]  # fmt: skip
RAIMI = {"The Evil Dead", "Darkman", "Army of Darkness"}


@filled_once
def raimi() -> None:
    """Insert four films that differ in what fields ask for."""
    for facts in SHELF:
        a_film(**facts)
    rebuild_dictionary()


def shown(browser: Browser, **query: Any) -> set[str]:
    return set(titles(films_on(browser.text(f"/movies/?{urlencode(query)}"))))


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('director:"sam raimi"', RAIMI),
        ("director:raimi", RAIMI),
        ("DIRECTOR:RAIMY", RAIMI),
        ('director:"sam riami" genre:horror', {"The Evil Dead", "Army of Darkness"}),
        ('director:"sam raimi" year:1980..1992 genre:horror -genre:comedy runtime:<100',
         {"The Evil Dead"}),
        ("actor:raimi", {"Army of Darkness"}),
        ('cast:"bruce campbell"', {"Army of Darkness"}),
        ('writer:"daria nicolodi"', {"Suspiria"}),
        ("country:italy", {"Suspiria"}),
        ("language:italian", {"Suspiria"}),
        ("rated:nc-17", {"The Evil Dead"}),
        ("genre:sci-fi", {"Darkman"}),
        ("year:1980s", {"The Evil Dead"}), ("year:80s", {"The Evil Dead"}),
        ('year:"before 1980"', {"Suspiria"}), ("year:1990+", {"Darkman", "Army of Darkness"}),
        ("year:1980–1982", {"The Evil Dead"}), ("year:1982..1980", {"The Evil Dead"}),
        ("country:hollywood", {"The Evil Dead"}), ("country:italian", {"Suspiria"}),
        ("genre:comedies", {"Army of Darkness"}), ('genre:"science fiction"', {"Darkman"}),
        ("director: argento", {"Suspiria"}), ("-director: raimi", {"Suspiria"}),
        ("year:>1990", {"Army of Darkness"}),
        ("year:..1980", {"Suspiria"}),
        ("runtime:>=92", {"Darkman", "Suspiria"}),
        ("-genre:horror", {"Darkman"}),
        ("-horror", {"Darkman"}),
        ("raimi -scary", {"Darkman"}),
        ("raimi -darkness", {"The Evil Dead", "Darkman"}),
        ("raimi -1981", RAIMI - {"The Evil Dead"}),
        ("raimi -80s", RAIMI - {"The Evil Dead"}), ("-darkness", {"Army of Darkness"}),
        ('raimi -"bruce campbell"', {"The Evil Dead", "Darkman"}),
        ("-year:1981 -director:argento", {"Darkman", "Army of Darkness"}),
        ("darkness genre:horror", {"Army of Darkness"}),
        ("darknes genre:horror", {"Army of Darkness"}),
        ("genre:nothing", set()),
    ],
)  # fmt: skip
def test_fields_narrow_the_films(raimi: None, visitor: Browser, q: str, expected: Any) -> None:
    assert shown(visitor, q=q) == expected


def test_fields_go_together_with_the_filters_of_the_page(raimi: None, visitor: Browser) -> None:
    assert shown(visitor, q="director:raimi", genre="Horror", year_min=1985) == {"Army of Darkness"}
    assert shown(visitor, q="director:raimi", year_max=1985, sort="title") == {"The Evil Dead"}


def test_each_field_is_a_chip_that_can_be_removed(raimi: None, visitor: Browser) -> None:
    q = 'dark director:"sam raimi" -genre:comedy'
    chips = visitor.get("/movies/", {"q": q}).context["active_filters"]
    assert [c.label for c in chips] == ["“dark”", "director: Sam Raimi", "not genre: comedy"]
    left = [visitor.get(f"/movies/{c.url}").context["active_filters"] for c in chips]
    assert [[c.label for c in one] for one in left] == [
        ["director: Sam Raimi", "not genre: comedy"],
        ["“dark”", "not genre: comedy"],
        ["“dark”", "director: Sam Raimi"],
    ]


@pytest.mark.parametrize("q", ["mood:dark", "year:soon", "runtime:long", "2001: odyssey", "a:b:c"])
def test_what_is_not_understood_is_searched_as_text_and_said(q: str) -> None:
    parsed = parse(q)
    assert parsed.fields == ()
    assert parsed.unrecognized == (() if "2001" in q else (q,))
    assert parsed.text.split() == q.replace(":", " ", 1).split() or "2001" in q


def test_the_page_is_told_what_was_not_understood(raimi: None, visitor: Browser) -> None:
    said = visitor.get("/movies/", {"q": "mood:dark darkman"}).context["explanation"]
    assert said.unrecognized == ("mood:dark",)


def test_taking_words_otherwise_is_told_with_the_way_back(raimi: None, visitor: Browser) -> None:
    said = visitor.get("/movies/", {"q": "suspirai genre:horror"}).context["explanation"]
    assert (said.typed, said.corrected) == ("suspirai", "Suspiria")
    assert films_on(visitor.text(f"/movies/{said.corrected_url}"))
    back = visitor.get(f"/movies/{said.as_typed_url}")
    assert back.context["explanation"].corrected == ""
    assert films_on(back.content.decode()) == []


def test_people_are_shown_beside_films(raimi: None, visitor: Browser) -> None:
    page = visitor.get("/movies/", {"q": "raimi"})
    assert [(p.name, p.films) for p in page.context["matching_people"]] == [("Sam Raimi", 3)]
    assert 'href="/people/Sam%20Raimi/"' in page.content.decode()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("1980", {"$gte": 1980, "$lte": 1980}), ("1980s", {"$gte": 1980, "$lte": 1989}),
     ("1980..1992", {"$gte": 1980, "$lte": 1992}), ("1980-1992", {"$gte": 1980, "$lte": 1992}),
     ("1980..", {"$gte": 1980}), ("..1992", {"$lte": 1992}), ("<100", {"$lt": 100}),
     (">=100", {"$gte": 100}), ("1980+", {"$gte": 1980}), ("70½", {"$gte": 70, "$lte": 70}),
     ("1992..1980", {"$gte": 1980, "$lte": 1992}), ("..", {}), ("", {}), ("abc", {}),
     ("9" * 30, {}), ("1e3", {})],
)  # fmt: skip
def test_a_range_is_read(text: str, bounds: dict[str, int]) -> None:
    assert parse_range(text) == bounds


@pytest.mark.parametrize(
    "q", ['genre:{"$ne":null}', "director:$where", 'rated:".*"', "genre:\x00", "-:x", "year:$gt",
          'director:"', "genre:🎬", "a:" * 90, "genre:x " * 24]
)  # fmt: skip
def test_no_operator_comes_in_by_a_field(raimi: None, visitor: Browser, q: str) -> None:
    assert visitor.get("/movies/", {"q": q}).status_code == 200
    assert shown(visitor, q=q) == set()


def test_a_word_left_out_is_a_chip_that_says_so(raimi: None, visitor: Browser) -> None:
    chips = visitor.get("/movies/", {"q": "raimi -horror"}).context["active_filters"]
    assert [(c.label, c.url) for c in chips][1] == ("not genre: Horror", "?q=raimi")


def test_removing_a_field_leaves_the_other_words() -> None:
    assert remove_field('dark director:"sam raimi" army', 'director:"sam raimi"') == "dark army"
    assert remove_field("dark director: raimi", "director:raimi") == "dark"
    assert remove_field("dark > 1980 army", "after 1980") == "dark army"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("raimi", RAIMI), ("Sam Riami", RAIMI), ("sam raimy", RAIMI), ("bruce cambell",
     {"Army of Darkness"}), ("daria nicolody", {"Suspiria"}), ("Sam Raimi", RAIMI)],
)  # fmt: skip
def test_a_person_beside_the_filters_is_forgiven_too(
    raimi: None, visitor: Browser, typed: str, meant: set[str]
) -> None:
    assert shown(visitor, person=typed) == meant
    assert shown(visitor, person="zzyzx qqq") == set()


@pytest.mark.parametrize(
    ("value", "scale", "bounds"),
    [
        (">4", 5, {"$gt": 80}), (">=4.5", 5, {"$gte": 90}), ("3..4", 5, {"$gte": 60, "$lte": 80}),
        ("4", 5, {"$gte": 75, "$lte": 85}), (">80", 5, {"$gt": 80}), ("<7.5", 10, {"$lt": 75}),
        (">4", 100, {"$gt": 4}), ("4", 100, {"$gte": 4, "$lte": 4}), ("..2", 5, {"$lte": 40}),
        (">4.55", 5, {}), ("x", 5, {}),
    ],
)  # fmt: skip
def test_ratings_are_on_the_scale_that_the_viewer_sees(
    value: str, scale: int, bounds: dict[str, int]
) -> None:
    assert parse_range(value, scale) == bounds


def test_a_page_reads_ratings_on_the_viewers_scale(visitor: Browser, database: Any) -> None:
    a_film(title="Good", imdb={"rating": 8.6, "votes": 9})
    a_film(title="Bad", imdb={"rating": 2.1, "votes": 9})
    update_all_ranks()
    assert shown(visitor, q="rating:>4") == {"Good"}
    assert shown(visitor, q="rating:<=2.5") == {"Bad"}
    facets = visitor.get("/api/v2/films/facets?q=rating:>4").json()
    films = visitor.get("/api/v2/films?q=rating:>4").json()["items"]
    assert (facets["total"], [film["title"] for film in films]) == (1, ["Good"])


def test_the_help_is_linked_and_names_every_field(visitor: Browser) -> None:
    assert 'href="/search-help/"' in visitor.text("/movies/")
    page = visitor.text("/search-help/")
    assert [f for f in (*ROLES, *FACETS, *NUMBERS) if f"{f}:" not in page] == ["rated"]


def test_an_example_of_the_help_leads_to_its_films(visitor: Browser) -> None:
    page = visitor.text("/search-help/")
    assert '<a href="/movies/?q=writer%3A%22nora%20ephron%22">' in page
    assert page.count('<a href="/movies/?q=') == page.count("<code>")
