"""The liveness and readiness checks."""

from collections.abc import Iterator
from typing import Any

import pytest

from mflix_site.mongo import health, indexes
from tests.support.browsing import Browser


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """The answer is kept for some seconds: begin and end each test without one."""
    health._last_readiness.clear()
    yield
    health._last_readiness.clear()


@pytest.fixture
def no_title_index(database: Any) -> Iterator[None]:
    database.movies.drop_index("title")
    yield
    indexes.create_indexes(indexes.find_drift())


def test_a_site_that_has_all_it_needs_is_ready(visitor: Browser) -> None:
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_a_missing_index_makes_it_unready_and_says_what_to_run(
    visitor: Browser, no_title_index: None
) -> None:
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "index movies.title is missing" in answer.json()["problems"]
    assert any("migrate_mongodb" in problem for problem in answer.json()["problems"])


def test_it_is_ready_again_as_soon_as_the_index_is_back(visitor: Browser, database: Any) -> None:
    database.movies.drop_index("title")
    assert visitor.get("/readyz").status_code == 503
    indexes.create_indexes(indexes.find_drift())
    assert visitor.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_asking_needs_no_session_and_changes_nothing(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert answer.cookies == {}
    assert visitor.post(path).status_code == 405
