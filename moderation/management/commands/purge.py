"""Finish what was left half done, and delete what nobody needs any more."""

from typing import Any

from accounts.outbox import purge_failed
from mflix_site.commands import DatabaseCommand
from moderation.closing import finish_all_closings


class Command(DatabaseCommand):
    """Thin: has the services do it, and says how many of each."""

    help = (
        "Finish closing accounts that a killed process left, and delete mails that never got out."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Purge, and report."""
        closed, mails = finish_all_closings(), purge_failed()
        self.stdout.write(f"{closed:,} closings finished, {mails:,} undeliverable mails deleted.")
