"""A database that is away for a while does not end an import, an adoption or a recount."""

from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import CommandError, get_commands, load_command_class
from pymongo.errors import OperationFailure

from importing import services
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo import waiting
from mflix_site.mongo.client import Cursor
from mflix_site.mongo.collections import OutcomeUnknown
from mflix_site.mongo.waiting import all_documents, retry_until_available
from tests.support.sample import a_movie, a_sample, a_user, as_lines, run, write


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait only for a moment."""
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.0)


def failing(times: int, work: Any, error: type[Exception] = Unavailable) -> Any:
    """Return a function that is away the first times, and then works."""
    left = [times]

    def attempt(*args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise error
        return work(*args, **kwargs)

    return attempt


@pytest.mark.parametrize("error", [Unavailable, OutcomeUnknown])
@pytest.mark.parametrize("name", ["import_movies", "import_comments", "import_members", "recount"])
def test_an_import_goes_on_when_the_database_is_back(
    database: Any, tmp_path: Path, monkeypatch: Any, capsys: Any, name: str, error: Any
) -> None:
    monkeypatch.setattr(services, name, failing(3, getattr(services, name), error))
    output = run("import_mflix", a_sample(tmp_path))
    assert "comments.json: 2 read, 2 inserted" in output
    assert (database.movies.find_one() or {})["num_mflix_comments"] == 2
    assert capsys.readouterr().err.count("waiting for it") == 1


@pytest.mark.parametrize("name", ["adopt_members", "adopt_movies", "delete_foreign_sessions"])
def test_an_interrupted_adoption_continues_too(database: Any, monkeypatch: Any, name: str) -> None:
    database.users.insert_one(a_user())
    monkeypatch.setattr(services, name, failing(2, getattr(services, name)))
    assert "users: 1 read, 0 inserted, 1 changed" in run("adopt_mflix")


@pytest.mark.parametrize("command", ["recount", "migrate_mongodb", "purge", "reindex_search"])
def test_a_command_that_may_be_repeated_is(database: Any, monkeypatch: Any, command: str) -> None:
    kind = type(load_command_class(get_commands()[command], command))
    monkeypatch.setattr(kind, "handle", failing(2, kind.handle))
    run(command)


def test_one_that_stays_away_ends_the_command_in_words_for_operators(
    database: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(waiting, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(services, "import_movies", failing(99, None, OutcomeUnknown))
    with pytest.raises(CommandError, match=r"run the command again, and it goes on from there"):
        run("import_mflix", a_sample(tmp_path))


def test_what_waiting_cannot_help_ends_at_once() -> None:
    def refuse() -> None:
        raise Unavailable from OperationFailure("not authorized", 13)

    with pytest.raises(Unavailable):
        retry_until_available(refuse)


def test_all_documents_come_whatever_their_ids_are_and_whatever_happens(
    database: Any, monkeypatch: Any
) -> None:
    ids = [*range(7), "a", "b", ObjectId(), ObjectId(), True]
    database.movies.insert_many({"_id": id} for id in ids)
    monkeypatch.setattr(waiting, "BATCH_SIZE", 3)
    monkeypatch.setattr(Cursor, "next", failing(2, Cursor.next, Unavailable))
    docs = [doc["_id"] for doc in all_documents(mongo.movies(), {"_id": 1})]
    assert docs == [doc["_id"] for doc in database.movies.find().sort("_id", 1)]


def test_a_file_of_which_nothing_could_be_imported_is_an_error(
    database: Any, tmp_path: Path
) -> None:
    write(tmp_path / "users.json", "not json at all")
    write(tmp_path / "movies.json", as_lines(a_movie()))
    with pytest.raises(CommandError, match=r"Nothing in users\.json could be read"):
        run("import_mflix", tmp_path)
    assert database.movies.count_documents({}) == 1
