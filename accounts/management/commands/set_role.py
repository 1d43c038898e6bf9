"""Make a member a moderator, an admin, or a plain member again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.documents import ROLES
from accounts.services import set_role
from mflix_site.commands import DatabaseCommand


class Command(DatabaseCommand):
    """Thin: has `set_role` do it."""

    help = "Give the member with this e-mail address a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and the role."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))

    def handle(self, *_args: Any, email: str, role: str, **_options: Any) -> None:
        """Set it, or say that there is no such member."""
        if not set_role(email=email, role=role):
            raise CommandError(f"No member has the address {email}.")
        self.stdout.write(f"{email} is {role} now.")
