"""Names and words that search and suggestions lead to are those of the films as they are now."""

from dataclasses import replace
from typing import Any

import pytest

from administration.films import add_film, delete_film, edit_film, merge_films, revert_film
from mflix_site.mongo import collections as mongo
from movies.film_facts import FilmFacts
from movies.search.engine import search
from movies.search.indexing import DictionaryChanges, rebuild_dictionary
from movies.search.suggestions import find_suggestions
from tests.support.browsing import Browser
from tests.support.running import WHY

FACTS = FilmFacts(
    title="Zabriskie Quandary", year=1970, genres=("Kaiju",), directors=("Michelangelo Antonini",),
    cast=("Daria Halprin", "Rod Taylor"),
)  # fmt: skip
OTHER = FilmFacts(title="The Birds", year=1963, cast=("Rod Taylor",))


def names(words: str) -> list[str]:
    return [s.title for s in find_suggestions(words) if s.movie_id is None]


def terms() -> list[dict[str, Any]]:
    return list(mongo.search_terms().find().sort("_id", 1))


@pytest.fixture
def film(ada: Any) -> Any:
    """Insert two films with one name in common."""
    rebuild_dictionary()
    add_film(admin=ada, facts=OTHER, reason=WHY)
    return add_film(admin=ada, facts=FACTS, reason=WHY)


def test_a_name_is_found_as_soon_as_a_film_has_it(ada: Any, film: Any) -> None:
    assert names("michelangelo") == ["Michelangelo Antonini"]
    assert search("kaiju").filters[0].value == "Kaiju"
    assert search("zabriskei quandary").films[0].id == film


def test_a_name_that_was_corrected_is_not_suggested(ada: Any, film: Any, visitor: Browser) -> None:
    right = replace(FACTS, directors=("Michelangelo Antonioni",), genres=("Drama",))
    edit_film(admin=ada, movie_id=film, facts=right, version=None, reason=WHY)
    assert names("michelangelo") == ["Michelangelo Antonioni"]
    assert search("michelangelo antonini").people[0].name == "Michelangelo Antonioni"
    assert search("kaiju").filters == ()
    assert visitor.get("/people/Michelangelo Antonioni/").status_code == 200


def test_a_name_that_another_film_has_stays(ada: Any, film: Any) -> None:
    edit_film(admin=ada, movie_id=film, facts=replace(FACTS, cast=()), version=None, reason=WHY)
    assert (names("rod"), names("daria")) == (["Rod Taylor"], [])


@pytest.mark.parametrize("end", ["delete", "merge"])
def test_names_of_a_film_that_is_gone_are_not_suggested(ada: Any, film: Any, end: str) -> None:
    if end == "delete":
        delete_film(admin=ada, movie_id=film, reason=WHY)
    else:
        other = add_film(admin=ada, facts=replace(OTHER, title="Marnie"), reason=WHY)
        merge_films(admin=ada, movie_id=film, target_id=other, reason=WHY)
    assert (names("daria"), names("rod")) == ([], ["Rod Taylor"])


def test_the_dictionary_is_what_a_rebuild_makes(ada: Any, film: Any) -> None:
    edit_film(admin=ada, movie_id=film, facts=replace(FACTS, cast=()), version=None, reason=WHY)
    revert_film(admin=ada, movie_id=film, version=1, reason=WHY)
    before = terms()
    rebuild_dictionary()
    assert terms() == before


LONG = "Maria Anna " * 9  # and then what tells two people apart
FIELDS = ("directors", "cast", "genres", "countries")


@pytest.fixture
def namesakes(ada: Any) -> list[Any]:
    """Add two films, each field of which has a long name that begins as the other's."""
    rebuild_dictionary()
    values = [{field: (f"{LONG}{field} {end}",) for field in FIELDS} for end in ("One", "Two")]
    return [
        add_film(admin=ada, facts=FilmFacts(title=f"Film {n}", year=1970, **fields), reason=WHY)
        for n, fields in enumerate(values)
    ]


def test_names_that_begin_alike_are_entries_of_their_own(
    namesakes: Any, ada: Any, visitor: Browser
) -> None:
    people = [f"{LONG}{field} {end}" for field in FIELDS[:2] for end in ("One", "Two")]
    assert sorted(names("maria anna maria")) == sorted(people)
    for person in people:
        assert search(person).people[0].name == person
        assert visitor.get(f"/people/{person}/").status_code == 200
    delete_film(admin=ada, movie_id=namesakes[0], reason=WHY)
    assert sorted(names("maria anna maria")) == [n for n in sorted(people) if n.endswith("Two")]


def test_a_rebuild_finds_nothing_to_change_about_them(namesakes: Any) -> None:
    entries = [term for term in terms() if term.get("name", "").startswith(LONG)]
    assert len(entries) == 2 * len(FIELDS)
    assert {term["films"] for term in entries} == {1}
    rebuild_dictionary()
    changes = rebuild_dictionary()
    assert changes == DictionaryChanges(0, 0, len(terms()))
    assert [term for term in terms() if term.get("name", "").startswith(LONG)] == entries


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("Ann " * 49 + "Lee", "ann " * 49 + "lee", 200),
        ("Ann " * 50 + "Lee", "ann " * 50, 404),
        ("x\u0301" * 150, "x" * 150, 200),  # signs above letters are no part of a key
    ],
)
def test_a_name_that_no_address_holds_is_not_suggested(
    ada: Any, visitor: Browser, name: str, address: str, status: int
) -> None:
    film = add_film(admin=ada, facts=replace(FACTS, directors=(name,)), reason=WHY)
    typed = address[:20]
    for page in (f"/suggest/?q={typed}", f"/movies/?q={address}", f"/movies/{film}/"):
        assert visitor.get(page).status_code == 200
    assert visitor.get(f"/people/{address}/").status_code == status
    assert names(typed) == ([name] if len(name) <= 200 else [])


def test_two_spellings_of_a_value_in_a_film_are_one(ada: Any) -> None:
    twice = replace(FACTS, genres=("Sci-Fi", "SciFi"), cast=("Zoë Bell", "Zoe Bell"))
    film = add_film(admin=ada, facts=twice, reason=WHY)
    added = terms()
    rebuild_dictionary()
    assert terms() == added
    delete_film(admin=ada, movie_id=film, reason=WHY)
    assert [term for term in terms() if "name" in term] == []
