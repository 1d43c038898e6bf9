"""Count what is derived again, and correct and list what drifted."""

from typing import Any

<<<<<<<< HEAD:lists/management/commands/recount.py
from diary.recounting import recount_diaries
========
>>>>>>>> main:administration/management/commands/recount.py
from lists.recounting import recount_lists
from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies import queries as movies
from movies.selection import Selection
from reviews.recounting import Drifts, recount

MAX_LISTS_SHOWN = 20


class Command(DatabaseCommand):
<<<<<<<< HEAD:lists/management/commands/recount.py
    """Run the recounts of reviews, diaries and lists, and print their results."""

    is_repeatable = True
    help = (
        "Recount the tallies of all films, the totals, the viewings in diaries and the films of "
        "lists, check similar films and people's summaries, and correct and list what has drifted."
========
    """Run `recount` of reviews and of lists, and print what they corrected."""

    is_repeatable = True
    help = (
        "Recount the tallies of all films, the totals and the films of lists, check similar films "
        "and people's summaries, and correct and list any that have drifted."
>>>>>>>> main:administration/management/commands/recount.py
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        lists = list(recount_lists())
        with Progress("films", movies.count_films(Selection())) as progress:
            result = recount(progress)
<<<<<<<< HEAD:lists/management/commands/recount.py
        viewings, facts = recount_diaries()
        lists = list(recount_lists())
        if result.changed_nothing and not (viewings or facts or lists):
========
        self._report_lists(lists)
        if result.changed_nothing:
>>>>>>>> main:administration/management/commands/recount.py
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
            "lists had another number of films, and were corrected": _drifts(lists),
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


def _drifts(texts: list[str]) -> Drifts:
    drifts = Drifts()
    drifts.add(texts)
    return drifts
