"""Make the bits anew from which the browse page counts its filters."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem
from mflix_site.progress import Progress
from movies import queries
from movies.counts.building import State, rebuild, state

EVERY_SECONDS = 5.0


class Command(DatabaseCommand):
    """Thin: has `rebuild` do it, once or whenever films have changed."""

    help = (
        "Make the counts beside the filters ready; pages count for themselves until they are. "
        "Safe to repeat. With --watch, whenever films have changed, until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to go on."""
        parser.add_argument("--watch", action="store_true", help="do it whenever films changed")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        """Count once and say so, or watch."""
        if watch:
            self.watch()
            return
        with Progress("films", queries.catalogue_size()) as progress:
            ready = rebuild(progress)
        self.stdout.write("The counts are ready." if ready else "Films keep changing: try again.")

    def watch(self) -> None:
        """Look again and again; while many films change, wait until they have come to rest."""
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        before: State | None = None
        while not stopped.wait(EVERY_SECONDS if before else 0.5):
            try:
                found = state()
                if found.is_old and (before is None or before.generation == found.generation):
                    rebuild()
                before = found
            except Problem as problem:
                self.stderr.write(f"Counts wait: {problem.sentence}")
                stopped.wait(2 * EVERY_SECONDS)
