"""Send the pending mails of the outbox."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from accounts.outbox import send_pending
from mflix_site.commands import DatabaseCommand


class Command(DatabaseCommand):
    """Call `send_pending` once, or every second until stopped."""

    help = "Send waiting e-mails. With --watch, keep going until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="send new e-mails as they come")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if not settings.MAILS_ARE_SENT:
            self.stderr.write("Mails wait until EMAIL_URL says which server sends them.")
        if watch:
            self.watch(send_pending, 1.0, "Mails")
        else:
            self.stdout.write(f"{send_pending():,} sent.")
