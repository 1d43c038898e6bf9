"""Commands look at their arguments first: what is wrong is named before the database is asked."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from mflix_site.commands import DatabaseCommand

NOBODY, WHY = "nobody@example.test", "--reason"
# Every command that takes something else than marks, and what is wrong with it.
WRONG: dict[str, list[tuple[list[str], str]]] = {
    "import_mflix": [
        (["/no/such/folder"], "There is no file or folder at /no/such/folder."),
        ([""], "holds no file to import"),
        (["manage.py"], "manage.py is not imported"),
        (["manage.py/movies.json"], "There is no file or folder"),
        (["docs", "--dry-run"], "docs holds no file to import"),
        (["m" * 5_000], "cannot be read: File name too long"),
    ],
    "create_admin": [
        (["--email", "nonsense"], "--email nonsense: Enter a valid e-mail address."),
        (["--email", NOBODY, "--name", " "], "Use a name"),
    ],
    "set_role": [
        ([NOBODY, "emperor"], "invalid choice"),
        ([NOBODY, "admin", WHY, ""], "from 8 to 2,000 characters"),
    ],
    "start_trial": [
        (["--days", "0"], "not a number of days from 1 to 365"),
        (["--days", "²"], "'²'"),
        ([WHY, "x" * 2_001], "from 8 to 2,000 characters"),
    ],
    "end_trials": [([WHY, " \u200b\n "], "from 8 to 2,000 characters")],
    "seed": [
        (["--movies", "-1"], "whole number"),
        (["--movies", "2", "--members", "3", "--reviews", "1000"], "3 members can write"),
        (["--until", "9999-12-31"], "not a day"),
        (["--until", "0001-01-01"], "not a day"),
        (["--until", "2020-02-30"], "not a day"),
        (["--until", "2020-01-01T25:00"], "not a day"),
    ],
    "verify_log": [(["--head", "1:x"], "NUMBER:HASH")],
    "runserver": [
        (["nonsense"], "is not a port"),
        (["65536"], "is not a port"),
        (["9" * 5_000], "is not a port"),
    ],
}
CASES = [(name, *case) for name, cases in WRONG.items() for case in cases]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a command that wants the database fail."""

    def database(self: Any) -> Any:
        raise AssertionError("asked for the database")

    for name in commands():
        monkeypatch.setattr(f"{type(commands()[name]).__module__}.Command.database", database)


def commands() -> dict[str, DatabaseCommand]:
    """Return the commands of the project that need the database."""
    apps = {name: app for name, app in get_commands().items() if not app.startswith("django.")}
    loaded = {name: load_command_class(app, name) for name, app in apps.items()}
    return {n: c for n, c in loaded.items() if isinstance(c, DatabaseCommand)}


@pytest.mark.parametrize(
    ("name", "arguments", "why"), CASES, ids=lambda value: repr(value)[:40].replace("/", "|")
)
def test_a_wrong_argument_is_named_first(name: str, arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command(name, *arguments)


def test_the_demo_is_refused_before_somebody_elses_server_is_asked(settings: Any) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="MONGODB_URI is set"):
        call_command("seed_demo")


def test_every_command_with_values_is_among_them() -> None:
    of_django = {action.dest for action in commands()["purge"].create_parser("", "")._actions}
    with_values = {
        name
        for name, command in commands().items()
        for action in command.create_parser("", name)._actions
        if action.nargs != 0 and action.dest not in of_django
    }
    assert with_values == set(WRONG)
