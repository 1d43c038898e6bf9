"""Count the films' tallies again, and mend those that drifted."""

from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import recount


class Command(DatabaseCommand):
    """Thin: `reviews.recounting` does it."""

    help = (
        "Count the tallies of all films again from their reviews; mends and names what had drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Recount with progress, and say what had drifted."""
        with Progress("films", movies.count_films(Selection())) as progress:
            found = recount(progress)
        if found.changed_nothing:
            self.stdout.write(
                f"Nothing changed: the tallies of all {found.films:,} films are right."
            )
            return
        if found.drifted:
            self.stdout.write(
                f"{found.drifted:,} of {found.films:,} films had drifted, and are mended:"
            )
        for drift in found.named:
            self.stdout.write(f"  {drift}")
        if found.drifted > len(found.named):
            self.stdout.write(f"  and {found.drifted - len(found.named):,} more")
        self.stdout.write(f"Ranks: {found.ranked:,} computed anew.")
