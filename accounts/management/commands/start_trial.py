"""Give every standard account a premium trial."""

from argparse import ArgumentParser
from typing import Any

from accounts.promotions import DAYS, start_trial
from mflix_site.commands import DatabaseCommand


class Command(DatabaseCommand):
    """Thin: has `start_trial` do it, and says how many it matched and changed."""

    help = "Give every standard account a premium trial; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long it lasts."""
        parser.add_argument(
            "--days", type=int, default=DAYS, choices=range(1, 366), metavar="1-365"
        )

    def handle(self, *_args: Any, days: int, **_options: Any) -> None:
        """Start it, and report."""
        done = start_trial(days=days)
        self.stdout.write(f"{done.matched:,} standard accounts, {done.modified:,} given a trial.")
