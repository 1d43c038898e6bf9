"""Prepare an existing `sample_mflix` database for the site, in place."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand, migrate

from ...services import adopt_database
from .migrate_mongodb import add_drop_foreign


class Command(DatabaseCommand):
    """See `importing.services.adopt_database`."""

    help = (
        "Prepare the sample_mflix database that MONGODB_URI and MONGODB_DB point to. "
        "Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_drop_foreign(parser)

    def handle(self, *_args: Any, drop_foreign: bool, **_options: Any) -> None:
        migrate(self, drop_foreign=drop_foreign)
        self.stdout.write("\n".join(adopt_database().lines()))
