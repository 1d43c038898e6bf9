"""Count what is derived again, and correct and list what drifted."""

from typing import Any

from diary.recounting import recount_diaries
from lists.recounting import recount_lists
from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import Drifts, recount


class Command(DatabaseCommand):
    """Run the recounts of reviews, diaries and lists, and print their results."""

    is_repeatable = True
    help = (
        "Recount the tallies of all films, the totals and the viewings in diaries, check similar "
        "films and people's summaries, and correct and list any that have drifted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
        viewings, facts = recount_diaries()
        lists = list(recount_lists())
        if result.changed_nothing and not (viewings or facts or lists):
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
            "films' viewings had drifted from the diaries, and were corrected": _drifts(viewings),
            "diary entries had facts that their film no longer has": _drifts(facts),
            "lists had drifted, and were corrected": _drifts(lists),
        }
        for text, drifts in kinds.items():
            self.report(text, drifts)
        self.stdout.write(f"Ranks: {result.ranked:,} recomputed.")

    def report(self, text: str, drifts: Drifts) -> None:
        if drifts.count:
            self.stdout.write("\n  ".join([f"{drifts.count:,} {text}:", *drifts.first]))
        if (more := drifts.count - len(drifts.first)) > 0:
            self.stdout.write(f"  and {more:,} more")


def _drifts(texts: list[str]) -> Drifts:
    drifts = Drifts()
    drifts.add(texts)
    return drifts
