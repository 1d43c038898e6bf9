"""Every question that search asks is answered from an index."""

from typing import Any

import pytest

from movies.search import asking, finding, names, reading, suggesting, titles
from movies.search.asking import Stages
from movies.search.indexing import rebuild_dictionary
from tests.support.catalogue import many_films
from tests.support.factories import a_film

QUERIES = ("the third man", "thrid man", "teh thidr man", "third m", "vienna funeral", "carol reed",
           "carrol rede", "zither vienan", "the of and", "th", "e", "orson", "third man 1949",
           "vienna film 1950", "zither xyzzy funeral", "carol reed 1949")  # fmt: skip


@pytest.fixture
def asked(database: Any, monkeypatch: Any) -> list[tuple[str, str, Stages]]:
    """Search for many things, and give each question: its name, collection and stages."""
    many_films(150)
    a_film()
    rebuild_dictionary()
    questions: list[tuple[str, str, Stages]] = []

    def listening(these: Any) -> Any:
        questions.extend((name, *one) for name, one in these.items() if one[1])
        return asking.ask(these)

    for module in (finding, reading, suggesting):
        monkeypatch.setattr(module, "ask", listening)
    for query in QUERIES:
        finding.look_up(query)
        suggesting.beginning(query)
        reading.read(f'director:"{query}"')
    return questions


def test_no_question_scans_a_collection_or_sorts_what_it_read(database: Any, asked: Any) -> None:
    assert {name for name, _, _ in asked} >= {"called", "begin", "have", "known", "people", "words"}
    for name, collection, stages in asked:
        command = {"aggregate": collection, "pipeline": stages, "cursor": {}}
        answer = database.command("explain", command)
        plan = str({part: answer[part] for part in ("stages", "queryPlanner") if part in answer})
        assert "COLLSCAN" not in plan, (name, stages)
        assert "IXSCAN" in plan, (name, stages)
        assert "'SORT'" not in plan, (name, stages)


def test_a_search_is_at_most_three_commands(database: Any, monkeypatch: Any) -> None:
    many_films(150)
    rebuild_dictionary()
    count = []
    monkeypatch.setattr(finding, "ask", lambda q: count.append(q) or asking.ask(q))
    for query in QUERIES:
        count.clear()
        finding.look_up(query)
        assert len(count) <= 3, query


def test_what_is_asked_holds_only_folded_words(asked: Any) -> None:
    nasty = titles.called(finding.typed_as('{"$ne": 1} $where .* ^a'), 1)
    assert "$where" not in str(nasty) and ".*" not in str(nasty)
    assert "$" not in str(names.known(finding.typed_as("$where").raw, ("where",), 1)[0]["$match"]
                          ["keys"]["$in"])  # fmt: skip
