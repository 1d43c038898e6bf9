"""The ground of all commands that need the database: it is there, and errors are one sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mflix_site.errors import Problem
from mflix_site.mongo.address import embedded_folder

from .embedded.server import running
from .mongo import connection_check

INTERRUPTED = 130
# Set for the children of `serve`: it keeps the database for them, and it alone starts it again.
KEPT = "MFLIX_DATABASE_IS_KEPT"


class DatabaseCommand(BaseCommand):
    """A command that finds the database running; subclasses implement `handle`."""

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command with the database there, and turn our errors into its last line."""
        try:
            with self.database():
                return super().execute(*args, **options)
        except Problem as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped before the end.", returncode=INTERRUPTED) from None

    @contextmanager
    def database(self) -> Iterator[None]:
        """Have the embedded server run for the block, or make sure that MONGODB_URI's answers."""
        if settings.EMBEDDED and KEPT in os.environ:
            yield
        elif settings.EMBEDDED:
            with running(embedded_folder(), self.stderr.write):
                yield
        else:
            connection_check.check_connection(settings.MONGODB_URI, settings.MONGODB_DB)
            yield

    def fail(self, sentence: str) -> NoReturn:
        """End the command with one sentence and status 1."""
        raise CommandError(sentence)
