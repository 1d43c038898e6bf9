"""Make what search needs match the films."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies.queries import count_all_films
from movies.search import indexing


class Command(DatabaseCommand):
    """Update the search keys of films, then the dictionary."""

    requires_indexes = True
    is_repeatable = True
    help = "Rebuild the search keys of films and the search dictionary. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only where keys are missing or from an older release",
        )

    def handle(self, *_args: Any, if_needed: bool, **_options: Any) -> None:
        if if_needed and not indexing.needs_reindexing():
            return
        total = count_all_films()
        with Progress("search keys of films", total) as progress:
            changed = indexing.reindex_films(progress)
        with Progress("search dictionary", total) as progress:
            done = indexing.rebuild_dictionary(progress)
        self.stdout.write(
            f"{changed:,} films changed; {done.written:,} names and words added to the dictionary, "
            f"{done.deleted:,} removed, {done.unchanged:,} unchanged."
        )
