"""Count what is derived again, and correct and list what drifted."""

from collections.abc import Sequence
from typing import Any

from diary.recounting import recount_diaries
from lists.bulk import recount_lists
from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import recount

MAX_SHOWN = 20


class Command(DatabaseCommand):
    """Run the recounts of reviews, diaries and lists, and print what they corrected."""

    requires_indexes = True
    is_repeatable = True
    help = (
        "Recount the tallies of all films, the totals, the viewings in diaries and the films of "
        "lists, check similar films and people's summaries, and correct and list what drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        (viewings, facts), lists = recount_diaries(), list(recount_lists())
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        self.report("films' viewings differed from the diaries, and were corrected", viewings)
        self.report("diary entries had other facts than their film, and were corrected", facts)
        self.report("lists had another number of films, and were corrected", lists)
        if result.changed_nothing and not viewings and not facts:
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
            self.report(text, drifts.first, drifts.count)
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")

    def report(self, text: str, wrong: Sequence[str], count: int = 0) -> None:
        """Print what was wrong; `count` is how much, where `wrong` has the first few only."""
        shown, count = wrong[:MAX_SHOWN], max(count, len(wrong))
        if count:
            self.stdout.write("\n  ".join([f"{count:,} {text}:", *shown]))
        if count > len(shown):
            self.stdout.write(f"  and {count - len(shown):,} more")
