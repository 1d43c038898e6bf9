"""Import `sample_mflix` from files of mongoexport or mongodump."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from mflix_site.commands import DatabaseCommand, migrate

from ...preview import retry_all
from ...readers import find_sources
from ...services import import_files


class Command(DatabaseCommand):
    """See `importing.services.import_files`."""

    help = "Import sample_mflix from a folder or file of JSON or BSON. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="a folder, or a file named after its collection"
        )
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def check_arguments(self, **options: Any) -> None:
        find_sources(options["path"])

    def handle(self, *_args: Any, path: Path, dry_run: bool, **_options: Any) -> None:
        if not dry_run:
            migrate(self)
        report = import_files(path, dry_run=dry_run)
        self.stdout.write("\n".join(report.lines()))
        users = [part for part in report.parts if "users" in part.name]
        if any(part.counts["inserted"] for part in users) and not dry_run:
            self.stdout.write("Imported members have to reset their password by e-mail to log in.")
        if not dry_run and (waiting := retry_all()):
            self.stdout.write(f"{waiting:,} members' imports look again for films they lacked.")
        names = [part.name for part in report.parts if part.is_empty and "movies" in part.name]
        if names:
            raise CommandError(f"{', '.join(names)} holds no films. Export it again.")
        if failed := [part.name for part in report.parts if part.is_unreadable]:
            raise CommandError(f"Nothing in {', '.join(failed)} could be read.")
