"""Send the pending mails of the outbox."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from accounts.outbox import send_pending
from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem

EVERY_SECONDS = 1.0


class Command(DatabaseCommand):
    """Call `send_pending` once, or every second until stopped."""

    help = "Send the pending mails; with --watch, go on until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="send new ones as they come")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if not watch:
            self.stdout.write(f"{send_pending():,} sent.")
            return
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.wait(EVERY_SECONDS):
            try:
                send_pending()
            except Problem as problem:
                self.stderr.write(f"Mails wait: {problem.sentence}")
                stopped.wait(10 * EVERY_SECONDS)
