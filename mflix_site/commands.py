"""The base class of commands that need the database: it runs, and errors are one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mflix_site.errors import Problem
from mflix_site.mongo.client import embedded_folder

from .embedded.server import running_server
from .mongo.connection_check import check_connection


class DatabaseCommand(BaseCommand):
    """A command that runs with the database available; subclasses implement `handle`."""

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            with self.database():
                return super().execute(*args, **options)
        except Problem as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped before the end.", returncode=130) from None

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
