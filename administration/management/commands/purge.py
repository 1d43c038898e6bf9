"""Finish what was left half done, and delete what nobody needs any more."""

from typing import Any

from accounts.outbox import delete_failed_mails
from accounts.promotions import end_trials
from mflix_site.commands import DatabaseCommand
from moderation.account_closing import close_reports_of_departed, finish_all_closings

from ...films import finish_all_removals


class Command(DatabaseCommand):
    """See the services that it calls."""

    help = (
        "Finish closing accounts, merging and deleting films that a killed process left; delete "
        "mails that never got out; sweep trials that are over; close reports of departed members "
        "that were left open on decided cases."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        closed, mails = finish_all_closings(), delete_failed_mails()
        self.stdout.write(f"{closed:,} closings finished, {mails:,} undeliverable mails deleted.")
        films, trials = finish_all_removals(), end_trials().modified
        self.stdout.write(f"{films:,} merges and deletions finished, {trials:,} trials swept.")
        self.stdout.write(f"{close_reports_of_departed():,} reports of departed members closed.")
