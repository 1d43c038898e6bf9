"""The only door to MongoDB: our errors, write concerns, transactions, a client a process."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId
from pymongo import WriteConcern
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    InvalidOperation,
    NetworkTimeout,
    NotPrimaryError,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.read_concern import ReadConcern

from mflix_site.errors import Problem, Unavailable
from mflix_site.mongo import client
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate, Unstorable
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from tests.support.cast import make_member
from tests.support.factories import a_film
from tests.support.sampling import sampled

KEPT = {"w": "majority", "j": True}
# As docs/data-model.md promises.
CONCERNS = {
    "users": KEPT,
    "sessions": KEPT,
    "password_resets": KEPT,
    "comments": KEPT,
    "review_revisions": KEPT,
    "movies": KEPT,
    "movie_revisions": KEPT,
    "outbox": KEPT,
    **dict.fromkeys(("notices", "reports", "cases", "decisions", "log_head", "appeals"), KEPT),
    "throttle": {"w": 1},
    "search_terms": KEPT,
    "facet_counts": KEPT,
    "people": KEPT,
    "counters": KEPT,
    "site_summary": KEPT,
    "notice_batches": KEPT,
    "former_accounts": KEPT,
    "page_views": {"w": 0},
    **dict.fromkeys(("film_states", "diary", "lists", "list_entries", "migrations"), KEPT),
    **dict.fromkeys(("imports", "import_rows", "import_undo"), KEPT),
    **dict.fromkeys(("access_tokens", "idempotent_requests"), KEPT),
}


def test_a_taken_key_is_a_duplicate_that_names_its_fields(alice: Any) -> None:
    with pytest.raises(Duplicate) as taken:
        make_member("Alice Ångström")
    assert taken.value.key in ({"email_key"}, {"handle_key"})
    assert isinstance(taken.value.__cause__, PyMongoError)


def test_a_document_that_the_validator_refuses_is_unstorable(database: Any) -> None:
    with pytest.raises(Unstorable):
        mongo.reviews().insert_one(
            {"movie_id": ObjectId(), "text": "x", "date": now(), "rating": 0}
        )


@pytest.mark.parametrize(
    "doc",
    [
        {"a\x00b": 1},
        {"a": 2**63},
        {"a": -(2**63) - 1},
        {"a": "\ud800"},
        {"\ud800": 1},
        {"a": {1, 2}},
        {"a": object()},
        {1: "a"},
    ],
    ids=["NUL key", "2^63", "-2^63-1", "surrogate", "surrogate key", "set", "object", "number key"],
)
def test_what_bson_cannot_hold_is_unstorable(database: Any, doc: Any) -> None:
    for write in (
        lambda: mongo.movies().insert_one(dict(doc)),
        lambda: mongo.movies().update_one({"_id": 1}, {"$set": {"x": doc}}),
        lambda: mongo.movies().find_one({"x": doc}),
        lambda: list(mongo.movies().find({"x": doc})),
        lambda: mongo.movies().list_of([{"$match": {"x": doc}}]),
    ):
        with pytest.raises(Unstorable):
            write()
    assert database.movies.count_documents({}) == 0


@pytest.mark.parametrize(
    "read",
    [
        lambda m: m.find_one({"$nonsense": 1}),
        lambda m: list(m.find({"a": {"$nonsense": 1}})),
        lambda m: m.list_of([{"$nonsense": 1}]),
        lambda m: m.count_documents({"$nonsense": 1}),
        lambda m: m.distinct("a", {"$nonsense": 1}),
        lambda m: m.update_one({}, {"$nonsense": 1}),
        lambda m: m.find_one_and_update({}, {"$nonsense": {"a": 1}}),
        lambda m: m.drop_index("none such"),
    ],
)
def test_whatever_the_driver_raises_leaves_as_a_problem_of_ours(database: Any, read: Any) -> None:
    with pytest.raises(Problem):
        read(mongo.movies())


def test_a_closed_client_is_a_misuse_and_is_made_anew_when_asked_for(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_client_by_process", {})  # the run's own client stays open
    collection = mongo.movies()
    client.close()
    with pytest.raises(InvalidOperation):
        collection.find_one({})
    assert mongo.movies().find_one({}) is None
    client.close()


@pytest.mark.parametrize("name", sampled(CONCERNS, 4))
def test_each_collection_is_written_with_its_concern(database: Any, name: str) -> None:
    assert mongo.collection(name).write_concern.document == CONCERNS[name]


def test_the_table_of_concerns_names_every_collection() -> None:
    assert set(mongo.WRITE_CONCERNS) == set(CONCERNS)


def test_another_concern_can_be_asked_for(database: Any) -> None:
    assert mongo.reviews(mongo.ONE_MEMBER).write_concern == WriteConcern(w=1)


def test_a_view_is_written_without_waiting_and_a_review_is_not(database: Any) -> None:
    view = {"movie_id": ObjectId(), "day": now(), "views": 1}
    review = {"movie_id": ObjectId(), "text": "x", "date": now()}
    assert not mongo.page_views().insert_one(view).acknowledged
    assert mongo.reviews().insert_one(review).acknowledged


def test_an_unanswered_write_that_is_refused_says_nothing(database: Any) -> None:
    mongo.page_views().insert_one({"nonsense": True})
    assert database.page_views.count_documents({}) == 0


def test_a_transaction_is_all_or_nothing(database: Any) -> None:
    def work(session: Any) -> None:
        mongo.movies().insert_one({"title": "Half"}, session=session)
        raise Duplicate(frozenset())

    with pytest.raises(Duplicate):
        in_transaction(work)
    assert database.movies.count_documents({}) == 0


def test_a_transaction_gives_the_result_of_its_work(database: Any) -> None:
    assert in_transaction(lambda _: 42) == 42


def test_a_problem_of_ours_inside_a_transaction_comes_out_as_it_is(database: Any) -> None:
    def work(session: Any) -> None:
        raise Unstorable("this")

    with pytest.raises(Unstorable, match="this"):
        in_transaction(work)


def test_two_writers_of_one_document_wait_for_each_other(database: Any) -> None:
    film = a_film()

    def add(session: Any) -> None:
        mongo.movies().update_one({"_id": film}, {"$inc": {"n": 1}}, session=session)

    for _ in range(20):
        in_transaction(add)
    assert (database.movies.find_one({"_id": film}) or {})["n"] == 20


def in_a_child(work: Callable[[], object]) -> str:
    """Return what some work says in a forked process, where nothing else of pytest may run."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return said.read()


def test_a_child_process_makes_a_client_of_its_own(database: Any) -> None:
    mine = client.client()
    assert in_a_child(lambda: client.client() is mine) == "False"
    assert in_a_child(lambda: mongo.movies().find_one({})) == "None"
    assert client.client() is mine


def test_a_transaction_whose_upsert_lost_a_race_runs_once_more(database: Any) -> None:
    head, runs = {"_id": "head", "number": 1, "hash": ""}, list[int]()
    mongo.log_head().insert_one(head)

    def work(session: Any) -> int:
        runs.append(len(runs))
        if len(runs) == 1:  # as an upsert that did not see what another inserted
            mongo.log_head().insert_one(head, session=session)
        return len(runs)

    assert (in_transaction(work), runs) == (2, [0, 1])
    with pytest.raises(mongo.Duplicate):
        in_transaction(lambda session: mongo.log_head().insert_one(head, session=session))


@pytest.mark.parametrize(("error", "is_repeated"), [
    (AutoReconnect, True), (NotPrimaryError, True), (NetworkTimeout, False),
    (ServerSelectionTimeoutError, False),
])  # fmt: skip
def test_a_read_is_sent_again_after_a_broken_connection_and_not_after_a_timeout(
    database: Any, monkeypatch: pytest.MonkeyPatch, error: type[Exception], is_repeated: bool
) -> None:
    film = a_film()

    def fail(*_args: Any, **_options: Any) -> None:
        raise error("lost")

    monkeypatch.setattr(Database, "command", fail)
    if is_repeated:
        assert [doc["_id"] for doc in mongo.movies().list_of([])] == [film]
    else:
        with pytest.raises(Unavailable):
            mongo.movies().list_of([])


def test_an_answer_of_more_than_16_mb_is_read_whole_and_leaves_no_cursor(database: Any) -> None:
    idle = [{"$currentOp": {"idleCursors": True}}, {"$match": {"type": "idleCursor"}}]
    large = [{"_id": f"large:{n}", "text": "x" * 2**20} for n in range(20)]
    mongo.facet_counts().insert_many(large)
    pipeline = [{"$match": {"_id": {"$in": [doc["_id"] for doc in large]}}}]
    assert len(mongo.facet_counts().list_of(pipeline)) == 20
    admin = database.client.get_database("admin", read_concern=ReadConcern("local"))
    assert database.name not in [row["ns"].partition(".")[0] for row in admin.aggregate(idle)]
