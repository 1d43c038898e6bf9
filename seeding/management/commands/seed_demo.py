"""Fill an empty embedded site with the demo community, and print its accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand, migrate

from ...demo import create_demo


class Command(DatabaseCommand):
    """See `seeding.demo.create_demo`."""

    help = "Fill an empty embedded database with the demo community, and print its accounts."

    def check_arguments(self, **_options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo is for the embedded server only; MONGODB_URI is set. Use `seed`."
            )

    def handle(self, *_args: Any, **_options: Any) -> None:
        migrate(self)
        sign_ins = create_demo()
        if sign_ins:
            self.stdout.write("Demo accounts, made for this database alone:")
        for sign_in in sign_ins:
            self.stdout.write(f"  {sign_in.role:<10} {sign_in.email:<20} {sign_in.password}")
