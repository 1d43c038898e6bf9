"""Fill a site with a believable community."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand

from ...community import Size, seed_site
from ...demo import FILMS, MEMBERS, REVIEWS, SEED, last_midnight
from ...member_behaviour import TooFewPairs


def number(text: str) -> int:
    if not text.isdigit() or int(text) > 100_000_000:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 to 100,000,000")
    return int(text)


def day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-11-23") from error


class Command(DatabaseCommand):
    """See `seeding.community.seed_site`."""

    help = (
        "Fill a site with films, members, reviews, diaries, reports and decisions: the same ones "
        "for the same seed and day. Safe to repeat: what is there already stays. Nobody can log "
        "in as a seeded member."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--movies", type=number, metavar="N", help=f"{FILMS}, or enough for the reviews")
        add("--members", type=number, metavar="N", help=f"{MEMBERS}, or enough for the reviews")
        add("--reviews", type=number, default=REVIEWS, metavar="N", help=f"{REVIEWS}")
        add("--reports", type=number, metavar="N", help="about N (in proportion to reviews)")
        add("--seed", type=number, default=SEED, metavar="S", help=f"{SEED}")
        add("--until", type=day, metavar="DAY", help="the day of the latest reviews (today)")

    def handle(self, *_args: Any, reviews: int, **options: Any) -> None:
        films, members, until = options["movies"], options["members"], options["until"]
        size = Size(
            films=max(FILMS, reviews // 100) if films is None else films,
            members=max(MEMBERS, reviews // 50) if members is None else members,
            reviews=reviews,
            reports=options["reports"],
        )
        try:
            counts = seed_site(size, seed=options["seed"], until=until or last_midnight())
        except TooFewPairs as error:
            raise CommandError(str(error)) from error
        summary = (
            "Inserted {films:,} films, {members:,} members and {reviews:,} reviews; {entries:,} "
            "diary entries and {lists:,} lists; {reports:,} reports in {cases:,} cases, "
            "{decisions:,} decisions and {appeals:,} appeals; what was there already is unchanged."
        )
        self.stdout.write(self.style.SUCCESS(summary.format_map(counts)))
