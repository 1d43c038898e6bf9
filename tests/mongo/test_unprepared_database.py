"""Commands in a database whose indexes nobody has made, and their sentences."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management.base import CommandError
from pymongo.errors import OperationFailure

from mflix_site.commands import DatabaseCommand, sentence_for_operators
from mflix_site.embedded.state import ServerError
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo import indexes
from mflix_site.mongo.connection_check import check_connection
from mflix_site.mongo.refusals import problem_from_error
from tests.support.cast import PASSWORD
from tests.support.sample import run

NEEDS = {
    "set_role": ("a@b.test", "admin"),
    **dict.fromkeys(("start_trial", "end_trials", "purge", "recount", "reindex_search"), ()),
    **dict.fromkeys(("count_facets", "send_mail", "run_imports"), ()),
}
SEED = ("--movies=20", "--members=10", "--reviews=30")


@pytest.fixture
def unprepared(database: Any, settings: Any) -> Iterator[Any]:
    """Yield an empty database, which the settings name from now on."""
    settings.MONGODB_DB += "_unprepared"
    yield database.client[settings.MONGODB_DB]
    database.client.drop_database(settings.MONGODB_DB)


def test_every_admin_of_a_new_database_has_a_handle_of_their_own(
    unprepared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
        run("create_admin", "--email", f"a{number}@b.test", "--name", "Film Admin")
    assert len(unprepared.users.distinct("handle")) == 3
    assert indexes.find_drift() == []


def test_seeding_makes_the_indexes_first(unprepared: Any) -> None:
    run("seed", *SEED)
    assert indexes.find_drift() == []


@pytest.mark.parametrize("command", NEEDS)
def test_a_command_that_writes_waits_for_the_indexes(unprepared: Any, command: str) -> None:
    with pytest.raises(CommandError, match=r"Run `manage.py migrate_mongodb` first"):
        run(command, *NEEDS[command])
    assert unprepared.list_collection_names() == []


def test_documents_that_a_unique_index_refuses_are_named(unprepared: Any) -> None:
    twins = [{"name": "A", "handle_key": "a", "email": f"{n}@b.test"} for n in range(2)]
    ids = unprepared.users.insert_many(twins).inserted_ids
    with pytest.raises(CommandError) as caught:
        run("migrate_mongodb")
    sentence = str(caught.value)
    assert "unique index users.handle_key" in sentence
    assert "the same handle_key 'a'" in sentence
    assert all(f"{id} {n}@b.test" in sentence for n, id in enumerate(ids))


def test_another_spelling_of_the_databases_name_is_named(database: Any, settings: Any) -> None:
    with pytest.raises(ServerError, match=f"set MONGODB_DB={database.name}"):
        check_connection(settings.MONGODB_URI, database.name.upper())


def fail_hint() -> None:
    list(mongo.movies().find().hint("none_such"))


def fail_text() -> None:
    list(mongo.notices().find({"$text": {"$search": "a"}}))


def fail_spelling() -> None:
    name = mongo.movies().database.name.upper()
    other = mongo.movies().database.client[name]
    mongo.Collection(other, "movies").insert_one({})


def fail_otherwise() -> None:
    list(mongo.movies().find({"$nonsense": 1}))


@pytest.mark.parametrize(
    ("fail", "sentence"),
    [
        (fail_hint, "An index is missing. Run `manage.py migrate_mongodb`."),
        (fail_text, "An index is missing. Run `manage.py migrate_mongodb`."),
        (fail_spelling, "MONGODB_DB has the name of a database in another spelling. Write it"),
        (fail_otherwise, "The database refused this: BadValue. Its log says more."),
    ],
)
def test_what_the_server_refuses_has_a_sentence_of_its_own(
    database: Any, fail: Any, sentence: str
) -> None:
    with pytest.raises(Problem) as caught:
        fail()
    assert sentence_for_operators(caught.value).startswith(sentence)


def test_a_watcher_speaks_to_its_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = problem_from_error(OperationFailure("x", 50, {"code": 50}))
    command = DatabaseCommand(stderr=StringIO())

    def work() -> None:
        monkeypatch.setattr("threading.Event.is_set", lambda _: True)
        assert lost
        raise lost

    monkeypatch.setattr("threading.Event.wait", lambda *_: True)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    command.watch(work, 1, "Mails")
    assert command.stderr.getvalue() == "Mails wait: The database didn't answer.\n"


def test_a_new_site_passes_its_own_check(unprepared: Any) -> None:
    run("seed", *SEED)
    assert "Everything matches" in run("migrate_mongodb", "--check")
