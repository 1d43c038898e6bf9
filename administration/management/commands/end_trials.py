"""End the premium trials whose time is over."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand

from ...promotions import end_trials


class Command(DatabaseCommand):
    """Thin: has `end_trials` do it, and says how many it changed."""

    help = "End the premium trials whose time is over; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to end the others too."""
        parser.add_argument("--all", action="store_true", help="also those that have time left")
        parser.add_argument("--reason", default="From the command line.", metavar="WHY")

    def handle(self, *_args: Any, **options: Any) -> None:
        """End them, and report."""
        reason, all_of_them = options["reason"], options["all"]
        done = end_trials(admin=None, reason=reason, all_of_them=all_of_them)
        self.stdout.write(f"{done.matched:,} trials to end, {done.modified:,} ended.")
