"""Fill a site with a believable community."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand

from ...community import Seeded
from ...moderation.demo import FILMS, MEMBERS, REVIEWS, SEED, midnight
from ...moderation.seed import Judged
from ...moderation.site import Size, seed_site
from ...pairs import TooFewPairs


def number(text: str) -> int:
    """Read a number of things."""
    if not text.isdigit() or int(text) > 100_000_000:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 to 100,000,000")
    return int(text)


def day(text: str) -> datetime:
    """Read a day."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-11-23") from error


def _or_enough(asked: int | None, least: int, enough: int) -> int:
    return max(least, enough) if asked is None else asked


def _said(put: Seeded, judged: Judged) -> str:
    return (
        f"Put in {put.films:,} films, {put.members:,} members and {put.reviews:,} reviews; "
        f"{judged.reports:,} reports in {judged.cases:,} cases, {judged.decisions:,} decisions "
        f"and {judged.appeals:,} appeals; what was there already stayed as it was."
    )


class Command(DatabaseCommand):
    """Thin: has `seed_site` do it, and says what was put in."""

    help = (
        "Fill a site with films, members, reviews, reports and decisions: the same ones for the "
        "same seed and day. Safe to repeat; what is there already stays. Nobody can log in as a "
        "seeded member."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many of each, the seed, and the last day of reviews."""
        add = parser.add_argument
        add("--movies", type=number, metavar="N", help=f"{FILMS}, or enough for the reviews")
        add("--members", type=number, metavar="N", help=f"{MEMBERS}, or enough for the reviews")
        add("--reviews", type=number, default=REVIEWS, metavar="N", help=f"{REVIEWS}")
        add("--reports", type=number, metavar="N", help="about so many; in proportion to reviews")
        add("--seed", type=int, default=SEED, metavar="S", help=f"{SEED}")
        parser.add_argument("--until", type=day, metavar="DAY", help="reviews end here (today)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed, and report."""
        try:
            put = seed_site(
                Size(
                    films=_or_enough(options["movies"], FILMS, options["reviews"] // 100),
                    members=_or_enough(options["members"], MEMBERS, options["reviews"] // 50),
                    reviews=options["reviews"],
                    reports=options["reports"],
                ),
                seed=options["seed"],
                until=options["until"] or midnight(),
            )
        except TooFewPairs as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(_said(put.seeded, put.judged)))
