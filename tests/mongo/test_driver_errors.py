"""Whatever way the driver is reached, its errors are ours, and one client serves a process."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo import MongoClient, WriteConcern
from pymongo.errors import AutoReconnect, OperationFailure

from mflix_site.errors import Problem
from mflix_site.mongo import client
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Collection
from tests.support.browsing import Browser

WRONG = {"$nonsense": 1}
WAYS = {
    "with_options": lambda m: m.with_options(write_concern=WriteConcern(1)).find_one(WRONG),
    "with_options twice": lambda m: m.with_options().with_options().count_documents(WRONG),
    "with_options, cursor": lambda m: list(m.with_options().find(WRONG)),
    "with_options, aggregate": lambda m: m.with_options().list_of([WRONG]),
    "a collection inside": lambda m: m["inside"].find_one(WRONG),
    "an attribute": lambda m: m.inside.delete_many(WRONG),
    "find_one_and_replace": lambda m: m.find_one_and_replace(WRONG, {}),
    "create_index": lambda m: m.create_index([("a", "nonsense")]),
    "drop_index": lambda m: m.drop_index("none such"),
    "rename": lambda m: m.rename("a$b"),
    "watch": lambda m: m.watch([WRONG]),
    "explain": lambda m: m.find(WRONG).explain(),
    "distinct of a cursor": lambda m: m.find(WRONG).distinct("a"),
    "to_list": lambda m: m.find(WRONG).to_list(),
    "an index of a cursor": lambda m: m.find(WRONG)[0],
    "a clone": lambda m: m.find(WRONG).clone().next(),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_error_of_the_driver_leaves_as_ours(database: Any, way: str) -> None:
    with pytest.raises(Problem):
        WAYS[way](mongo.movies())


def test_a_collection_with_options_has_them(database: Any) -> None:
    other = mongo.movies().with_options(write_concern=WriteConcern(1))
    assert isinstance(other, Collection)
    assert other.write_concern == WriteConcern(1)
    assert mongo.movies().with_options().write_concern == mongo.movies().write_concern


@pytest.mark.parametrize("error", [AutoReconnect("x"), OperationFailure("x", 91)])
def test_an_error_of_the_driver_that_reaches_a_view_is_503(
    visitor: Browser, monkeypatch: Any, error: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr("movies.views.home.render", fail)
    assert visitor.get("/").status_code == 503


@pytest.fixture
def made(database: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Return the clients that are made from here on, as in a process that has none yet."""
    clients: list[Any] = []

    def make(*args: Any, **kwargs: Any) -> Any:
        clients.append(MongoClient(*args, **kwargs))
        return clients[-1]

    monkeypatch.setattr(client, "_client_by_process", {})  # the run's own client stays open
    monkeypatch.setattr(client, "MongoClient", make)
    yield clients
    client.close()


def test_requests_that_are_first_at_the_same_time_share_one_client(made: list[Any]) -> None:
    start = threading.Barrier(8)

    def first_use(_: int) -> Any:
        start.wait()
        return client.client()

    with ThreadPoolExecutor(8) as threads:
        used = list(threads.map(first_use, range(8)))
    assert made == used[:1]
    assert all(one is used[0] for one in used)
