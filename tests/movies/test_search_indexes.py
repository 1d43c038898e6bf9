"""Every question that search asks is answered from an index."""

from typing import Any

import pytest

from movies import facets
from movies.facet_index.building import rebuild_facet_index
from movies.facets import facets_and_page
from movies.search import candidates, engine, relaxing, suggestions
from movies.search.candidates import Stages
from movies.search.indexing import rebuild_dictionary
from movies.search.parsing import tokenize
from movies.selection import Selection
from tests.support.browsing import Browser
from tests.support.catalogue import many_films
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film
from tests.support.profiling import profiled
from tests.support.stored_state import filled_once

QUERIES = ("the third man", "thrid man", "teh thidr man", "third m", "vienna funeral", "carol reed",
           "carrol rede", "zither vienan", "the of and", "th", "e", "orson", "third man 1949",
           "vienna film 1950", "zither xyzzy funeral", "carol reed 1949")  # fmt: skip
NAMES = {"similar", "prefix", "words", "terms", "people", "anywhere"}


@filled_once
def indexed_films() -> None:
    many_films(150)
    for _ in range(3):  # a word of plots is known from three films on
        a_film()
    rebuild_dictionary()


@pytest.fixture
def asked(indexed_films: None, monkeypatch: Any) -> list[tuple[str, str, Stages]]:
    """Search for many things, and give each question: its name, collection and stages."""
    queries: list[tuple[str, str, Stages]] = []

    def listening(these: Any) -> Any:
        names = {name: name if isinstance(name, str) else name[1] for name in these}
        queries.extend((names[name], *one) for name, one in these.items() if one[1])
        return original(these)

    original = candidates.run_queries
    for module in (engine, relaxing, suggestions):
        monkeypatch.setattr(module, "run_queries", listening)
    for text in QUERIES:
        engine.search(text)
        suggestions.find_suggestions(text)
        engine.interpret(f'director:"{text}"')
    return queries


def test_no_question_scans_a_collection_or_sorts_what_it_read(database: Any, asked: Any) -> None:
    assert {name for name, _, _ in asked} >= NAMES
    for name, collection, stages in asked:
        command = {"aggregate": collection, "pipeline": stages, "cursor": {}}
        answer = database.command("explain", command)
        plan = str({part: answer[part] for part in ("stages", "queryPlanner") if part in answer})
        assert "COLLSCAN" not in plan, (name, stages)
        assert "IXSCAN" in plan, (name, stages)
        assert "'SORT'" not in plan, (name, stages)


def test_a_search_is_at_most_three_commands(indexed_films: None, monkeypatch: Any) -> None:
    count: list[Any] = []
    for module in (engine, relaxing, suggestions):
        monkeypatch.setattr(
            module, "run_queries", lambda q: count.append(q) or candidates.run_queries(q)
        )
    for text in QUERIES:
        count.clear()
        engine.search(text)
        assert len(count) <= 3, text


@pytest.mark.parametrize(
    ("typed", "most"),
    [("the third man", 2), ("vienna funeral", 3), ("carol reed", 2), ("the thrid man", 3)],
)
def test_a_page_of_results_is_at_most_three_commands(
    indexed_films: None, monkeypatch: Any, typed: str, most: int
) -> None:
    rebuild_facet_index()
    with recorded_commands(monkeypatch) as commands:
        assert Browser().get("/movies/", {"q": typed}).status_code == 200
        assert 0 < len(commands) <= most, commands


def test_a_page_of_results_reads_each_film_once(indexed_films: None, database: Any) -> None:
    rebuild_facet_index()
    with profiled(database) as operations:
        assert Browser().get("/movies/", {"q": "the third man"}).status_code == 200
    page = [one for one in operations if one.collection == "movies"][-1]
    assert 0 < page.examined <= 2 * page.returned


@pytest.mark.parametrize("text", ["vienna", "the third man", "carol reed 1949", "zither vienan"])
def test_few_films_come_in_the_order_of_many(
    indexed_films: None, monkeypatch: Any, text: str
) -> None:
    pages = [facets_and_page(Selection(q=text), number, 2) for number in (1, 2, 3)]
    monkeypatch.setattr(facets, "MAX_FEW", 0)
    assert pages[0][1].items
    assert [facets_and_page(Selection(q=text), number, 2) for number in (1, 2, 3)] == pages


def test_what_is_asked_holds_only_folded_words(asked: Any) -> None:
    nasty = candidates.similar_titles_query(tokenize('{"$ne": 1} $where .* ^a'), 1)
    assert "$where" not in str(nasty) and ".*" not in str(nasty)
    _, stages = candidates.candidate_queries(text := tokenize("$where"))[text, "terms"]
    assert "$" not in str(stages[0]["$match"]["keys"]["$in"])
