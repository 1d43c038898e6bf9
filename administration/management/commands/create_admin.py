"""Create the first admin."""

import getpass
import sys
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.documents import ADMIN
from accounts.errors import EmailTaken
from accounts.names import MAX_NAME_LENGTH, clean_display_name, clean_email, validate_address
from accounts.passwords import find_weakness
from accounts.services import sign_up
from mflix_site.commands import DatabaseCommand, migrate

from ...members import set_role

REASON = "Created from the command line."


class Command(DatabaseCommand):
    """Sign up an account, then set its role, which is logged."""

    help = "Create an admin account. Asks for its password, or reads it from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--email", required=True, metavar="E", help="the e-mail address to log in with"
        )
        parser.add_argument("--name", default="Admin", help="the name that others see (Admin)")

    def check_arguments(self, **options: Any) -> None:
        email = clean_email(options["email"])
        try:
            validate_address(email)
        except ValidationError as error:
            raise CommandError(f"--email {email}: {error.messages[0]}") from error
        if not 0 < len(clean_display_name(options["name"])) <= MAX_NAME_LENGTH:
            raise CommandError(
                "Use a name of up to 60 characters, with at least one letter or digit."
            )

    def handle(self, *_args: Any, email: str, name: str, **_options: Any) -> None:
        email, name = clean_email(email), clean_display_name(name)
        password = repeated = ""
        migrate(self)  # the unique index on handles, above all
        if sys.stdin.isatty():
            with suppress(EOFError):  # Ctrl-D
                password, repeated = getpass.getpass("Password: "), getpass.getpass("Again: ")
        else:
            password = repeated = sys.stdin.readline().rstrip("\n")
        if not password:
            raise CommandError("No password was given.")
        if password != repeated:
            raise CommandError("The two passwords don't match.")
        if wrong := find_weakness(password, name, email):
            raise CommandError(wrong)
        try:
            member = sign_up(name=name, email=email, password=password)
        except EmailTaken as error:
            raise CommandError(
                f"{email} already has an account: use `set_role {email} admin`."
            ) from error
        # After a crash here the account is a member's; `set_role` makes it an admin's.
        set_role(admin=None, member_id=member.id, role=ADMIN, reason=REASON)
        self.stdout.write(f"{email} is now an admin, @{member.handle}.")
