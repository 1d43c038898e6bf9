"""A search whose words many films have is truncated to the most popular of these."""

from typing import Any

import pytest

from movies import facets
from movies.common_words import films_with_common_words_stages
from movies.queries import get_page
from movies.search import candidates
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

FILMS, SIZE = 40, 7
FIRST = [*range(32), 35, 37, 38]  # of the least known, the newest


@filled_once
def films_of_stairs() -> None:
    """Insert films with a word in their plots, the first of them the best known."""
    for n in range(FILMS):
        plot = "Many stairs" + " and a lighthouse" * (n % 4 == 1) + " and a cellar" * (n % 3 > 0)
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
    for number in range(1, 20):
        counts, page = facets.facets_and_page(Selection(**query), number, SIZE)
        if page.number == number:
            found += [film.title for film in page.items]
        if not page.next:
            break
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


@pytest.mark.parametrize("few", [5, 300])
@pytest.mark.parametrize(("query", "wanted"), [
    ({"q": "cellar stairs"}, FIRST), ({"q": "stairs film cellar"}, FIRST),
    ({"q": "cellar stairs", "genre": ("Drama",)}, [n for n in FIRST if n % 4 < 2]),
])  # fmt: skip
def test_films_with_two_common_words_are_the_most_popular_with_the_rarest(
    monkeypatch: Any, few: int, query: dict[str, Any], wanted: Any
) -> None:
    monkeypatch.setattr(candidates, "MAX_FILMS_OF_WORD", 24)
    monkeypatch.setattr(facets, "MAX_FEW", few)
    with_both = [f"Film {n:02}" for n in wanted if n % 3]
    assert sorted(titles(**query)) == with_both
    assert facets.facets_for(Selection(**query)).total_text == f"{len(with_both)}+"


@pytest.mark.parametrize(("films", "is_intersected"), [
    ((10, 10), True), ((10, 40), True), ((10, 46), False), ((10, 0), False), ((0, 0), False),
])  # fmt: skip
def test_ids_are_intersected_where_both_words_are_about_as_common(
    database: Any, films: tuple[int, int], is_intersected: bool
) -> None:
    stages = films_with_common_words_stages(("cellar", "stairs"), films, {})
    assert any("$lookup" in stage for stage in stages) is is_intersected
    found = [film["title"] for film in database.movies.aggregate(stages)]
    assert found == sorted(found, key=lambda title: (int(title[5:]) // 8, -int(title[5:])))
    assert {f"Film {n:02}" for n in range(16) if n % 3} <= set(found)


def test_films_with_common_words_come_in_the_order_of_popularity(database: Any) -> None:
    stages = films_with_common_words_stages(("cellar", "stairs", "many"), (26, 26), {})
    found = [film["title"] for film in database.movies.aggregate(stages)]
    assert found == [f"Film {n:02}" for n in (7, 5, 4, 2, 1, 14, 13, 11, 10, 8)]
    for words in (("cellar", "nowhere"), ("nowhere", "cellar"), ("nowhere", "neither")):
        none = films_with_common_words_stages(words, (26, 26), {})
        assert not list(database.movies.aggregate(none))


def test_films_are_compared_by_the_index_alone(database: Any) -> None:
    stages = films_with_common_words_stages(("cellar", "stairs"), (26, 26), {})
    command = {"aggregate": "movies", "pipeline": stages, "cursor": {}}
    plan = str(database.command("explain", command, verbosity="executionStats"))
    assert plan.count("'indexName': 'words'") == 4  # of each word, in what was planned and run
    assert "FETCH" not in plan


def test_films_of_a_person_are_all_searched() -> None:
    a_film(title="Rare", plot="Stairs.", cast=["Ada Example"], imdb=None)
    rebuild_dictionary()
    assert titles(q="stairs", person="Ada Example") == ["Rare"]
    assert titles(q="stairs actor:ada") == ["Rare"]


@pytest.mark.parametrize("sort", ["title", "newest", "oldest"])
@pytest.mark.parametrize(("words", "films"), [("stairs", 40), ("cellar stairs", 26)])
def test_another_order_lists_all_films(sort: str, words: str, films: int) -> None:
    assert len(titles(q=words, sort=sort)) == films
    selection = Selection(q=words, sort=sort)
    counts, first = facets.facets_and_page(selection, 1, SIZE)
    assert (len(first.items), first.next) == (SIZE, 2)
    assert counts.total_text == (str(films) if sort == "oldest" else "16+")
    last = facets.facets_and_page(selection, 99, SIZE)[1]
    assert (last.total, last.number, last.next) == (films, -(-films // SIZE), None)


def test_a_count_without_facets_is_that_of_the_pages() -> None:
    page = get_page(Selection(q="cellar stairs"), 99, SIZE)
    assert page.items
    assert page.total == len(titles(q="cellar stairs"))
