"""Prepare an existing `sample_mflix` database for the site, in place."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand, migrate

from ...services import adopt_database
from .migrate_mongodb import add_foreign_options


class Command(DatabaseCommand):
    """See `importing.services.adopt_database`."""

    help = (
        "Prepare the sample_mflix database that MONGODB_URI and MONGODB_DB point to. "
        "Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_foreign_options(parser)
        parser.add_argument(
            "--keep-roles",
            action="store_true",
            help="let moderators and admins of the other application be those of the site",
        )

    def handle(self, *_args: Any, keep_roles: bool, **options: Any) -> None:
        foreign = {name: options[name] for name in ("drop_foreign", "set_aside")}
        migrate(self, caller="adopt_mflix", **foreign)
        self.stdout.write("\n".join(adopt_database(keep_roles=keep_roles).lines()))
