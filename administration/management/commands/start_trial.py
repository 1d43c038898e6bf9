"""Start a premium trial of every standard account."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from accounts.promotions import DEFAULT_DAYS, MAX_DAYS
from mflix_site.commands import DatabaseCommand

from ...members import start_trial
from . import add_reason


def days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MAX_DAYS:
        raise ArgumentTypeError(f"{text!r} is not a number of days from 1 to 365")
    return int(text)


class Command(DatabaseCommand):
    """See `administration.members.start_trial`."""

    requires_indexes = True
    help = "Give every standard account a premium trial. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=days,
            default=DEFAULT_DAYS,
            metavar="1-365",
            help=f"how long it lasts ({DEFAULT_DAYS} days)",
        )
        add_reason(parser, "From the command line.")

    def handle(self, *_args: Any, days: int, reason: str, **_options: Any) -> None:
        result = start_trial(admin=None, reason=reason, days=days)
        self.stdout.write(
            f"{result.modified:,} of {result.matched:,} standard accounts were given a trial."
        )
