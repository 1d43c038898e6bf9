"""Count what is derived again, and correct and list what drifted."""

from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import Drifts, recount


class Command(DatabaseCommand):
    """Run `reviews.recounting.recount` and print its result."""

    is_repeatable = True
    help = (
        "Recount the tallies of all films and the totals, check similar films and people's "
        "summaries, and correct and list any that have drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        if result.changed_nothing:
            text = f"Nothing changed: the tallies of all {result.films:,} films are right."
            self.stdout.write(text)
            return
        kinds = {
            f"of {result.films:,} films had drifted, and were corrected": result.tallies,
            "lists of similar films were wrong, and are made anew": result.similar,
            f"of {result.people:,} people's summaries were wrong, and are made anew": (
                result.summaries
            ),
            "of the site's totals had drifted, and were corrected": result.totals,
        }
        for text, drifts in kinds.items():
            self.report(text, drifts)
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")

    def report(self, text: str, drifts: Drifts) -> None:
        if drifts.count:
            self.stdout.write("\n  ".join([f"{drifts.count:,} {text}:", *drifts.first]))
        if (more := drifts.count - len(drifts.first)) > 0:
            self.stdout.write(f"  and {more:,} more")
