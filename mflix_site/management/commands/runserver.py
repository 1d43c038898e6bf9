"""Django's development server, with the embedded MongoDB under it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as RunServer
from django.core.management.base import CommandError
from django.core.management.commands.runserver import naiveip_re

from mflix_site.commands import DatabaseCommand

from ...serving import preparation


class Command(DatabaseCommand, RunServer):
    """The first process starts the database; the reloader's children find it running."""

    default_port = str(settings.PORT)

    def check_arguments(self, **options: Any) -> None:
        if address := options["addrport"]:
            match = naiveip_re.match(address)
            if match is None or int(match["port"][:6]) >= 2**16:
                raise CommandError(f"{address} is not a port, or an address and a port.")

    @contextmanager
    def database(self) -> Iterator[None]:
        database = preparation.Database(self.stderr.write)
        database.start()
        try:
            yield
        finally:
            database.stop()

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("RUN_MAIN") != "true":
            preparation.prepare_database(self.stdout.write)
            if not settings.DEBUG:
                preparation.collect_static()
        options.setdefault("skip_checks", False)  # absent without system checks
        super().handle(*args, **options)
