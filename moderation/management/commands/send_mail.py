"""Settle the queued reports of decided cases, and send the pending mails of the outbox.

This app has the command because reports are its own, which `accounts` may not import.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from accounts.outbox import send_pending
from mflix_site.commands import DatabaseCommand
from moderation.decisions import settle_queued_reports


class Command(DatabaseCommand):
    """Do both once, or every second until stopped."""

    requires_indexes = True
    help = "Send waiting e-mails. With --watch, keep going until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="send new e-mails as they come")

    def handle(self, *_args: Any, watch: bool, **_options: Any) -> None:
        if not settings.MAILS_ARE_SENT:
            self.stderr.write("E-mails wait until EMAIL_URL says which server sends them.")
        if watch:
            self.watch(settle_and_send, 1.0, "Mails")
        else:
            self.stdout.write(f"{settle_and_send():,} sent.")


def settle_and_send() -> int:
    settle_queued_reports()
    return send_pending()
