"""Make the database's indexes and validators match the code."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem
from mflix_site.mongo import indexes, validators


class Command(DatabaseCommand):
    """Thin: reports what `indexes` and `validators` find, and has them mend it."""

    help = "Make indexes and validators match the code; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument(
            "--check", action="store_true", help="only report; exit with 1 when anything differs"
        )

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        """Report every difference, and mend it unless asked only to check."""
        in_the_way: list[str] = []
        validators_off, indexes_off = validators.drift(), indexes.drift()
        for name in validators_off:
            self.stdout.write(f"validator of {name}: differs{'' if check else ', made'}")
            if not check:
                validators.apply(name)
        for index, state in indexes_off:
            now = state if check else f"{state}, made"
            self.stdout.write(f"index {index.collection}.{index.name}: {now} ({index.serves})")
            if not check and (wrong := self.make(index, state)):
                in_the_way.append(wrong)
        if in_the_way:
            raise CommandError(" ".join(in_the_way))
        count = len(validators_off) + len(indexes_off)
        if check and count:
            self.stdout.write(f"{count} to mend. Run `manage.py migrate_mongodb`.")
            sys.exit(1)
        done = f"{count} mended." if count else "Everything matches the code already."
        self.stdout.write(self.style.SUCCESS(done))

    def make(self, index: indexes.Index, state: str) -> str:
        """Make an index; a foreign one in its way is left alone, and what to do about it said."""
        try:
            indexes.apply(index, state)
        except Problem:
            in_the_way = indexes.in_the_way(index)
            if not in_the_way:
                raise
            where, name = index.collection, in_the_way[0]
            return (
                f"{where} has an index, {name}, that MongoDB does not allow beside ours. "
                f'Drop it first: db.{where}.dropIndex("{name}").'
            )
        return ""
