"""Searches put together from pieces of their syntax: a page answers each, and none fails."""

import random

import pytest

from tests.support.browsing import Browser

PIECES = (
    *("year:", "director:", "genre:", "rating:", "-", ":", '"', '""', "..", "<", ">=", "+", "½"),
    *("\\", "\\1", "\\g<x>", "(", "[", "*", "$", "'", "the", "day", "1980s", "80", "horror", "é"),
    *(
        "日本",
        "\u202e",
        "\x00",
        "before",
        "since",
        "between",
        "1990",
        "0",
        "9" * 40,
        "war",
        "films",
    ),
)
FEW, MANY = 12, 200


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.usefixtures("catalogue")
def test_a_page_answers_each_search(seed: int, visitor: Browser, exhaustive: bool) -> None:
    chance = random.Random(seed)
    for _ in range(MANY if exhaustive else FEW):
        pieces = chance.choices(PIECES, k=chance.randint(1, 6))
        query = "".join(piece + chance.choice((" ", "")) for piece in pieces)
        assert visitor.get("/movies/", {"q": query}).status_code == 200, query


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "query", ["-day\\q", "-a\\1", "-a\\g<x>", 'year:""', 'year:"', 'horror year: "', "-:", '-""']
)
def test_signs_of_a_pattern_and_empty_fields_are_only_words(query: str, visitor: Browser) -> None:
    assert visitor.get("/movies/", {"q": query}).status_code == 200
