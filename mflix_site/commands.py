"""The base class of commands that need the database: it runs, and errors are one sentence."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command, load_command_class
from django.core.management.base import BaseCommand, CommandError
from pymongo.errors import PyMongoError

from mflix_site.errors import Problem, Unavailable
from mflix_site.mongo import indexes
from mflix_site.mongo.client import embedded_folder
from mflix_site.mongo.foreign_schema import find_foreign_rules, foreign_ids_sentences
from mflix_site.mongo.refusals import OutcomeUnknown, problem_from_driver_error, refusal
from mflix_site.mongo.waiting import retry_until_available
from mflix_site.progress import Progress

from .embedded.server import running_server
from .mongo.connection_check import check_connection

SECONDS_AFTER_PROBLEM = 10.0
AWAY, STOPPED = "The database didn't answer.", "Stopped before it finished."
AGAIN = " What was written until then is kept: run the command again, and it goes on from there."
MIGRATIONS_PENDING = (
    "Some data of earlier versions is not migrated yet. Run `manage.py migrate_mongodb`: it goes "
    "on where it was stopped."
)
TO_OPERATORS = re.compile(r"The operator (?:should|needs to) (\w)")


def sentence_for_operators(problem: Problem) -> str:
    """Return an error's sentence as its operator reads it, and not a member at a form."""
    kind = type(problem)
    if kind in (Unavailable, OutcomeUnknown) and str(problem) == str(kind.sentence):
        name = refusal(problem.__cause__)
        return f"The database refused this: {name}. Its log says more." if name else AWAY
    return TO_OPERATORS.sub(lambda match: match[1].upper(), str(problem))


def migrate(command: BaseCommand, **options: Any) -> None:
    """Make the database match the code; raise CommandError where foreign data prevents it."""
    call_command("migrate_mongodb", **options, verbosity=0, stdout=command.stdout)


def has_pending_migrations() -> bool:
    command: Any = load_command_class("importing", "migrate_mongodb")
    return bool(command.pending_migrations())


class Terminated(KeyboardInterrupt):
    """SIGTERM was received."""


class DatabaseCommand(BaseCommand):
    """A command that runs with the database available; subclasses implement `handle`."""

    requires_system_checks: list[str] = []
    # Whether `handle` may run again from its start when the database was away.
    is_repeatable = False
    # Whether it writes what only the indexes keep right: not before they are made.
    requires_indexes = False

    def check_arguments(self, **options: Any) -> None:
        """Raise CommandError or a Problem for what is wrong whatever the database holds."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        Progress.latest = None
        try:
            self.check_arguments(**options)
            with _stopped_by_sigterm(), self.database():
                if self.requires_indexes:
                    self.check_schema(is_watching=bool(options.get("watch")))
                execute = partial(super().execute, *args, **options)
                return retry_until_available(execute) if self.is_repeatable else execute()
        except Problem as error:
            raise _command_error(error) from error
        except PyMongoError as error:
            if problem := problem_from_driver_error(error):
                problem.__cause__ = error
                raise _command_error(problem) from error
            raise
        except KeyboardInterrupt as error:
            at = f"Stopped at {Progress.latest}.{AGAIN}" if Progress.latest else STOPPED
            number = signal.SIGTERM if isinstance(error, Terminated) else signal.SIGINT
            raise CommandError(at, returncode=128 + number) from None

    def check_schema(self, *, is_watching: bool) -> None:
        """Raise CommandError if indexes are missing, except to a watcher; warn of migrations."""
        if not is_watching:
            retry_until_available(_require_indexes)
        with suppress(Problem):
            if has_pending_migrations():
                self.stderr.write(MIGRATIONS_PENDING)

    @contextmanager
    def database(self) -> Iterator[None]:
        """Start the embedded server for the block, or check that the one of MONGODB_URI answers."""
        with ExitStack() as stack:
            if settings.EMBEDDED and not settings.DATABASE_MANAGED:
                stack.enter_context(running_server(embedded_folder(), self.stderr.write))
            elif not settings.DATABASE_MANAGED:
                check_connection(settings.MONGODB_URI, settings.MONGODB_DB)
            yield

    def watch(self, work: Callable[[], object], seconds: float, pending: str) -> None:
        """Call `work` repeatedly until a signal; after a Problem, say that `pending` waits."""
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                work()
            except Problem as problem:
                self.stderr.write(f"{pending} wait: {sentence_for_operators(problem)}")
                stopped.wait(SECONDS_AFTER_PROBLEM)
            stopped.wait(seconds)


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Stop the command at SIGTERM, which systemd sends, as Ctrl-C does."""

    def stop(*_: object) -> None:
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _require_indexes() -> None:
    if lasting := [rule.sentence for rule in find_foreign_rules() if not rule.is_droppable]:
        raise CommandError("\n".join(lasting))
    if indexes.find_drift():
        raise CommandError(
            "The database lacks indexes that this needs. Run `manage.py migrate_mongodb` first."
        )
    if sentences := foreign_ids_sentences():
        raise CommandError(" ".join(sentences))


def _command_error(problem: Problem) -> CommandError:
    sentence = sentence_for_operators(problem)
    return CommandError(sentence + AGAIN if sentence == AWAY else sentence)
