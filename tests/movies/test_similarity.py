"""How similar two films are, and how that is explained; and the kinds of films."""

import pytest

from movies.derived_fields import describe_kind, kind_keys
from movies.documents import Reason
from movies.similarity_score import (
    Candidate,
    Features,
    InverseDocumentFrequency,
    Similarity,
    similarity,
)

PEOPLE = InverseDocumentFrequency(
    {"reed": 5, "welles": 40, "valli": 5, "cotten": 10, "greene": 3}, 1000, 40
)
KINDS = InverseDocumentFrequency({"Noir|1940s|UK": 4, "Noir|1940s": 60, "Drama": 700}, 1000, 900)
FILM = Features(
    directors={"reed": "Carol Reed"},
    cast={"welles": "Orson Welles", "valli": "Alida Valli", "cotten": "Joseph Cotten"},
    writers={"greene": "Graham Greene"},
    kinds=("Noir|1940s|UK", "Noir|1940s", "Drama"),
    genres=("Noir", "Drama"),
    year=1949,
)


def scored(
    directors: str = "", people: str = "", kinds: tuple[str, ...] = (), year: int | None = None
) -> Similarity:
    everybody = frozenset((directors + " " + people).split())
    other = Candidate(frozenset(directors.split()), everybody, frozenset(kinds), year)
    return similarity(FILM, other, PEOPLE, KINDS)


@pytest.mark.parametrize(
    ("directors", "people", "kinds", "words"),
    [
        ("", "", (), ""),
        ("ford", "wayne", ("War|1940s",), ""),
        ("reed", "", (), "same director"),
        ("reed", "welles", (), "same director and Orson Welles"),
        ("reed", "welles valli", (), "same director and two of the cast"),
        ("reed", "greene", (), "same director"),
        ("ford", "greene", (), "same writer"),
        ("ford", "greene cotten", (), "same writer and Joseph Cotten"),
        ("ford", "welles", (), "Orson Welles in both"),
        ("ford", "welles valli cotten", (), "three of the cast"),
        ("welles", "", (), "Orson Welles in both"),
        ("ford", "reed", (), "Carol Reed in both"),
        ("ford", "reed welles", (), "Orson Welles in both"),
        ("ford", "wayne", ("Drama",), "also drama"),
        ("ford", "", ("Drama", "Noir|1940s", "Noir|1940s|UK"), "also noir, 1940s, UK"),
        ("ford", "", ("Drama", "Noir|1940s"), "also noir, 1940s"),
        ("reed", "", ("Noir|1940s|UK",), "same director"),
    ],
)
def test_what_two_films_share_is_said_in_words(
    directors: str, people: str, kinds: tuple[str, ...], words: str
) -> None:
    found = scored(directors, people, kinds)
    assert found.explanation == words
    assert bool(found.score) == bool(words)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (scored(people="valli"), scored(people="cotten")),
        (scored(people="cotten"), scored(people="welles")),
        (scored(people="welles valli"), scored(people="valli")),
        (scored(directors="reed"), scored(people="reed")),
        (scored(directors="reed"), scored(people="valli")),
        (scored(people="valli", kinds=("Drama",)), scored(people="valli")),
        (scored(kinds=("Noir|1940s|UK",)), scored(kinds=("Noir|1940s",))),
        (scored(kinds=("Noir|1940s",)), scored(kinds=("Drama",))),
        (scored(kinds=("Drama",), year=1951), scored(kinds=("Drama",), year=1960)),
        (scored(kinds=("Drama",), year=1960), scored(kinds=("Drama",), year=1990)),
    ],
)
def test_the_rarer_and_the_nearer_counts_more(more: Similarity, less: Similarity) -> None:
    assert more.score > less.score


def test_a_kind_counts_once_however_many_are_shared() -> None:
    every = scored(kinds=FILM.kinds)
    assert every.score == scored(kinds=("Noir|1940s|UK",)).score


def test_nearness_alone_is_no_similarity() -> None:
    assert scored(year=1949) == Similarity(0, Reason())


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({}, []),
        ({"year": 1949}, []),
        ({"genres": ["War"]}, []),
        ({"genres": ["War"], "year": 1949}, ["War|1940s"]),
        ({"genres": "War", "year": "1949è"}, ["War|1940s"]),
        ({"genres": ["War", "Drama"]}, ["Drama|War"]),
        ({"genres": ["War", None, 5, {"$gt": ""}, ""], "countries": 7}, []),
        ({"genres": ["War|x"], "year": 1949}, []),
        (
            {"genres": ["Heist"], "year": 1971, "countries": ["Italy", "France", "Spain"]},
            ["Heist|1970s|Italy", "Heist|1970s|France", "Heist|1970s"],
        ),
    ],
)
def test_a_films_kinds_are_facts_taken_together(facts: dict[str, object], kinds: list[str]) -> None:
    assert kind_keys(facts) == kinds


def test_a_film_has_a_dozen_kinds_at_most() -> None:
    facts = {"genres": list("ABCDEF"), "countries": list("UVWXYZ"), "year": 1999}
    assert len(kind_keys(facts)) == 12


def test_genres_are_said_in_small_letters_and_countries_are_not() -> None:
    assert describe_kind("Heist|1970s|Italy", ("Heist",)) == "heist, 1970s, Italy"
