"""What a killed `migrate_mongodb` left: commands that fill go on with it, others say so."""

from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from importing.migrations import MIGRATIONS, mark_new_database, pending_migrations
from mflix_site.commands import MIGRATIONS_PENDING, DatabaseCommand
from tests.mongo.test_unprepared_database import NEEDS, SEED
from tests.support.cast import PASSWORD, make_member
from tests.support.factories import a_film, a_review
from tests.support.sample import a_sample, run

WATCHERS = ("send_mail", "run_imports", "count_facets")


@pytest.fixture(params=range(len(MIGRATIONS)))
def killed(database: Any, request: pytest.FixtureRequest) -> None:
    """Post a review, and record the first of the migrations alone."""
    a_review(make_member("Alice"), a_film())
    done = [{"_id": name} for name in list(MIGRATIONS)[: request.param]]
    if done:
        database.migrations.insert_many(done)


@pytest.mark.parametrize("command", ["seed", "create_admin", "import_mflix", "adopt_mflix"])
def test_a_command_that_fills_goes_on(
    killed: None, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    arguments = {
        "seed": SEED,
        "create_admin": ("--email", "admin@b.test"),
        "import_mflix": (a_sample(tmp_path),),
    }
    assert "The database now matches the code." in run(command, *arguments.get(command, ()))
    assert pending_migrations() == []
    assert "Everything matches" in run("migrate_mongodb")


@pytest.fixture
def errors_of(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs a command, and returns what it says on standard error."""

    def run_command(command: str, *arguments: str) -> str:
        capsys.readouterr()
        with suppress(CommandError):
            run(command, *arguments)
        return capsys.readouterr().err

    return run_command


@pytest.mark.parametrize("command", NEEDS)
def test_another_command_says_so_and_runs(killed: None, errors_of: Any, command: str) -> None:
    assert errors_of(command, *NEEDS[command]) == f"{MIGRATIONS_PENDING}\n"
    run("migrate_mongodb")
    assert errors_of(command, *NEEDS[command]) == ""


@pytest.mark.parametrize("command", WATCHERS)
def test_a_watcher_says_so_and_runs(
    killed: None, errors_of: Any, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[str] = []
    monkeypatch.setattr(DatabaseCommand, "watch", lambda *_: rounds.append(command))
    assert errors_of(command, "--watch") == f"{MIGRATIONS_PENDING}\n"
    assert rounds == [command]


def test_a_new_database_that_was_not_marked_is_when_it_is_filled(database: Any) -> None:
    database.migrations.delete_many({})
    run("seed", *SEED)
    assert pending_migrations() == []


def test_a_site_where_nothing_is_missing_says_nothing(database: Any, errors_of: Any) -> None:
    mark_new_database()
    a_review(make_member("Alice"), a_film())
    assert errors_of("recount") == ""
