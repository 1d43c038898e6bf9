"""A search whose words many films have is truncated to the most popular of these."""

from typing import Any

import pytest

from movies import facets
from movies.search import candidates
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

FILMS, SIZE = 40, 7


@filled_once
def films_of_stairs() -> None:
    """Insert films with a word in their plots, the first of them the best known."""
    for n in range(FILMS):
        plot = "Many stairs" + " and a lighthouse." * (n % 4 == 1)
        genres = ["Drama"] if n % 4 < 2 else ["Comedy"]
        votes = {"rating": 8.0, "votes": 10 ** (6 - n // 8), "id": n}
        a_film(title=f"Film {n:02}", plot=plot, genres=genres, imdb=votes, fullplot=None)
    rebuild_dictionary()


@pytest.fixture(autouse=True)
def truncated_at_sixteen(films_of_stairs: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(candidates, "MAX_FILMS_OF_WORD", 16)


def titles(**query: Any) -> list[str]:
    """Return the titles of all pages of a search, in order."""
    found: list[str] = []
    for number in range(1, 10):
        counts, page = facets.facets_and_page(Selection(**query), number, SIZE)
        if page.number == number:
            found += [film.title for film in page.items]
    assert len(found) == len(set(found)) == counts.total
    return found


@pytest.mark.parametrize("few", [5, 300])
@pytest.mark.parametrize(("query", "wanted"), [
    ({"q": "stairs"}, range(16)),
    ({"q": "lighthouse"}, range(1, FILMS, 4)),
    ({"q": "stairs", "genre": ("Drama",)}, [n for n in range(16) if n % 4 < 2]),
])  # fmt: skip
def test_pages_have_each_film_that_is_found_once(
    monkeypatch: Any, few: int, query: dict[str, Any], wanted: Any
) -> None:
    monkeypatch.setattr(facets, "MAX_FEW", few)
    assert sorted(titles(**query)) == [f"Film {n:02}" for n in wanted]


@pytest.mark.parametrize(("query", "text"), [
    ({"q": "stairs"}, "16+"), ({"q": "stairs", "genre": ("Drama",)}, "8+"),
    ({"q": "lighthouse"}, "10"), ({"q": "lighthouse stairs"}, "10"),
])  # fmt: skip
def test_a_count_of_common_words_is_a_minimum(query: dict[str, Any], text: str) -> None:
    counts = facets.facets_for(Selection(**query))
    assert counts.total_text == text
    drama = next(c for g in counts.groups for c in g.choices if c.value == "Drama")
    assert drama.count_text.endswith("+") is text.endswith("+")


def test_films_of_a_person_are_all_searched() -> None:
    a_film(title="Rare", plot="Stairs.", cast=["Ada Example"], imdb=None)
    rebuild_dictionary()
    assert titles(q="stairs", person="Ada Example") == ["Rare"]
    assert titles(q="stairs actor:ada") == ["Rare"]


def test_another_order_lists_all_films() -> None:
    page = facets.facets_and_page(Selection(q="stairs", sort="title"), 1, FILMS)[1]
    assert len(page.items) == FILMS
