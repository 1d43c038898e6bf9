"""Match, import and undo what members have uploaded."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from importing.preview import delete_old_imports, retry_all
from importing.worker import advance_imports, delete_imports_of_former_members
from mflix_site.commands import DatabaseCommand

# After some seconds of work the process checks whether it was told to stop.
SECONDS_OF_WORK, SECONDS_BETWEEN_DELETIONS = 4.0, 60.0


class Command(DatabaseCommand):
    """Call `advance_imports` once, or every half second until stopped."""

    requires_indexes = True
    help = "Process the imports that are waiting. With --watch, keep going until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="process new imports as they come")
        parser.add_argument(
            "--retry",
            action="store_true",
            help="look again for films that earlier imports did not find",
        )

    def handle(self, *_args: Any, watch: bool, retry: bool, **_options: Any) -> None:
        if retry:
            self.stdout.write(f"{retry_all():,} imports have rows without a film.")
        if watch:
            self.watch_imports()
        else:
            self.stdout.write(f"{advance_imports():,} batches done.")

    def watch_imports(self) -> None:
        next_deletion = 0.0

        def work() -> None:
            nonlocal next_deletion
            until = monotonic() + SECONDS_OF_WORK
            advance_imports(lambda: monotonic() > until)
            if monotonic() >= next_deletion:
                next_deletion = monotonic() + SECONDS_BETWEEN_DELETIONS
                delete_old_imports()
                delete_imports_of_former_members()

        self.watch(work, 0.5, "Imports")
