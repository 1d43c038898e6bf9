"""End the premium trials whose time is over."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand

from ...members import end_trials
from . import add_reason


class Command(DatabaseCommand):
    """See `administration.members.end_trials`."""

    requires_indexes = True
    help = "End premium trials that have expired. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="end running trials too")
        add_reason(parser, "From the command line.")

    def handle(self, *_args: Any, **options: Any) -> None:
        reason, include_running = options["reason"], options["all"]
        result = end_trials(admin=None, reason=reason, include_running=include_running)
        self.stdout.write(f"{result.modified:,} of {result.matched:,} trials ended.")
