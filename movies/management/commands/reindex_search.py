"""Make what search needs match the films."""

from argparse import ArgumentParser
from typing import Any

from mflix_site.commands import DatabaseCommand
from mflix_site.progress import Progress
from movies.queries import count_films
from movies.search import indexing
from movies.selection import Selection


class Command(DatabaseCommand):
    """Thin: `movies.search.indexing` does it."""

    help = "Make the search keys of films and the dictionary of search match; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --if-needed."""
        parser.add_argument(
            "--if-needed", action="store_true", help="only where films have no search keys yet"
        )

    def handle(self, *_args: Any, if_needed: bool, **_options: Any) -> None:
        """Bring films and dictionary up to date, and report."""
        if if_needed and not indexing.needs_reindexing():
            return
        total = count_films(Selection())
        with Progress("search keys of films", total) as progress:
            changed = indexing.reindex_films(progress)
        with Progress("dictionary of search", total) as progress:
            done = indexing.rebuild_dictionary(progress)
        self.stdout.write(
            f"{changed:,} films changed; {done.written:,} names and words put in the dictionary, "
            f"{done.deleted:,} dropped, {done.unchanged:,} left as they were."
        )
