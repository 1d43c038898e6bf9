"""Recount the films' tallies from their reviews, and correct those that drifted."""

from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import recount


class Command(DatabaseCommand):
    """Run `reviews.recounting.recount` and print its result."""

    help = "Recount the tallies of all films, and correct and list any that have drifted."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        if result.changed_nothing:
            text = f"Nothing changed: the tallies of all {result.films:,} films are right."
            self.stdout.write(text)
            return
        if result.drifted:
            text = f"{result.drifted:,} of {result.films:,} films had drifted, and were corrected:"
            self.stdout.write("\n  ".join([text, *map(str, result.first_drifts)]))
        if (more := result.drifted - len(result.first_drifts)) > 0:
            self.stdout.write(f"  and {more:,} more")
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")
