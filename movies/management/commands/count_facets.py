"""Build the facet index, from which the browse page counts its filters."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem
from mflix_site.progress import Progress

from ... import queries
from ...facet_index.building import FacetIndexState, facet_index_state, rebuild_facet_index

SECONDS_BETWEEN_CHECKS, SECONDS_BEFORE_FIRST_CHECK = 5.0, 0.5


class Command(DatabaseCommand):
    """Rebuild the facet index once, or whenever films have changed."""

    help = (
        "Build the index from which the counts beside the filters are read; until then pages count "
        "with MongoDB. Safe to repeat. With --watch, whenever films have changed, until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="rebuild whenever films changed")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if watch:
            self.watch()
            return
        with Progress("films", queries.catalogue_size()) as progress:
            ready = rebuild_facet_index(progress)
        self.stdout.write("The counts are ready." if ready else "Films keep changing: try again.")

    def watch(self) -> None:
        """Check repeatedly; while many films change, wait until the generation stays the same."""
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        before: FacetIndexState | None = None
        while not stopped.wait(SECONDS_BETWEEN_CHECKS if before else SECONDS_BEFORE_FIRST_CHECK):
            try:
                state = facet_index_state()
                if state.is_stale and (before is None or before.generation == state.generation):
                    rebuild_facet_index()
                before = state
            except Problem as problem:
                self.stderr.write(f"Counts wait: {problem.sentence}")
                stopped.wait(2 * SECONDS_BETWEEN_CHECKS)
