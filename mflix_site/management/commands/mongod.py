"""Start, stop or look at the embedded MongoDB."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mflix_site.mongo.client import embedded_folder

from ...embedded.process import Options
from ...embedded.server import DEFAULT_PORT, start, stop
from ...embedded.state import ServerError, find_running

NOT_RUNNING = "The embedded MongoDB is not running."


class Command(BaseCommand):
    """Call `mflix_site.embedded`."""

    help = "Start, stop or check this checkout's embedded MongoDB."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *_args: Any, action: str, **_options: Any) -> None:
        try:
            getattr(self, action)()
        except ServerError as error:
            raise CommandError(str(error)) from error

    def start(self) -> None:
        folder = embedded_folder()
        if find_running(folder) is None:
            start(folder, DEFAULT_PORT, Options(detached=True), self.stderr.write)
        self.status()

    def stop(self) -> None:
        self.stdout.write("Stopped." if stop(embedded_folder()) else NOT_RUNNING)

    def status(self) -> None:
        state = find_running(embedded_folder())
        if state is None:
            raise CommandError(f"{NOT_RUNNING} Start it with `manage.py mongod start`.")
        self.stdout.write(state.uri)
