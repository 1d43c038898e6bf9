"""Prepare an existing `sample_mflix` database for the site, in place."""

import io
from typing import Any

from django.core.management import call_command

from mflix_site.commands import DatabaseCommand
from mflix_site.mongo import indexes, validators

from ...services import adopt_database


class Command(DatabaseCommand):
    """See `importing.services.adopt_database`."""

    help = "Prepare the sample_mflix that MONGODB_URI and MONGODB_DB name; safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if indexes.find_drift() or validators.find_drift():
            call_command("migrate_mongodb", stdout=io.StringIO())
            self.stdout.write("Indexes and validators: made to match the code.")
        for line in adopt_database().lines():
            self.stdout.write(line)
