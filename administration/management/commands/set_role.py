"""Set a member's role."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.documents import ROLES
from accounts.queries import find_member_by_email
from mflix_site.commands import DatabaseCommand
from moderation.errors import NothingToDo

from ...members import set_role
from . import add_reason


class Command(DatabaseCommand):
    """See `administration.members.set_role`."""

    requires_indexes = True
    help = "Change a member's role. The moderation log shows that the operator did it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the member's e-mail address")
        parser.add_argument("role", choices=ROLES)
        add_reason(parser, "Changed from the command line.")

    def handle(self, *_args: Any, email: str, role: str, reason: str, **_options: Any) -> None:
        member = find_member_by_email(email)
        if member is None:
            raise CommandError(f"No member has the e-mail address {email}.")
        try:
            set_role(admin=None, member_id=member.id, role=role, reason=reason)
        except NothingToDo:
            self.stdout.write(f"{email} has the role {role} already.")
        else:
            self.stdout.write(f"{email} now has the role {role}.")
