"""Reading cases: the queue, one case with its reports, and what a member reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.permissions import permission_filter
from accounts.queries import report_records
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page
from mflix_site.text import fold_text

from .claims import why_not
from .documents import REPORTS_SHOWN, Case, Report

PAGE_SIZE = 25
# Counting further would cost more than it tells: past this a queue says "1,000+". Two filters that
# meet have no index of their own, so less is counted.
MOST_COUNTED, MOST_COUNTED_OF_MANY = 1000, 200
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a moderator wants to see of the queue: a reason, words, decided ones instead of open."""

    reason: str = ""
    words: str = ""
    decided: bool = False

    @property
    def most_counted(self) -> int:
        """Give up to where its cases are counted."""
        filters = len(fold_text(self.words).split()) + bool(self.reason)
        return MOST_COUNTED if filters < 2 else MOST_COUNTED_OF_MANY

    def filter(self) -> Doc:
        """Give the filter of `cases`; words are compared whole, with those that were kept."""
        chosen: Doc = {"open": not self.decided}
        if self.reason:
            chosen["reasons"] = self.reason
        if wanted := fold_text(self.words).split():
            chosen["words"] = {"$all": wanted[:8]}
        return chosen


def page_of_cases(moderator: Member, asked: Asked, number: int) -> Page[Case]:
    """Give a page of the cases that a moderator may look at, the weightiest first.

    Decided ones come newest first. Served by the indexes `queue`, `queue_by_reason`,
    `queue_by_word` and `decided`; counted as far as `most_counted`.
    """
    chosen = {**asked.filter(), **permission_filter(moderator, "queue", "about.member_id")}
    total = mongo.cases().count_documents(chosen, limit=asked.most_counted)
    page: Page[Case] = Page((), number, PAGE_SIZE, total)
    number = min(number, page.last)
    order = [("decided_at" if asked.decided else "rank", -1), ("_id", -1)]
    cursor = mongo.cases().find(chosen).sort(order)
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page([Case.from_doc(doc) for doc in cursor], number, PAGE_SIZE, total)


def next_case(moderator: Member) -> ObjectId | None:
    """Give the weightiest open case that a moderator may look at (index `queue`), or None."""
    chosen = {"open": True, **permission_filter(moderator, "queue", "about.member_id")}
    found = mongo.cases().find(chosen, {"_id": 1}).sort([("rank", -1), ("_id", -1)]).limit(1)
    return next((doc["_id"] for doc in found), None)


def get_case(moderator: Member, case_id: ObjectId) -> Case:
    """Give a case that is not about the moderator (index `_id_`); raises CaseNotFound, OwnThing."""
    not_mine = permission_filter(moderator, "case", "about.member_id")
    doc = mongo.cases().find_one({"_id": case_id, **not_mine})
    if doc is None:
        raise why_not(moderator, case_id)
    return Case.from_doc(doc)


def reports_of(case: Case) -> list[Report]:
    """Give the first reports of a case with their reporters' records (index `of_case`)."""
    docs = list(mongo.reports().find({"case_id": case.id}).sort("_id", 1).limit(REPORTS_SHOWN))
    ids = [doc["reporter"]["id"] for doc in docs if doc["reporter"].get("id")]
    records = report_records(ids)
    return [Report.from_doc(doc, records.get(doc["reporter"].get("id"))) for doc in docs]


def earlier_cases(case: Case) -> list[Case]:
    """Give the other cases of the same thing, newest first (index `of_thing`)."""
    others = {"target.id": case.about.id, "_id": {"$ne": case.id}}
    found = mongo.cases().find(others).sort("_id", -1).limit(PAGE_SIZE)
    return [Case.from_doc(doc) for doc in found]


def page_of_own_reports(member: Member, number: int) -> Page[Report]:
    """Give a page of what a member reported, newest first (index `by_reporter`)."""
    mine = {"reporter.id": member.id}
    page: Page[Report] = Page((), number, PAGE_SIZE, mongo.reports().count_documents(mine))
    number = min(number, page.last)
    cursor = mongo.reports().find(mine).sort([("at", -1), ("_id", -1)])
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page([Report.from_doc(doc) for doc in cursor], number, PAGE_SIZE, page.total)


def open_report_of(member: Member, target_id: ObjectId) -> bool:
    """Tell whether a member's report of a thing is open (index `one_open_per_reporter`)."""
    mine = {"reporter.id": member.id, "target.id": target_id, "open": True}
    return mongo.reports().find_one(mine, {"_id": 1}) is not None


def own_documents(member_id: ObjectId) -> dict[str, Sequence[Doc]]:
    """Give all that a member reported and appealed, for their export."""
    reports = mongo.reports().find({"reporter.id": member_id}, {"network": 0, "reporter": 0})
    appeals = mongo.appeals().find({"member_id": member_id}, {"member_id": 0})
    return {"reports": list(reports), "appeals": list(appeals)}


def find_open_case(target_id: ObjectId) -> ObjectId | None:
    """Return the open case about a target, or None (index `one_open_per_thing`)."""
    case = mongo.cases().find_one({"target.id": target_id, "open": True}, {"_id": 1})
    return case["_id"] if case else None
