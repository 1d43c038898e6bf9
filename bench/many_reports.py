"""Reports in any number, all of them open: two a case, each of another review."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

WORDS = ("the", "night", "river", "house", "last", "winter", "road", "letter", "king", "garden")
BATCH_SIZE = 2000
TEXT = "Nobody who was there would say so, and whoever says so was not there. " * 6


def insert_open_reports(number: int) -> Any:
    """Insert so many reports, two a case; return a moderator who may see all of them."""
    from mflix_site.mongo import collections as mongo

    cases = _cases(number // 2)
    while batch := list(islice(cases, BATCH_SIZE)):
        mongo.cases().insert_many([case for case, _ in batch], ordered=False)
        reports = [report for _, pair in batch for report in pair]
        mongo.reports().insert_many(reports, ordered=False)
    return _moderator()


def _moderator() -> Any:
    from accounts.documents import MODERATOR, Member
    from accounts.passwords import UNUSABLE_PASSWORD
    from accounts.services import new_member
    from mflix_site.mongo import collections as mongo

    doc = new_member("Maud Brenner", "maud@bench.example", UNUSABLE_PASSWORD, MODERATOR)
    mongo.members().insert_one(doc)
    return Member.from_doc(doc)


def _cases(number: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield open cases as the services make them, over the last year, by 300 authors."""
    from accounts.documents import Member
    from mflix_site.text import now
    from moderation.cases import case_document
    from moderation.rules import REASONS
    from seeding.members import seeded_members
    from seeding.seeded_random import seeded_random

    rng, until = seeded_random("many reports", number), now()
    people = [Member.from_doc(doc) for doc in seeded_members(300, 1, until)]
    for at in range(number):
        opened = until - timedelta(days=365 * rng.random())
        snapshot = _snapshot(at, people[at % 300], " ".join(rng.sample(WORDS, 3)))
        case = {**case_document(snapshot, opened), "open": True, "reasons": []}
        reason = rng.choice(tuple(REASONS))
        reporters = (people[(at + 7) % 300], people[(at + 11) % 300])
        yield case, [_report(case, person, snapshot, reason) for person in reporters]


def _snapshot(at: int, author: Any, title: str) -> Any:
    from bson import ObjectId

    from moderation.documents import Target
    from moderation.posts import TargetSnapshot
    from moderation.rules import REVIEW

    words = {"text": TEXT, "rating": 10 + at % 91, "spoiler": False, "version": 1, "at": None}
    name, handle = author.name, author.handle
    target = Target(REVIEW, ObjectId(), author.id, name, handle, ObjectId(), title.title())
    return TargetSnapshot(target, words, by_staff=False)


def _report(case: dict[str, Any], person: Any, snapshot: Any, reason: str) -> dict[str, Any]:
    from moderation.reports import (
        NewReport,
        ReportContent,
        ReportWeight,
        case_with_report,
        report_document,
    )

    weight = ReportWeight(0.5, 0.0, str(person.id)[-16:])
    report = NewReport(person, ReportContent(reason), weight, case["opened_at"])
    case |= case_with_report(case, report)
    case["reasons"] = sorted({*case["reasons"], reason})
    return report_document(case["_id"], snapshot, report)
