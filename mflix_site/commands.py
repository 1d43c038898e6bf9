"""The base class of commands that need the database: it runs, and errors are one sentence."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pymongo.errors import PyMongoError

from mflix_site.errors import Problem, Unavailable
from mflix_site.mongo.client import embedded_folder
from mflix_site.mongo.collections import OutcomeUnknown, driver_problem
from mflix_site.mongo.waiting import until_available

from .embedded.server import running_server
from .mongo.connection_check import check_connection

SECONDS_AFTER_PROBLEM = 10.0


def sentence_for_operators(problem: Problem) -> str:
    """Return an error's sentence; of a database that is away not the one for web forms."""
    kind = type(problem)
    if kind in (Unavailable, OutcomeUnknown) and str(problem) == str(kind.sentence):
        return (
            "The database didn't answer. What was written until then is kept: "
            "run the command again, and it goes on from there."
        )
    return str(problem)


class DatabaseCommand(BaseCommand):
    """A command that runs with the database available; subclasses implement `handle`."""

    requires_system_checks: list[str] = []
    # Whether `handle` may run again from its start when the database was away.
    is_repeatable = False

    def check_arguments(self, **options: Any) -> None:
        """Raise CommandError or a Problem for what is wrong whatever the database holds."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            self.check_arguments(**options)
            with self.database():
                execute = partial(super().execute, *args, **options)
                return until_available(execute) if self.is_repeatable else execute()
        except Problem as error:
            raise CommandError(sentence_for_operators(error)) from error
        except PyMongoError as error:
            if problem := driver_problem(error):
                raise CommandError(str(problem)) from error
            raise
        except KeyboardInterrupt:
            raise CommandError("Stopped before it finished.", returncode=130) from None

    @contextmanager
    def database(self) -> Iterator[None]:
        """Start the embedded server for the block, or check that the one of MONGODB_URI answers."""
        if settings.EMBEDDED and not settings.DATABASE_MANAGED:
            with running_server(embedded_folder(), self.stderr.write):
                yield
            return
        if not settings.DATABASE_MANAGED:
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
                self.stderr.write(f"{pending} wait: {problem.sentence}")
                stopped.wait(SECONDS_AFTER_PROBLEM)
            stopped.wait(seconds)
