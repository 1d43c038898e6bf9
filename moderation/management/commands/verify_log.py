"""Check that the public log is complete, and that nobody has rewritten it."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress

from ...log import Head, log_head, verify_log


def head(text: str) -> Head:
    if not re.fullmatch(r"[0-9]{1,15}:[0-9a-f]{64}", text):
        raise ArgumentTypeError(f"{text!r} is not NUMBER:HASH, with a hash of 64 hex digits")
    number, _, digits = text.partition(":")
    return int(number), digits


class Command(DatabaseCommand):
    """See `moderation.log`."""

    help = (
        "Check the moderation log in order, and name each entry that has been altered, is missing "
        "or does not follow the one before it. Exits with 1 if there is one. With --head, also "
        "notice whether the log has been cut short or rewritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=head, metavar="NUMBER:HASH", help="an entry you noted earlier"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with Progress("entries", log_head()[0]) as progress:
            result = verify_log(options["head"], progress)
        for problem in result.problems:
            self.stdout.write(self.style.ERROR(problem[0].upper() + problem[1:] + "."))
        if count := len(result.problems):
            problems = "1 problem" if count == 1 else f"{count:,} problems"
            raise CommandError(f"The log has been altered: {problems}.")
        self.stdout.write(f"{result.rows:,} entries, an unbroken chain; head {result.head}")
        self.stdout.write(f"Note it down. Next time, pass it as --head {result.rows}:{result.head}")
