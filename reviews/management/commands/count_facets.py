"""Compute what pages show and do not count: facet counts, the site's figures, similar films.

This app has the command because the site's figures count reviews, which `movies` may not import.
"""

import time
from argparse import ArgumentParser
from typing import Any

from accounts.totals import REVIEWS, read_totals
from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries
from movies.catalogue_reports import refresh_reports
from movies.facet_index import building
from movies.facet_index.building import facet_index_state, rebuild_facet_index
from movies.people_summaries import refresh_summaries
from movies.similar_films import refresh_similar
from reviews.site_summary import refresh_site_summary, refresh_talked_about, repair_totals

SECONDS_BETWEEN_CHECKS, SECONDS_BETWEEN_TALK = 5.0, 2.0
# The site's figures are computed once a minute, but take a fiftieth of the time at most.
SUMMARY_SECONDS, SUMMARY_SHARE = 60.0, 50
SIMILAR_BATCH_SIZE = 100
# People's summaries take a twenty-fifth of the time at most; after the last one, wait a minute.
PEOPLE_SECONDS, SECONDS_BETWEEN_PEOPLE = 0.2, 60.0


class Command(DatabaseCommand):
    """Compute once, or whenever films have changed and time has passed."""

    requires_indexes = True
    before: building.FacetIndexState | None = None
    summary_due = total_due = talk_due = people_due = 0.0
    last_person = ""
    help = (
        "Build the index behind the counts beside the filters, and compute the site's figures. "
        "Until then, pages count with MongoDB. Safe to repeat. With --watch, do so whenever films "
        "have changed or a minute has passed, and compute similar films too, until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="keep rebuilding as films change")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if watch:
            self.watch(self.refresh, SECONDS_BETWEEN_CHECKS, "Counts")
            return
        with Progress("films", queries.catalogue_size()) as progress:
            ready = rebuild_facet_index(progress)
        refresh_site_summary()
        refresh_reports()
        self.stdout.write("The counts are ready." if ready else "Films keep changing. Try again.")

    def refresh(self) -> None:
        """Rebuild a stale index, and compute the figures and similar films that are due."""
        before, self.before = self.before, facet_index_state()
        # While many films change, wait until the generation stays the same.
        is_settled = before is None or before.generation == self.before.generation
        self.refresh_talk()
        if self.before.is_stale and is_settled:
            rebuild_facet_index(lambda _: self.refresh_talk())
        started = time.monotonic()
        if started >= self.total_due:
            repair_totals(except_for=read_totals().keys() - {REVIEWS})
            self.total_due = time.monotonic() + SUMMARY_SHARE * (time.monotonic() - started)
        started = time.monotonic()
        if started >= self.summary_due:
            building.verify_facet_index(queries.count_all_films())
            refresh_site_summary()
            refresh_reports()
            seconds = max(SUMMARY_SECONDS, SUMMARY_SHARE * (time.monotonic() - started))
            self.summary_due = time.monotonic() + seconds
        self.refresh_talk()
        refresh_similar(SIMILAR_BATCH_SIZE)
        if time.monotonic() >= self.people_due:
            self.last_person = refresh_summaries(self.last_person, PEOPLE_SECONDS)
            if not self.last_person:
                self.people_due = time.monotonic() + SECONDS_BETWEEN_PEOPLE

    def refresh_talk(self) -> None:
        """Refresh what is talked about, also while something longer is being done."""
        if time.monotonic() >= self.talk_due:
            refresh_talked_about()
            self.talk_due = time.monotonic() + SECONDS_BETWEEN_TALK
