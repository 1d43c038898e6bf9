"""Recount derived data; correct and list what has drifted."""

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
        (viewings, entry_facts), lists = recount_diaries(), list(recount_lists())
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        self.report("Viewing counts corrected", viewings)
        self.report("Facts of diary entries corrected", entry_facts)
        self.report("Lists corrected", lists)
        if result.changed_nothing and not (viewings or entry_facts or lists):
            text = f"Nothing changed: the tallies of all {result.films:,} films are right."
            self.stdout.write(text)
            return
        kinds = {
            f"Tallies corrected, of {result.films:,} films": result.tallies,
            "Lists of similar films dropped, to be made again": result.similar,
            f"Summaries dropped, of {result.people:,} people, to be made again": result.summaries,
            "Weekly review counts corrected": result.talk,
            "Totals of the site corrected": result.totals,
        }
        for text, drifts in kinds.items():
            self.report(text, drifts.first, drifts.count)
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")

    def report(self, text: str, wrong: Sequence[str], count: int = 0) -> None:
        """Print what was corrected, if anything: a count, and its first lines."""
        shown, count = wrong[:MAX_SHOWN], max(count, len(wrong))
        if count:
            self.stdout.write("\n  ".join([f"{text}: {count:,}", *shown]))
        if count > len(shown):
            self.stdout.write(f"  and {count - len(shown):,} more")
