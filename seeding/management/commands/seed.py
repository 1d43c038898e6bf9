"""Fill a site with a believable community."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError

from diary.documents import is_possible_day
from mflix_site.commands import DatabaseCommand, migrate
from mflix_site.text import counted

from ...community import Size, seed_site
from ...demo import FILMS, MEMBERS, REVIEWS, SEED, last_midnight
from ...member_behaviour import TooFewPairs, check_enough_pairs

NOUNS = ("film", "member", "review", "list", "report", "case", "decision", "appeal")


def number(text: str) -> int:
    if not text.isdigit() or int(text) > 100_000_000:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 to 100,000,000")
    return int(text)


def day(text: str) -> datetime:
    if not is_possible_day(text):
        raise ArgumentTypeError(f"{text!r} is not a day from 1888 to today, such as 2026-11-23")
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def size_of(options: Mapping[str, Any]) -> Size:
    films, members, reviews = (options[name] for name in ("movies", "members", "reviews"))
    films = max(FILMS, reviews // 100) if films is None else films
    members = max(MEMBERS, reviews // 50) if members is None else members
    return Size(films, members, reviews, options["reports"])


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

    def check_arguments(self, **options: Any) -> None:
        size = size_of(options)
        try:
            check_enough_pairs(size.reviews, size.members, size.films)
        except TooFewPairs as error:
            raise CommandError(str(error)) from error

    def handle(self, *_args: Any, **options: Any) -> None:
        migrate(self)
        until = options["until"] or last_midnight()
        counts = seed_site(size_of(options), seed=options["seed"], until=until)
        nouns = {f"{noun}s": noun for noun in NOUNS} | {"entries": "diary entry"}
        shown = {name: counted(counts[name], noun) for name, noun in nouns.items()}
        summary = (
            "Inserted {films}, {members} and {reviews}; {entries} and {lists}; {reports} in "
            "{cases}, {decisions} and {appeals}; what was there already is unchanged."
        )
        self.stdout.write(self.style.SUCCESS(summary.format_map(shown)))
