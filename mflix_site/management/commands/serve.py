"""Serve the site on this machine: database, indexes, demo community, static files, gunicorn."""

import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from mflix_site.errors import Problem
from mflix_site.mongo.address import embedded_folder
from mflix_site.serving import children, lock, preparing
from mflix_site.serving.database import Embedded
from mflix_site.serving.signals import MakeWatch, Stopped, raise_when_asked_to_stop

from ...mongo import connection_check

CONFIG = "mflix_site/gunicorn.py"
WATCHERS = {"The sender of mails": "send_mail", "The counter of facets": "count_facets"}
SECONDS_BETWEEN_LOOKS, SECONDS_BEFORE_STARTING_AGAIN = 0.2, 2.0


class Command(BaseCommand):
    """Starts everything in order, watches it, and stops it in the other order."""

    help = "Serve the site until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Serve; being asked to stop is a good end."""
        try:
            with suppress(Stopped), ExitStack() as stack:
                raise_when_asked_to_stop()
                self.serve(stack)
            self.say("Stopped.")
        except Problem as error:
            raise CommandError(str(error)) from error

    def serve(self, stack: ExitStack) -> None:
        """Do all in order; whatever was started goes on the stack, and is stopped with it."""
        address = f"http://{lock.HOST}:{settings.PORT}"
        held = stack.enter_context(lock.only_one(Path(settings.VAR_DIR) / "serve.lock", address))
        # What a killed site started needs a moment to end, and holds the port until then.
        lock.check_port(settings.PORT, lock.SECONDS_TO_LET_GO if held.killed else 0.0)
        database = self.database(stack)
        preparing.prepare_database(self.say)
        preparing.collect_static()
        staff = self.start_children()
        stack.callback(children.stop, staff)
        stack.callback(held.stopping)  # the last on the stack, so the first to run
        children.wait_until_answers(staff[0], lock.HOST, settings.PORT)
        self.say(f"mflix is at {address}  (Ctrl-C stops it)")
        self.watch(staff, database)

    def database(self, stack: ExitStack) -> Embedded | None:
        """Have the embedded server run, or make sure that MONGODB_URI's answers."""
        if settings.EMBEDDED:
            return stack.enter_context(Embedded(embedded_folder(), self.say))
        connection_check.check_connection(settings.MONGODB_URI, settings.MONGODB_DB)
        return None

    def start_children(self) -> list[children.Child]:
        """Start gunicorn and those that watch for work, where there are such."""
        web = ("-m", "gunicorn", "-c", CONFIG, "mflix_site.wsgi:application")
        staff = [children.start("gunicorn", *web)]
        for name, command in WATCHERS.items():
            if command in get_commands():
                staff.append(children.start(name, "manage.py", command, "--watch"))
        return staff

    def watch(self, staff: list[children.Child], database: Embedded | None) -> None:
        """Watch until asked to stop: gunicorn's end is an error, all else is started again."""
        make = MakeWatch()
        while not make.interrupted():
            for at, child in enumerate(staff):
                if child.ended():
                    staff[at] = self.again(child, is_web=at == 0)
            if database is not None:
                database.tend()
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def again(self, child: children.Child, is_web: bool) -> children.Child:
        """Start a helper again that ended; without gunicorn there is no site."""
        if is_web:
            raise CommandError(child.ended())
        self.say(f"{child.ended()} It is started again.")
        time.sleep(SECONDS_BEFORE_STARTING_AGAIN)
        return children.start(child.name, *child.arguments)

    def say(self, sentence: str) -> None:
        """Print a line; a reader who left must not keep the site from stopping."""
        with suppress(OSError):
            self.stdout.write(sentence)
            self.stdout.flush()
