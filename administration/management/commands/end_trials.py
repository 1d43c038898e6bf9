"""End the premium trials whose time is over."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand

from ...members import end_trials


class Command(DatabaseCommand):
    """See `administration.members.end_trials`."""

    help = "End the premium trials whose time is over; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that have time left")
        parser.add_argument("--reason", default="From the command line.", metavar="WHY")

    def handle(self, *_args: Any, **options: Any) -> None:
        reason, include_running = options["reason"], options["all"]
        result = end_trials(admin=None, reason=reason, include_running=include_running)
        self.stdout.write(f"{result.matched:,} trials to end, {result.modified:,} ended.")
