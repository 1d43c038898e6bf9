"""A person's page: credits and their ratings."""

import random
from collections import Counter
from statistics import mean
from typing import Any
from urllib.parse import quote

import pytest
from bson import Decimal128

from diary.services import set_watched
from mflix_site.mongo import collections as mongo
from movies.derived_fields import person_key
from movies.errors import PersonNotFound
from movies.people import get_person, namesake_warning
from movies.people_summaries import MAX_SHOWN, average_ratings
from tests.support.browsing import Browser
from tests.support.catalogue import films_on
from tests.support.factories import a_film, a_review

NAMES = [
    "Carol Reed",
    "AC/DC",
    "Conan O'Brien",
    'Bernard "Bernie" Katz',
    "100% Wool",
    "Björk Guðmundsdóttir",
    "黒澤 明",
    "Łukasz Żal",
    "J.R.R. Tolkien",
    "What? #1 & Co; =x",
    "a+b",
    "Über\\slash",
]


def address(name: str) -> str:
    return f"/people/{quote(name)}/"


@pytest.mark.parametrize("name", NAMES)
def test_any_name_has_a_page_with_the_films(visitor: Browser, database: Any, name: str) -> None:
    film = a_film(directors=[name])
    answer = visitor.get(address(name))
    assert answer.status_code == 200
    assert films_on(answer.content.decode()) == [str(film)]
    assert answer.context["person"].name == name


@pytest.mark.parametrize("asked", ["PEDRO ALMODOVAR", "pedro almodóvar", "Pédro  Almodovar"])
def test_case_and_accents_make_no_difference(database: Any, asked: str) -> None:
    a_film(directors=["Pedro Almodóvar"])
    assert get_person(asked).name == "Pedro Almodóvar"


def test_the_usual_spelling_is_shown(database: Any) -> None:
    for name in ("Pedro Almodovar", "Pedro Almodóvar", "Pedro Almodóvar"):
        a_film(directors=[name])
    assert get_person("pedro almodovar").name == "Pedro Almodóvar"


@pytest.mark.parametrize("path", ["/people/Nobody/", "/people/%00/", "/people/%0A/", "/people/!/"])
def test_an_unknown_name_is_404(visitor: Browser, database: Any, path: str) -> None:
    a_film()
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("length", [201, 5000])
def test_a_name_too_long_is_404(visitor: Browser, database: Any, length: int) -> None:
    assert visitor.get(address("x" * length)).status_code == 404


def test_roles_hold_the_films_of_each_newest_first(database: Any) -> None:
    old = a_film(year=1941, directors=["Orson Welles"], writers=["Orson Welles (story)"])
    new = a_film(year=1958, directors=["Orson Welles"], cast=["Orson Welles"], writers=[])
    acted = a_film(year=1949, cast=["ORSON WELLES"], writers=[])
    roles = {role.label: [c.id for c in role.cards] for role in get_person("Orson Welles").roles}
    assert roles["Director"] == [str(new), str(old)]
    assert roles["Writer"] == [str(old)]
    assert str(acted) in roles["Cast"]


def test_a_film_is_counted_once_whatever_somebody_did_in_it(database: Any) -> None:
    a_film(directors=["Orson Welles"], writers=["Orson Welles"], cast=["Orson Welles"])
    assert get_person("Orson Welles").film_count == 1


def test_years_run_from_first_to_last_and_films_without_one_do_not_count(database: Any) -> None:
    for year in (1949, None, 1936):
        a_film(year=year)
    person = get_person("Carol Reed")
    assert (person.first_year, person.last_year, person.film_count) == (1936, 1949, 3)


def test_averages_agree_with_plain_python(catalogue: Any) -> None:
    docs, lot = catalogue, random.Random(1)
    for key in lot.sample(sorted({k for d in docs for k in d["person_keys"]}), 60):
        films = [d for d in docs if key in d["person_keys"]]
        outside = [d["imdb"]["rating"] * 10 for d in films if d["imdb"]["rating"] != ""]
        imdb, member = average_ratings(films)
        assert get_person(key).film_count == len(films)
        assert imdb == (pytest.approx(mean(outside)) if outside else None)
        assert get_person(key).imdb_average == (round(imdb) if imdb else None)
        assert member is None


def test_the_members_average_is_of_the_films_means_without_those_unrated(
    alice: Any, bob: Any
) -> None:
    first, second, _ = a_film(), a_film(), a_film()
    for member, film, rating in ((alice, first, 100), (bob, first, 50), (bob, second, 25)):
        a_review(member, film, rating=rating)
    docs = list(mongo.movies().find())
    assert average_ratings(docs)[1] == mean([75, 25])
    assert get_person("Carol Reed").member_average == 50


def test_nobody_has_no_averages(database: Any) -> None:
    assert average_ratings([]) == (None, None)
    with pytest.raises(PersonNotFound):
        get_person("nobody")


@pytest.mark.parametrize(
    "rating", [float("nan"), float("inf"), 1e308, -3, 0, "", "7.1", Decimal128("7.1"), None]
)
def test_an_odd_rating_from_outside_breaks_no_page(visitor: Browser, rating: Any) -> None:
    a_film(imdb={"rating": rating, "votes": rating})
    a_film(title="Odd Man Out", imdb={"rating": 8.0, "votes": 10})
    assert visitor.get("/people/Carol Reed/").status_code == 200
    assert visitor.get("/movies/?sort=rating").status_code == 200


def test_the_people_they_worked_with_most_are_named_as_usually_spelled(database: Any) -> None:
    for cast in (["Orson Welles", "Alida Valli"], ["ORSON WELLES", "Trevor Howard"]):
        a_film(directors=["Carol Reed"], cast=cast, writers=["Graham Greene (novel)"])
    a_film(directors=["Carol Reed"], cast=["Orson Welles"], writers=[])
    found = get_person("carol reed").collaborators
    assert [(c.name, c.films) for c in found] == [("Orson Welles", 3), ("Graham Greene", 2)]


def test_collaborators_agree_with_plain_python(catalogue: Any) -> None:
    docs, lot = catalogue, random.Random(2)
    for key in lot.sample(sorted({k for d in docs for k in d["person_keys"]}), 30):
        others = [set(d["person_keys"]) - {key} for d in docs if key in d["person_keys"]]
        counts = Counter(name for names in others for name in names)
        found = {person_key(c.name): c.films for c in get_person(key).collaborators}
        expected = sorted((n for n in counts.values() if n > 1), reverse=True)[:8]
        assert list(found.values()) == expected
        assert all(counts[name] == films for name, films in found.items())


def test_collaborators_are_links_with_how_many_films(visitor: Browser, database: Any) -> None:
    for _ in range(2):
        a_film(directors=["Carol Reed"], cast=["AC/DC"], writers=[])
    page = visitor.text(address("Carol Reed"))
    assert 'href="/people/AC/DC/"' in page
    assert "2 films together" in page


def test_a_collaborator_whose_name_is_too_long_for_an_address_is_no_link(
    visitor: Browser, database: Any
) -> None:
    for _ in range(2):
        a_film(directors=["Carol Reed"], cast=["x" * 201], writers=[])
    assert "x" * 201 in visitor.text(address("Carol Reed"))


def test_a_name_of_two_lives_is_said_to_be_so(visitor: Browser, database: Any) -> None:
    for year in (1910, 2015):
        a_film(year=year)
    assert (
        "These credits span 1910–2015, so they may belong to more than one person"
        in visitor.text(address("Carol Reed"))
    )


def test_a_name_of_one_life_is_not_doubted(visitor: Browser, database: Any) -> None:
    for year in (1936, 1949, 1970):
        a_film(year=year)
    page = visitor.text(address("Carol Reed"))
    assert "more than one person" not in page
    assert "Films 1936–1970" in page  # years alone would read as those of a life


def test_a_member_is_told_how_much_of_it_they_have_watched(
    alice: Any, as_alice: Browser, as_bob: Browser, visitor: Browser
) -> None:
    films = [a_film() for _ in range(3)]
    set_watched(member=alice, movie_id=films[0], on=True)
    for path in [address("Carol Reed")] * 2:
        assert "You've watched 1 of 3 films here." in as_alice.text(path)
    assert "You haven't watched any of these films yet." in as_bob.text(path)
    assert "You've watched" not in visitor.text(path)
    for _ in range(MAX_SHOWN):
        a_film()
    set_watched(member=alice, movie_id=a_film(), on=True)
    assert f"You've watched 1 of the {MAX_SHOWN} newest films." in as_alice.text(path)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([], ""),
        ([1950], ""),
        ([1950, 1950], ""),
        ([1920, 1950, 1980, 2000], ""),
        ([1910, 1950, 1990], ""),
        ([1910, 1950, 1991], "span 1910–1991"),
        ([1910, 1911, 2015], "span 1910–2015"),
        ([1950, 1990], ""),
        ([1925, 1950, 1991, 1995], "nothing between 1950 and 1991"),
    ],
)
def test_a_name_is_doubted_where_one_life_would_hardly_do(years: list[int], said: str) -> None:
    doubt = namesake_warning(years)
    assert said in doubt
    assert bool(doubt) == bool(said)
