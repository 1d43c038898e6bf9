"""A server that fails in the middle: our errors, a bounded time, and nothing twice."""

import time
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest

from mflix_site.errors import Problem, Unavailable
from mflix_site.mongo import client
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import OutcomeUnknown
from mflix_site.mongo.transactions import in_transaction
from mflix_site.web.middleware import describe_error

from ..support.scratch_server import scratch_server

LABELS = ["TransientTransactionError"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a server of this module's own, which can be told to fail."""
    with scratch_server(("--setParameter", "enableTestCommands=1")) as server:
        yield server.uri


@pytest.fixture
def failing(address: str, settings: Any, monkeypatch: Any) -> Iterator[Any]:
    """Return a function that makes the server fail; it works again after the test."""
    monkeypatch.setattr(client, "_client_by_process", {})  # the run's own client stays as it is
    settings.MONGODB_URI = address
    mongo.movies().delete_many({})

    def fail(mode: object, **data: Any) -> None:
        command = {"configureFailPoint": "failCommand", "mode": mode}
        client.client().admin.command(command | ({"data": data} if data else {}))

    yield fail
    fail("off")
    client.close()


def titles() -> int:
    return mongo.movies().count_documents({})


def insert(session: Any) -> None:
    mongo.movies().insert_one({"title": "Once"}, session=session)


@pytest.mark.parametrize(
    ("code", "kind"), [(91, Unavailable), (13, Unavailable), (50, OutcomeUnknown)]
)
def test_a_failing_server_is_unavailable(failing: Any, code: int, kind: type[Problem]) -> None:
    failing("alwaysOn", failCommands=["find"], errorCode=code)
    with pymongo.timeout(0.5), pytest.raises(kind):
        mongo.movies().find_one({})
    with pymongo.timeout(0.5), pytest.raises(kind):
        list(mongo.movies().find({}))


@pytest.mark.parametrize("code", [6, 91, 134])
def test_a_list_that_could_not_be_read_once_is_read_again(failing: Any, code: int) -> None:
    mongo.movies().insert_one({"title": "One"})
    failing({"times": 1}, failCommands=["aggregate"], errorCode=code)
    assert [doc["title"] for doc in mongo.movies().list_of([])] == ["One"]


def test_a_list_that_is_refused_says_by_what_in_the_log(failing: Any) -> None:
    failing("alwaysOn", failCommands=["aggregate"], errorCode=13)
    with pytest.raises(Unavailable) as refused:
        mongo.movies().list_of([])
    assert describe_error(refused.value) == "Unavailable OperationFailure Unauthorized"


def test_a_server_that_fails_while_a_cursor_is_read_is_unavailable(failing: Any) -> None:
    for _ in range(5):
        mongo.movies().insert_one({"title": "One of five"})
    cursor = mongo.movies().find({}, batch_size=2)
    next(cursor)
    failing("alwaysOn", failCommands=["getMore"], errorCode=96)
    with pytest.raises(Unavailable):
        list(cursor)


def test_a_transient_error_is_tried_again(failing: Any) -> None:
    tries = []

    def work(session: Any) -> None:
        tries.append(1)
        insert(session)

    failing({"times": 2}, failCommands=["insert"], errorCode=112, errorLabels=LABELS)
    in_transaction(work)
    assert len(tries) == 3
    assert titles() == 1


def test_a_commit_whose_answer_was_lost_is_tried_again_and_happens_once(failing: Any) -> None:
    failing({"times": 1}, failCommands=["commitTransaction"], closeConnection=True)
    in_transaction(insert)
    assert titles() == 1


def test_a_transaction_that_never_succeeds_ends_in_its_time_with_our_error(failing: Any) -> None:
    began = time.monotonic()
    failing("alwaysOn", failCommands=["insert"], errorCode=112, errorLabels=LABELS)
    with pytest.raises(Unavailable):
        in_transaction(insert, seconds=0.5)
    assert time.monotonic() - began < 60  # with_transaction alone would go on for two minutes
    assert titles() == 0
