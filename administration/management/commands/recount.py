"""Count what is derived again, and correct and list what drifted."""

from typing import Any

from lists.recounting import recount_lists
from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import Drifts, recount

MAX_LISTS_SHOWN = 20


class Command(DatabaseCommand):
    """Run `recount` of reviews and of lists, and print what they corrected."""

    is_repeatable = True
    help = (
        "Recount the tallies of all films, the totals and the films of lists, check similar films "
        "and people's summaries, and correct and list any that have drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        lists = list(recount_lists())
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        self._report_lists(lists)
        if result.changed_nothing:
            text = f"Nothing changed: the tallies of all {result.films:,} films are right."
            self.stdout.write(text)
            return
        kinds = {
            f"of {result.films:,} films had drifted, and were corrected": result.tallies,
            "lists of similar films were wrong, and will be made again": result.similar,
            f"of {result.people:,} people's summaries were wrong, and will be made again": (
                result.summaries
            ),
            "films' reviews of this week had drifted, and were corrected": result.talk,
            "of the site's totals had drifted, and were corrected": result.totals,
        }
        for text, drifts in kinds.items():
            self.report(text, drifts)
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")

    def _report_lists(self, wrong: list[str]) -> None:
        if wrong:
            text = f"{len(wrong):,} lists had another number of films, and were corrected:"
            self.stdout.write("\n  ".join([text, *wrong[:MAX_LISTS_SHOWN]]))

    def report(self, text: str, drifts: Drifts) -> None:
        if drifts.count:
            self.stdout.write("\n  ".join([f"{drifts.count:,} {text}:", *drifts.first]))
        if (more := drifts.count - len(drifts.first)) > 0:
            self.stdout.write(f"  and {more:,} more")
