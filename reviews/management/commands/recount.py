"""Recount the films' tallies from their reviews, and correct those that drifted."""

from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import recount


class Command(DatabaseCommand):
    """Run `reviews.recounting.recount` and print its result."""

    help = (
        "Count the tallies of all films again from their reviews; mends and names what had drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        if result.changed_nothing:
            self.stdout.write(
                f"Nothing changed: the tallies of all {result.films:,} films are right."
            )
            return
        if result.drifted:
            self.stdout.write(
                f"{result.drifted:,} of {result.films:,} films had drifted, and were corrected:"
            )
        for drift in result.first_drifts:
            self.stdout.write(f"  {drift}")
        if result.drifted > len(result.first_drifts):
            self.stdout.write(f"  and {result.drifted - len(result.first_drifts):,} more")
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")
