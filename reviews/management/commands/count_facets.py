"""Compute what pages show and do not count: facet counts, the site's figures, similar films.

This app has the command because the site's figures count reviews, which `movies` may not import.
"""

import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem
from mflix_site.progress import Progress
from movies import queries
from movies.facet_index.building import (
    FacetIndexState,
    facet_index_state,
    rebuild_facet_index,
    verify_facet_index,
)
from movies.similar_films import refresh_similar
from reviews.site_summary import refresh_site_summary

SECONDS_BETWEEN_CHECKS, SECONDS_BEFORE_FIRST_CHECK = 5.0, 0.5
# The site's figures are computed once a minute, but take a fiftieth of the time at most.
SUMMARY_SECONDS, SUMMARY_SHARE = 60.0, 50
SIMILAR_BATCH_SIZE = 100


class Command(DatabaseCommand):
    """Compute once, or whenever films have changed and time has passed."""

    help = (
        "Build the index of the counts beside the filters, and compute the site's figures; "
        "until then pages count with MongoDB. Safe to repeat. With --watch, whenever films have "
        "changed or a minute has passed, and films like each film, until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="rebuild whenever films changed")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if watch:
            self.watch()
            return
        with Progress("films", queries.catalogue_size()) as progress:
            ready = rebuild_facet_index(progress)
        refresh_site_summary()
        self.stdout.write("The counts are ready." if ready else "Films keep changing: try again.")

    def watch(self) -> None:
        """Check repeatedly, until a signal."""
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        before: FacetIndexState | None = None
        summary_due = 0.0
        while not stopped.wait(SECONDS_BETWEEN_CHECKS if before else SECONDS_BEFORE_FIRST_CHECK):
            try:
                before = _check_facet_index(before)
                if time.monotonic() >= summary_due:
                    summary_due = _refresh_summary()
                refresh_similar(SIMILAR_BATCH_SIZE)
            except Problem as problem:
                self.stderr.write(f"Counts wait: {problem.sentence}")
                stopped.wait(2 * SECONDS_BETWEEN_CHECKS)


def _check_facet_index(before: FacetIndexState | None) -> FacetIndexState:
    """Rebuild a stale index; while many films change, wait until the generation stays the same."""
    state = facet_index_state()
    if state.is_stale and (before is None or before.generation == state.generation):
        rebuild_facet_index()
    return state


def _refresh_summary() -> float:
    """Compute the site's figures, and return when they are due again."""
    started = time.monotonic()
    summary = refresh_site_summary()
    verify_facet_index(summary["totals"]["films"])
    seconds = max(SUMMARY_SECONDS, SUMMARY_SHARE * (time.monotonic() - started))
    return time.monotonic() + seconds
