"""Titles as people say them: abbreviated, numbers in words, with a name or more beside them."""

from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from movies.search.engine import search
from movies.search.indexing import needs_reindexing, rebuild_dictionary, reindex_films
from movies.search.keys import ROMAN_NUMBERS
from movies.search.parsing import tokenize
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

SHELF: dict[str, dict[str, Any]] = {
    "E.T. the Extra-Terrestrial": {"directors": ["Steven Spielberg"]},
    "Eternals": {},
    "Sunset Boulevard": {},
    "9½ Weeks": {},
    "X-Men": {},
    "X2: X-Men United": {},
    "Raiders of the Lost Ark": {"plot": "Indiana Jones finds it."},
    "Indiana Jones and the Last Crusade": {"plot": "The third film of the series."},
    "Indiana Jones and the Kingdom of the Crystal Skull": {},
    "Scarface": {"cast": ["Al Pacino"], "year": 1983},
    "Scarface ": {"cast": ["Paul Muni"], "year": 1932, "imdb": {"votes": 90_000}},
    "Frankie and Johnny": {"cast": ["Al Pacino"], "plot": "He has a scarface."},
    "Léon: The Professional": {"imdb": {"votes": 50_000}},
    "Leon": {},
    "The Godfather": {"imdb": {"votes": 80_000}},
    "The Godfather: Part II": {"imdb": {"votes": 70_000}},
    "Batman v Superman: Dawn of Justice": {},
    "Borat! Cultural Learnings of America": {},
    "Titanic": {"year": 1943},
    "Titanic ": {"year": 1997},
}


@filled_once
def spoken() -> None:
    """Insert films that people call otherwise than their posters."""
    for title, facts in SHELF.items():
        plain = {"plot": "A story.", "cast": [], "writers": [], "directors": []}
        a_film(**{**plain, **facts, "title": title.strip()})
    rebuild_dictionary()


@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("e.t.", "E.T. the Extra-Terrestrial", None), ("et", "E.T. the Extra-Terrestrial", None),
        ("e t", "E.T. the Extra-Terrestrial", None), ("sunset blvd", "Sunset Boulevard", None),
        ("et spielberg", "E.T. the Extra-Terrestrial", None),
        ("sunset blvd.", "Sunset Boulevard", None), ("9 1/2 weeks", "9½ Weeks", None),
        ("nine and a half weeks", "9½ Weeks", None), ("nine and half weks", "9½ Weeks", None),
        ("x-men 2", "X2: X-Men United", None), ("xmen united", "X2: X-Men United", None),
        ("indiana jones and the raiders of the lost ark", "Raiders of the Lost Ark", None),
        ("indiana jones 3", "Indiana Jones and the Last Crusade", None),
        ("scarface pacino", "Scarface", 1983), ("al pacino scarface", "Scarface", 1983),
        ("scarface pachino", "Scarface", 1983), ("scarface with pacino", "Scarface", 1983),
        ("scarface", "Scarface", 1932), ("leon", "Léon: The Professional", None),
        ("the professional", "Léon: The Professional", None),
        ("godfather", "The Godfather", None), ("godfather 2", "The Godfather: Part II", None),
        ("the godfather part two", "The Godfather: Part II", None),
        ("batman versus superman", "Batman v Superman: Dawn of Justice", None),
        ("batman vs. superman", "Batman v Superman: Dawn of Justice", None),
        ("borat", "Borat! Cultural Learnings of America", None), ("titanic", "Titanic", 1997),
        ("watch titanic 1943 online", "Titanic", 1943),
        ("rotla", "Raiders of the Lost Ark", None),
        ("B.V.S.", "Batman v Superman: Dawn of Justice", None),
    ],
)  # fmt: skip
def test_a_title_is_found_as_people_say_it(
    spoken: None, typed: str, title: str, year: int | None
) -> None:
    first = search(typed).films[0]
    assert (first.title, first.year if year else None) == (title, year)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("8½", "eight and a half"), ("33⅓", "thirty-three and a third"), ("9¾", "9 3/4"),
        ("28 Days Later", "twenty eight days later"), ("10,000 BC", "ten thousand b.c."),
        ("One Hundred and One Dalmatians", "101 dalmatians"), ("1984", "nineteen eighty-four"),
        ("20,000 Leagues", "twenty thousand leagues"),
        ("Fahrenheit 451", "fahrenheit four fifty one"),
        ("The Four Hundred Blows", "400 blows"), ("One Million Years", "1 million years"),
        ("1001 Nights", "a thousand and one nights"), ("Kill Bill: Volume 2", "kill bill two"),
        ("Henry VIII", "henry the eighth"), ("Louis XIV", "louis 14"),
        ("Super Bowl XL", "super bowl 40"),
        ("7th Heaven", "seventh heaven"), ("42nd Street", "forty second street"),
        ("St. Elmo's Fire", "saint elmos fire"), ("Dr. No", "doctor no"), ("G.I. Jane", "gi jane"),
        ("S.W.A.T.", "swat"), ("D.W. Griffith", "d w griffith"), ("Rock 'n' Roll", "rock and roll"),
        ("Naked Gun 33 1/3", "naked gun 33⅓"), ("District 9", "district nine"),
        ("One Hour Photo", "1 hour photo"), ("Back to the Future Part III", "back to the future 3"),
    ],
)  # fmt: skip
def test_numbers_and_abbreviations_have_one_spelling(one: str, other: str) -> None:
    assert tokenize(one).canonical == tokenize(other).canonical


@pytest.mark.parametrize(
    ("word", "number"),
    [("iv", 4), ("mcmlxxxiv", 1984), ("xl", 40), ("iiii", 0), ("vivid", 0), ("civil", 0), ("", 0)],
)
def test_roman_numerals_of_any_size_are_read(word: str, number: int) -> None:
    assert ROMAN_NUMBERS.get(word, 0) == number


def test_keys_of_an_older_release_are_made_again(spoken: None) -> None:
    assert not needs_reindexing()
    mongo.movies().update_one({"title": "9½ Weeks"}, {"$set": {"search.canonical": "9weeks"}})
    assert needs_reindexing()
    assert reindex_films(lambda _: None) == 1
    assert not needs_reindexing()
