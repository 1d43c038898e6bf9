"""Finish what was left half done, and delete what nobody needs any more."""

from typing import Any

from accounts.outbox import delete_failed_mails
from accounts.promotions import end_trials
from lists.bulk import delete_old_lists
from mflix_site.commands import DatabaseCommand
from moderation.account_closing import close_reports_of_departed, finish_all_closings

from ...films import finish_all_removals


class Command(DatabaseCommand):
    """See the services that it calls."""

    requires_indexes = True
    is_repeatable = True
    help = (
        "Finish interrupted account closings, film merges and film deletions; delete e-mails that "
        "couldn't be sent, and lists that their owners deleted thirty days ago; end expired "
        "trials; close reports by former members that were left open on decided cases."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        closed, mails = finish_all_closings(), delete_failed_mails()
        self.stdout.write(
            f"{closed:,} account closings finished, {mails:,} unsent e-mails deleted."
        )
        films, trials = finish_all_removals(), end_trials().modified
        self.stdout.write(f"{films:,} film merges and deletions finished, {trials:,} trials ended.")
        self.stdout.write(
            f"{delete_old_lists():,} lists deleted thirty days ago are gone for good."
        )
        self.stdout.write(f"{close_reports_of_departed():,} reports by former members closed.")
