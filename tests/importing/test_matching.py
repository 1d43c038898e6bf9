"""Matching: sure of a film, films to choose from, or none; never the wrong one."""

from typing import Any

import pytest
from bson import ObjectId

from importing.personal.documents import Match, Row
from importing.personal.matching import match_rows
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

FILMS: dict[str, dict[str, Any]] = {
    "third man": {"title": "The Third Man", "year": 1949, "imdb": {"id": 41959}},
    "heat": {"title": "Heat", "year": 1995, "imdb": {"id": 113277}, "directors": ["Michael Mann"]},
    "peter pan": {"title": "Peter Pan", "year": 1924, "imdb": {"id": 15224}},
    "peter pan again": {"title": "Peter Pan", "year": 1953, "imdb": {"id": 46183}},
    "trio": {"title": "Trio", "year": 1950, "imdb": {"id": 42752}},
    "trio once more": {"title": "Trio", "year": 1950, "imdb": {"id": 42752}},
    "torment": {"title": "Torment", "year": 1944, "directors": ["Alf Sjöberg"], "imdb": {"id": 1}},
    "other torment": {"title": "Torment", "year": 1944, "directors": ["X Y"], "imdb": {"id": 2}},
    "suess": {"title": "Jud Sèè", "year": 1940, "imdb": {"id": 32653}},
    "eighty": {"title": "Around the World in Eighty Days", "year": 1956, "imdb": {"id": 48960}},
    "kate": {"title": "Kate & Leopold", "year": 2001, "imdb": {"id": 35423}},
    "leon": {"title": "Léon: The Professional", "year": 1994, "imdb": {"id": 110413}},
    "henry": {"title": "The Private Life of Henry VIII.", "year": 1933, "imdb": {"id": 24473}},
    "amelie": {"title": "Amélie", "year": 2001, "imdb": {"id": 211915}},
    "gion": {"title": "Sisters of the Gion", "year": 1936, "imdb": {"id": 27672}},
    "undated": {"title": "A Film of No Year", "year": None},
    "meet": {"title": "Bud Abbott Lou Costello Meet Frankenstein", "year": 1948},
}


@filled_once
def films_to_match() -> dict[str, ObjectId]:
    """Return the ids of films by a short name."""
    return {name: a_film(**{"directors": [], **facts}) for name, facts in FILMS.items()}


def a_row(title: str, year: int | None = None, imdb: int | None = None, **fields: Any) -> Row:
    return Row(
        source="letterboxd", file="x", number=1, kind="watched", title=title, year=year,
        imdb_id=imdb, **fields,
    )  # fmt: skip


def matched(*arguments: Any, **fields: Any) -> Match:
    [match] = match_rows([a_row(*arguments, **fields)])
    return match


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("third man", ("third man", 1949)),
        ("third man", ("Third Man, The", 1949, None)),
        ("third man", ("Der dritte Mann", 1949, 41959)),
        ("third man", ("The 3rd Man", 1949)),
        ("third man", ("Third Man", 1950, 41959)),
        ("third man", ("", None, 41959)),
        ("heat", ("HEAT", 1995)),
        ("peter pan again", ("Peter Pan", 1953)),
        ("peter pan", ("Peter Pan", 1925, 15224)),
        ("trio", ("Trio", 1950)),
        ("trio", ("Trio", 1950, 42752)),
        ("suess", ("Jud Süß", 1940)),
        ("eighty", ("Around the World in 80 Days", 1956)),
        ("kate", ("Kate and Leopold", 2001)),
        ("henry", ("The Private Life of Henry the 8", 1933, 24473)),
        ("amelie", ("AmÃ©lie", 2001)),
        ("gion", ("祇園の姉妹", 1936)),
    ],
)
def test_a_film_is_matched_by_its_number_or_by_title_and_year(
    films_to_match: dict[str, ObjectId], name: str, arguments: tuple[Any, ...]
) -> None:
    match = matched(*arguments, other_titles=("The Third Man",) if "The" in arguments[0] else ())
    assert match == Match("match", (films_to_match[name],))


@pytest.mark.parametrize(
    ("names", "arguments"),
    [
        (["third man"], ("The Third Man", 1950)),
        (["third man"], ("The Third Man", None)),
        (["third man"], ("The Thrid Man", 1949)),
        (["third man"], ("Something Else", 1999, 41959)),
        (["third man", "heat"], ("Heat", 1995, 41959)),
        (["heat", "third man"], ("The Third Man", 1949, 113277)),
        (["peter pan", "peter pan again"], ("Peter Pan", None)),
        (["torment", "other torment"], ("Torment", 1944)),
        (["leon"], ("Léon", 1994)),
        (["leon"], ("The Professional", 1994)),
        (["undated"], ("A Film of No Year", 1999)),
        (["meet"], ("Abbott and Costello Meet Frankenstein", 1948)),
        (["heat"], ("Heat", 1995, 99999)),
        (["gion"], ("Gion no kyōdai", 1937)),
    ],
)
def test_what_is_less_sure_is_to_be_chosen_from(
    films_to_match: dict[str, ObjectId], names: list[str], arguments: tuple[Any, ...]
) -> None:
    match = matched(*arguments)
    assert match.outcome == "choose"
    assert set(match.films) == {films_to_match[name] for name in names}


@pytest.mark.parametrize(
    "arguments",
    [
        *(("Heat", 1986), ("Peter Pan", 2003, 316396), ("Heat", 1996, 99999), ("Hunger", 2008)),
        *(("Torment", 2001), ("", 1995), ("???", 1949), ("The Third", 1949), ("x" * 5000, 1949)),
        *(("$where", 1949), ("\0", 1949), ("\ud800", 1949), ("Trio", 10**9)),
    ],
)
def test_a_film_that_the_catalogue_lacks_is_not_found(
    films_to_match: dict[str, ObjectId], arguments: tuple[Any, ...]
) -> None:
    assert matched(*arguments) == Match("not_found")


def test_directors_decide_between_films_of_a_title_and_year(
    films_to_match: dict[str, ObjectId],
) -> None:
    assert matched("Torment", 1944, directors=("Sjoberg",)).films == (films_to_match["torment"],)
    assert matched("Heat", 1995, 99999, directors=("Michael Mann",)).outcome == "match"
    assert matched("Heat", 1995, directors=("Dick Richards",)).outcome == "choose"
    assert matched("Fuego contra fuego", 1995, directors=("Michael Mann",)) == Match(
        "choose", (films_to_match["heat"],)
    )


def test_rows_keep_their_order_and_those_without_a_film_are_skipped(
    films_to_match: dict[str, ObjectId],
) -> None:
    heading = Row(source="letterboxd", file="x", number=0, kind="list", list_name="Best")
    rows = [a_row("Heat", 1995), heading, a_row("Heat", 1995, skip_reason="An episode."), a_row("")]
    outcomes = [match.outcome for match in match_rows([*rows, *rows])]
    assert outcomes == ["match", "skip", "skip", "not_found"] * 2
    assert match_rows([]) == []
