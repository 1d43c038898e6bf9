"""Normalization: differences that readers ignore do not affect search."""

import random
import string

import pytest
from rapidfuzz.distance import OSA

from movies.search.keys import (
    canonicalize,
    exact_key,
    fuzzy_keys,
    max_edits,
    normalize,
    partition_keys,
)
from movies.search.parsing import tokenize

ALIKE = [
    ("Amélie", "amelie"),
    ("Ødipus Æra", "odipus aera"),
    ("STAR WARS", "star wars"),
    ("WALL·E", "wall-e"),
    ("M*A*S*H", "mash"),
    ("Ocean’s Eleven", "oceans 11"),
    ("The Matrix", "matrix"),
    ("A Night at the Opera", "night at opera"),
    ("Fast & Furious", "fast and furious"),
    ("Rocky II", "rocky 2"),
    ("Rocky V", "rocky 5"),
    ("Star Wars: Episode V – The Empire Strikes Back", "star wars episode 5 empire strikes back"),
    ("Friday the 13th Part VIII", "friday 13th part 8"),
    ("Spider-Man", "spiderman"),
    ("12 Angry Men", "twelve angry men"),
    ("羅生門", "羅生門"),
]
DIFFERENT = [
    ("V for Vendetta", "5 for Vendetta"),
    ("X-Men", "10 Men"),
    ("I, Robot", "1 robot"),
    ("The Mix", "the 1009"),
    ("X the Unknown", "10 the unknown"),
    ("XXX", "30"),
]


def plainest(text: str) -> str:
    return tokenize(text).canonical


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_are_the_same(one: str, other: str) -> None:
    assert plainest(one) == plainest(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_these_are_not_the_same(one: str, other: str) -> None:
    assert plainest(one) != plainest(other)


@pytest.mark.parametrize("text", ["The", "A", "the the", "An", "I"])
def test_a_title_of_articles_alone_keeps_its_words(text: str) -> None:
    assert canonicalize(normalize(text).split())


@pytest.mark.parametrize(
    ("typed", "meant", "number"),
    [("alien", "alien", 0), ("aliien", "alien", 1), ("alen", "alien", 1), ("alein", "alien", 1),
     ("alixn", "alien", 1), ("ailne", "alien", 2), ("alexn", "alien", 2), ("", "ab", 2),
     ("kubrik", "kubrick", 1), ("abc", "xyz", 3), ("abcd", "wxyz", 3)],
)  # fmt: skip
def test_mistakes_are_counted_up_to_a_limit(typed: str, meant: str, number: int) -> None:
    assert OSA.distance(typed, meant, score_cutoff=2) == number


def one_mistake(text: str, lot: random.Random) -> str:
    at, letter = lot.randrange(len(text)), lot.choice(string.ascii_lowercase)
    return lot.choice(
        [
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
        ]
    )


def meets(typed: str, meant: str, edits: int) -> bool:
    stored = {exact_key("t", meant), *partition_keys(meant, "t")}
    return not stored.isdisjoint(fuzzy_keys("t", typed, edits))


def test_a_text_with_one_mistake_always_shares_a_key_with_what_was_meant() -> None:
    lot = random.Random(1)
    for _ in range(3000):
        meant = "".join(lot.choices("abcd", k=lot.randint(4, 20)))
        assert meets(one_mistake(meant, lot), meant, 1)


def test_a_text_with_two_mistakes_nearly_always_does() -> None:
    lot, missed = random.Random(2), 0
    for _ in range(3000):
        meant = "".join(lot.choices("abcdefgh", k=lot.randint(8, 24)))
        missed += not meets(one_mistake(one_mistake(meant, lot), lot), meant, 2)
    assert missed < 60  # two letters swapped across a border, and the third part hurt as well


def test_short_texts_are_taken_at_their_word() -> None:
    assert partition_keys("abc", "t") == []
    assert max_edits("abcd") == 1
    assert max_edits("abcdefgh") == 2
