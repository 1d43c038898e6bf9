"""Reading cases and reports, and their figures for the dashboard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from bson import ObjectId

from accounts.documents import Member
from accounts.permissions import has_permission, permission_filter
from accounts.queries import report_records
from lists.documents import DELETED, FilmList
from lists.errors import ListNotFound
from lists.queries import find_list, get_list
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import count_by_day
from mflix_site.paging import Page, paginate_cursor
from mflix_site.text import fold_text, now
from reviews.documents import HIDDEN

from . import log
from .documents import Case, Decision, Doc, Report, Target
from .errors import AlreadyDecided, CaseNotFound, ClaimedByOther, OwnTarget
from .log import Session
from .states import HIDDEN_BY_REPORTS, STAYS

PAGE_SIZE, REPORTS_SHOWN = 25, 50
REPEATED_WITHIN = timedelta(minutes=1)
SAMPLE_SIZE = 5000  # only the newest decided cases are read, so that the dashboard stays fast
# Past this a queue says "1,000+": counting further costs more than it is worth. Two filters
# together have no index of their own, so fewer are counted.
COUNT_LIMIT, COMBINED_COUNT_LIMIT = 1000, 200


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """A reason, words of the author's name or the film, decided cases instead of open ones."""

    reason: str = ""
    words: str = ""
    decided: bool = False

    @property
    def count_limit(self) -> int:
        filters = len(fold_text(self.words).split()) + bool(self.reason)
        return COUNT_LIMIT if filters < 2 else COMBINED_COUNT_LIMIT

    def filter(self) -> Doc:
        selector: Doc = {"open": not self.decided}
        if self.reason:
            selector["reasons"] = self.reason
        if wanted := fold_text(self.words).split():
            selector["words"] = {"$all": wanted[:8]}
        return selector


def page_of_cases(moderator: Member, queue_filter: QueueFilter, number: int) -> Page[Case]:
    """Return a page of the cases that a moderator may look at, the highest rank first.

    Decided ones come newest first. Served by the indexes `queue`, `queue_by_reason`,
    `queue_by_word` and `decided`; counted as far as `count_limit`.
    """
    selector = {**queue_filter.filter(), **permission_filter(moderator, "queue", "about.member_id")}
    total = mongo.cases().count_documents(selector, limit=queue_filter.count_limit)
    order = [("decided_at" if queue_filter.decided else "rank", -1), ("_id", -1)]
    cursor = mongo.cases().find(selector).sort(order)
    return paginate_cursor(cursor, Case.from_doc, number=number, size=PAGE_SIZE, total=total)


def next_case(moderator: Member) -> ObjectId | None:
    """Return the open case of the highest rank for a moderator (index `queue`), or None."""
    selector = {"open": True, **permission_filter(moderator, "queue", "about.member_id")}
    first = mongo.cases().find(selector, {"_id": 1}).sort([("rank", -1), ("_id", -1)]).limit(1)
    return next((doc["_id"] for doc in first), None)


def get_case(moderator: Member, case_id: ObjectId) -> Case:
    """Return a case that is not about the moderator (index `_id_`); CaseNotFound, OwnTarget."""
    not_own = permission_filter(moderator, "case", "about.member_id")
    doc = mongo.cases().find_one({"_id": case_id, **not_own})
    if doc is None:
        raise case_error(moderator, case_id)
    return Case.from_doc(doc)


def find_repeated_decision(
    moderator: Member, case_id: ObjectId, *, action: str, rule: str, reason: str
) -> Decision | None:
    """Return a closed case's decision if this moderator just made the same (index `_id_`)."""
    case = mongo.cases().find_one({"_id": case_id, "open": False}, {"decision_id": 1}) or {}
    if "decision_id" not in case:
        return None
    decision = log.get_decision({"_id": case["decision_id"]})
    if now() - decision.at > REPEATED_WITHIN or log.undone_by([decision.number]):
        return None
    sent = (decision.private.get("moderator_id"), decision.action, decision.rule, decision.reason)
    return decision if sent == (moderator.id, action, rule, reason) else None


def find_case_of(decision: Decision, session: Session = None) -> Case | None:
    """Return the case that a decision was about (index `_id_`), or None."""
    doc = mongo.cases().find_one({"_id": decision.private.get("case_id")}, session=session)
    return Case.from_doc(doc) if doc else None


def reports_of_case(case: Case) -> list[Report]:
    """Return the first reports of a case with their reporters' records (index `of_case`)."""
    docs = list(mongo.reports().find({"case_id": case.id}).sort("_id", 1).limit(REPORTS_SHOWN))
    ids = [doc["reporter"]["id"] for doc in docs if doc["reporter"].get("id")]
    records = report_records(ids)
    return [Report.from_doc(doc, records.get(doc["reporter"].get("id"))) for doc in docs]


def earlier_cases(case: Case) -> list[Case]:
    """Return the other cases of the same target, newest first (index `of_target`)."""
    others = {"target.id": case.target.id, "_id": {"$ne": case.id}}
    docs = mongo.cases().find(others).sort("_id", -1).limit(PAGE_SIZE)
    return [Case.from_doc(doc) for doc in docs]


def page_of_own_reports(member: Member, number: int) -> Page[Report]:
    """Return a page of what a member reported, newest first (index `by_reporter`)."""
    own = {"reporter.id": member.id}
    total = mongo.reports().count_documents(own)
    cursor = mongo.reports().find(own).sort([("at", -1), ("_id", -1)])
    page = paginate_cursor(cursor, Report.from_doc, number=number, size=PAGE_SIZE, total=total)
    undone = log.undone_by([r.decision_number for r in page.items if r.decision_number])
    items = [
        replace(r, undone_by=undone.get(r.decision_number or 0, (None,))[0]) for r in page.items
    ]
    return replace(page, items=items)


def has_open_report(member: Member, target_id: ObjectId) -> bool:
    """Return whether a member's report of a target is open (index `one_open_per_reporter`)."""
    own = {"reporter.id": member.id, "target.id": target_id, "open": True}
    return mongo.reports().find_one(own, {"_id": 1}) is not None


def reports_and_appeals_of(member_id: ObjectId) -> dict[str, Sequence[Doc]]:
    """Return what a member reported and appealed (indexes `by_reporter` and `by_member`)."""
    reports = mongo.reports().find({"reporter.id": member_id}, {"network": 0, "reporter": 0})
    appeals = mongo.appeals().find({"member_id": member_id}, {"member_id": 0})
    return {"reports": list(reports), "appeals": list(appeals)}


def claimable_filter(moderator: Member, moment: datetime) -> Doc:
    """Return the filter of cases that nobody else has claimed at this moment."""
    unclaimed = [{"claim": {"$exists": False}}, {"claim.until": {"$lte": moment}}]
    return {"$or": [*unclaimed, {"claim.id": moderator.id}]}


def case_error(moderator: Member, case_id: ObjectId, session: Session = None) -> Exception:
    """Return why a filter did not match a case: gone, own, decided or claimed (index `_id_`)."""
    doc = mongo.cases().find_one({"_id": case_id}, {"open": 1, "about": 1}, session=session)
    if doc is None:
        return CaseNotFound()
    if doc["about"].get("member_id") == moderator.id:
        return OwnTarget()
    return ClaimedByOther() if doc["open"] else AlreadyDecided()


def get_shown_list(list_id: ObjectId, viewer: Member | None, link: str = "") -> FilmList:
    """Return a list that somebody may see; raise ListNotFound.

    Moderators also see one that had a case (index `of_target`), hidden or not, unless its owner
    has made it private or deleted it.
    """
    try:
        return get_list(list_id, viewer, link)
    except ListNotFound:
        film_list = find_list(list_id) if viewer and has_permission(viewer, "case") else None
        if film_list is None or not film_list.is_shared or film_list.state == DELETED:
            raise
        if mongo.cases().find_one({"target.id": list_id}, {"_id": 1}) is None:
            raise
        return film_list


def find_open_case(target_id: ObjectId) -> ObjectId | None:
    """Return the open case about a target, or None (index `one_open_per_target`)."""
    case = mongo.cases().find_one({"target.id": target_id, "open": True}, {"_id": 1})
    return case["_id"] if case else None


def hidden_by_reports(review_ids: Iterable[ObjectId]) -> set[str]:
    """Return which reviews are hidden pending a decision (index `one_open_per_target`)."""
    ids = list(review_ids)
    about = {"target.id": {"$in": ids}, "open": True, "hidden_by_reports": True}
    if not ids:
        return set()
    return {str(doc["target"]["id"]) for doc in mongo.cases().find(about, {"target.id": 1})}


def stays_hidden_text(post_id: ObjectId, state: str) -> str:
    """Return the sentence for the author of a post that is not shown; "" where it is."""
    by_reports = state == HIDDEN and hidden_by_reports([post_id])
    return str(STAYS.get(HIDDEN_BY_REPORTS if by_reports else state, ""))


def posts_hidden_by_reports(member: Member) -> list[Target]:
    """Return a member's posts that reports hide until a decision, oldest first (`of_author`)."""
    own = {"about.member_id": member.id, "open": True, "hidden_by_reports": True}
    cases = mongo.cases().find(own, {"target": 1, "about": 1}).sort("_id", 1).limit(PAGE_SIZE)
    return list(map(Target.from_doc, cases))


def members_with_cases(member_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Return which of these members ever had a case about them or their posts (`of_author`)."""
    about = {"about.member_id": {"$in": list(member_ids)}}
    return set(mongo.cases().distinct("about.member_id", about))


def count_open_cases_about(target_ids: Sequence[ObjectId]) -> int:
    """Count the open cases about some targets (index `one_open_per_target`)."""
    return mongo.cases().count_documents({"target.id": {"$in": list(target_ids)}, "open": True})


@dataclass(frozen=True, slots=True)
class DecisionTimes:
    """How long cases waited for a decision: their number, median and 90th percentile."""

    cases: int
    median: timedelta | None = None
    percentile_90: timedelta | None = None


def reports_by_day(since: datetime) -> dict[date, int]:
    """Return how many reports came on each day since a moment (index `by_day`)."""
    return count_by_day(mongo.reports(), "at", since)


def decisions_by_day(since: datetime) -> dict[date, int]:
    """Return how many rows the log got on each day since a moment (index `by_day`)."""
    return count_by_day(mongo.decisions(), "at", since)


def count_open_cases() -> int:
    """Count the open cases, up to 10,000 (index `queue`)."""
    return mongo.cases().count_documents({"open": True}, limit=10_000)


def time_to_decision(since: datetime) -> DecisionTimes:
    """Return how long the cases decided since a moment had waited (index `decided`).

    MongoDB 6.0 has no `$percentile`, so the times of the newest five thousand are sorted here.
    """
    decided = {"open": False, "decided_at": {"$gte": since}}
    times = {"_id": 0, "opened_at": 1, "decided_at": 1}
    cases = mongo.cases().find(decided, times).sort([("decided_at", -1), ("_id", -1)])
    waited = sorted(doc["decided_at"] - doc["opened_at"] for doc in cases.limit(SAMPLE_SIZE))
    if not waited:
        return DecisionTimes(0)
    # A percentile is the smallest value that at least this share does not exceed.
    median, percentile_90 = (waited[ceil(len(waited) * share) - 1] for share in (0.5, 0.9))
    return DecisionTimes(len(waited), median, percentile_90)
