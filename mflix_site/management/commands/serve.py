"""Serve the site on this machine: database, indexes, demo community, static files, gunicorn."""

import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mflix_site.checks import production_warnings
from mflix_site.errors import Problem
from mflix_site.serving import preparation, processes

GUNICORN = ("-m", "gunicorn", "-c", "mflix_site/gunicorn.py", "mflix_site.wsgi:application")
WATCHERS = {
    "The mail sender": "send_mail",
    "The facet counter": "count_facets",
    "The importer": "run_imports",
}
POLL_SECONDS, RESTART_SECONDS = 0.2, 2.0


class Command(BaseCommand):
    """Start everything in order, monitor it, and stop it in reverse order."""

    help = "Serve the site until Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with suppress(processes.StopRequested), ExitStack() as stack:
                processes.raise_on_stop_signals()
                self.serve(stack)
            self.say("Stopped.")
        except Problem as error:
            raise CommandError(str(error)) from error

    def serve(self, stack: ExitStack) -> None:
        """Start everything; whatever is started goes on the stack, and is stopped with it."""
        make = processes.MakeInterruptDetector()
        host = processes.reachable_address(settings.BIND_ADDRESS)
        shown = f"http://[{host}]" if ":" in host else f"http://{host}"
        address = f"{shown}:{settings.PORT}{settings.SCRIPT_NAME}"
        var = Path(settings.VAR_DIR)
        was_killed = stack.enter_context(processes.hold_site_lock(var, address))
        for warning in production_warnings():
            self.say(f"Warning: {warning}")
        # The processes of a killed site need a moment to end, and hold the ports until then.
        seconds = processes.PORT_RELEASE_SECONDS if was_killed else 0.0
        for name in ("PORT", *(["CLIENT_PORT"] if settings.CLIENT_DIR else [])):
            processes.check_port(name, seconds)
        preparation.collect_static()
        database, started = preparation.Database(self.say), list[processes.SiteProcess]()
        stack.callback(database.stop)
        stack.callback(processes.stop_processes, started)
        stack.callback(processes.announce_stop, var)  # the last on the stack, so the first to run
        # It loads the site while the database is started and prepared; then it listens.
        started.append(processes.start_process("gunicorn", *GUNICORN, waits=True))
        database.start()
        preparation.prepare_database(self.say)
        started[0].tell_to_listen()
        processes.wait_until_site_answers(started[0], host, settings.PORT)
        self.say(f"mflix is at {address}  (Ctrl-C stops it)")
        if settings.CLIENT_DIR:
            self.say(f"The client in {settings.CLIENT_DIR} is at {shown}:{settings.CLIENT_PORT}")
        for name, command in WATCHERS.items():
            started.append(processes.start_process(name, "manage.py", command, "--watch"))
        while not make.received():
            self.restart_ended_processes(started, database)
            time.sleep(POLL_SECONDS)

    def restart_ended_processes(
        self, started: list[processes.SiteProcess], database: preparation.Database
    ) -> None:
        for i, process in enumerate(started):
            if status := process.end_status():
                self.say(f"{status} Starting it again.")
                time.sleep(RESTART_SECONDS)
                started[i] = process.restart()
        database.restart_after_crash()

    def say(self, sentence: str) -> None:
        """Print a line; a closed output must not keep the site from stopping."""
        with suppress(OSError):
            self.stdout.write(sentence)
            self.stdout.flush()
