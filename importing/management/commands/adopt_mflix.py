"""Prepare an existing `sample_mflix` database for the site, in place."""

from typing import Any

from mflix_site.commands import DatabaseCommand

from ...services import adopt_database
from .import_mflix import migrate


class Command(DatabaseCommand):
    """See `importing.services.adopt_database`."""

    help = "Prepare the sample_mflix that MONGODB_URI and MONGODB_DB name; safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        migrate(self)
        self.stdout.write("\n".join(adopt_database().lines()))
