"""Prepare an existing `sample_mflix` database for the site, in place."""

import io
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError, call_command

from mflix_site.commands import DatabaseCommand
from mflix_site.mongo import indexes, validators
from movies.importing import drop_index
from reviews.adopting import adopt


class Command(DatabaseCommand):
    """Thin: `reviews.adopting` does it."""

    help = "Prepare the sample_mflix that MONGODB_URI and MONGODB_DB name; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --replace-text-index."""
        parser.add_argument(
            "--replace-text-index",
            action="store_true",
            help="drop the text index that movies has, since MongoDB allows one a collection",
        )

    def handle(self, *_args: Any, replace_text_index: bool, **_options: Any) -> None:
        """Make way for our text index, make the indexes, adopt, and report."""
        for name in indexes.other_text_indexes():
            if not replace_text_index:
                raise CommandError(
                    f"movies has a text index of its own, {name}, and MongoDB allows one a "
                    "collection. Nothing was changed: run adopt_mflix --replace-text-index to have "
                    "it replaced by ours."
                )
            drop_index(name)
            self.stdout.write(f"index movies.{name}: dropped")
        if indexes.drift() or validators.drift():
            call_command("migrate_mongodb", stdout=io.StringIO())
            self.stdout.write("Indexes and validators: made to match the code.")
        for line in adopt().lines():
            self.stdout.write(line)
