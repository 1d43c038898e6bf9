"""Reading cases and reports: the queue, what can be reported, and figures for the dashboard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.permissions import permission_filter
from accounts.queries import find_member, get_member_by_handle, report_records
from diary.documents import DiaryEntry
from diary.visibility import get_visible_entry
from diary.visibility import words_of as words_of_entry
from lists.documents import FilmList
from lists.errors import ListNotFound
from lists.queries import get_list
from lists.visibility import words_of
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import count_by_day
from mflix_site.paging import Page, paginate_cursor
from mflix_site.text import fold_text
from movies.queries import get_titles
from reviews.documents import Review
from reviews.errors import ReviewNotFound
from reviews.queries import get_review

from .documents import Case, Decision, Report, Target
from .errors import AlreadyDecided, CaseNotFound, ClaimedByOther, OwnTarget
from .rules import ENTRY, LIST, MEMBER, REVIEW

# Only the newest decided cases are read, so that the page stays fast.
SAMPLE_SIZE = 5000
PAGE_SIZE, REPORTS_SHOWN = 25, 50
# Past this a queue says "1,000+": counting further costs more than it is worth. Two filters
# together have no index of their own, so fewer are counted.
COUNT_LIMIT, COMBINED_COUNT_LIMIT = 1000, 200
Doc = dict[str, Any]


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
        chosen: Doc = {"open": not self.decided}
        if self.reason:
            chosen["reasons"] = self.reason
        if wanted := fold_text(self.words).split():
            chosen["words"] = {"$all": wanted[:8]}
        return chosen


def page_of_cases(moderator: Member, queue_filter: QueueFilter, number: int) -> Page[Case]:
    """Return a page of the cases that a moderator may look at, the highest rank first.

    Decided ones come newest first. Served by the indexes `queue`, `queue_by_reason`,
    `queue_by_word` and `decided`; counted as far as `count_limit`.
    """
    chosen = {**queue_filter.filter(), **permission_filter(moderator, "queue", "about.member_id")}
    total = mongo.cases().count_documents(chosen, limit=queue_filter.count_limit)
    order = [("decided_at" if queue_filter.decided else "rank", -1), ("_id", -1)]
    cursor = mongo.cases().find(chosen).sort(order)
    return paginate_cursor(cursor, Case.from_doc, number=number, size=PAGE_SIZE, total=total)


def next_case(moderator: Member) -> ObjectId | None:
    """Return the open case of the highest rank for a moderator (index `queue`), or None."""
    chosen = {"open": True, **permission_filter(moderator, "queue", "about.member_id")}
    found = mongo.cases().find(chosen, {"_id": 1}).sort([("rank", -1), ("_id", -1)]).limit(1)
    return next((doc["_id"] for doc in found), None)


def get_case(moderator: Member, case_id: ObjectId) -> Case:
    """Return a case that is not about the moderator (index `_id_`); CaseNotFound, OwnTarget."""
    not_own = permission_filter(moderator, "case", "about.member_id")
    doc = mongo.cases().find_one({"_id": case_id, **not_own})
    if doc is None:
        raise case_error(moderator, case_id)
    return Case.from_doc(doc)


def find_case_of(decision: Decision) -> Case | None:
    """Return the case that a decision was about (index `_id_`), or None."""
    doc = mongo.cases().find_one({"_id": decision.private.get("case_id")})
    return Case.from_doc(doc) if doc else None


def reports_of_case(case: Case) -> list[Report]:
    """Return the first reports of a case with their reporters' records (index `of_case`)."""
    docs = list(mongo.reports().find({"case_id": case.id}).sort("_id", 1).limit(REPORTS_SHOWN))
    ids = [doc["reporter"]["id"] for doc in docs if doc["reporter"].get("id")]
    records = report_records(ids)
    return [Report.from_doc(doc, records.get(doc["reporter"].get("id"))) for doc in docs]


def earlier_cases(case: Case) -> list[Case]:
    """Return the other cases of the same target, newest first (index `of_thing`)."""
    others = {"target.id": case.target.id, "_id": {"$ne": case.id}}
    found = mongo.cases().find(others).sort("_id", -1).limit(PAGE_SIZE)
    return [Case.from_doc(doc) for doc in found]


def page_of_own_reports(member: Member, number: int) -> Page[Report]:
    """Return a page of what a member reported, newest first (index `by_reporter`)."""
    own = {"reporter.id": member.id}
    total = mongo.reports().count_documents(own)
    cursor = mongo.reports().find(own).sort([("at", -1), ("_id", -1)])
    return paginate_cursor(cursor, Report.from_doc, number=number, size=PAGE_SIZE, total=total)


def has_open_report(member: Member, target_id: ObjectId) -> bool:
    """Return whether a member's report of a target is open (index `one_open_per_reporter`)."""
    own = {"reporter.id": member.id, "target.id": target_id, "open": True}
    return mongo.reports().find_one(own, {"_id": 1}) is not None


def has_reported(member: Member, target_id: ObjectId, session: ClientSession | None = None) -> bool:
    """Return whether a member ever reported a target (index `by_reporter`)."""
    own = {"reporter.id": member.id, "target.id": target_id}
    return mongo.reports().find_one(own, {"_id": 1}, session=session) is not None


def reports_and_appeals_of(member_id: ObjectId) -> dict[str, Sequence[Doc]]:
    reports = mongo.reports().find({"reporter.id": member_id}, {"network": 0, "reporter": 0})
    appeals = mongo.appeals().find({"member_id": member_id}, {"member_id": 0})
    return {"reports": list(reports), "appeals": list(appeals)}


def unclaimed_filter(moderator: Member, moment: datetime) -> Doc:
    """Return the filter of cases that nobody else has claimed at this moment."""
    unclaimed = [{"claim": {"$exists": False}}, {"claim.until": {"$lte": moment}}]
    return {"$or": [*unclaimed, {"claim.id": moderator.id}]}


def case_error(
    moderator: Member, case_id: ObjectId, session: ClientSession | None = None
) -> Exception:
    """Return the error for a case that a filter did not match: gone, own, decided or claimed."""
    doc = mongo.cases().find_one({"_id": case_id}, {"open": 1, "about": 1}, session=session)
    if doc is None:
        return CaseNotFound()
    if doc["about"].get("member_id") == moderator.id:
        return OwnTarget()
    return ClaimedByOther() if doc["open"] else AlreadyDecided()


def find_open_case(target_id: ObjectId) -> ObjectId | None:
    """Return the open case about a target, or None (index `one_open_per_thing`)."""
    case = mongo.cases().find_one({"target.id": target_id, "open": True}, {"_id": 1})
    return case["_id"] if case else None


@dataclass(frozen=True, slots=True)
class TargetSnapshot:
    """A target as it is when somebody reports it; `words` is what a post says."""

    target: Target
    words: dict[str, Any] | None
    by_staff: bool


def review_target(review: Review) -> TargetSnapshot:
    author = find_member(review.author_id) if review.author_id else None
    film = [ObjectId(review.movie_id)] if ObjectId.is_valid(review.movie_id) else []
    title = get_titles(film).get(review.movie_id) or _("a deleted film")
    return build_review_target(review, author, title)


def build_review_target(review: Review, author: Member | None, title: str) -> TargetSnapshot:
    """Return a review's snapshot; `author` is None where the member has left."""
    movie_id = ObjectId(review.movie_id) if ObjectId.is_valid(review.movie_id) else None
    by = {"member_id": review.author_id, "name": review.author_name}
    about: Doc = {**by, "handle": review.author_handle, "movie_id": movie_id, "title": title}
    words = {name: getattr(review, name) for name in ("text", "rating", "spoiler", "version")}
    words["at"] = review.edited_at or review.date
    target = Target(REVIEW, ObjectId(review.id), **about)
    return TargetSnapshot(target, words, author is not None and author.is_staff)


def hidden_by_reports(review_ids: Iterable[ObjectId]) -> set[str]:
    """Return which reviews reports have hidden until a decision (index `one_open_per_thing`)."""
    ids = list(review_ids)
    about = {"target.id": {"$in": ids}, "open": True, "hidden_by_reports": True}
    if not ids:
        return set()
    return {str(doc["target"]["id"]) for doc in mongo.cases().find(about, {"target.id": 1})}


def get_visible_review_target(review_id: ObjectId) -> TargetSnapshot:
    """Return a review that everybody may see, or raise ReviewNotFound."""
    review = get_review(review_id)
    if not review.is_visible:
        raise ReviewNotFound
    return review_target(review)


def list_target(film_list: FilmList) -> TargetSnapshot:
    owner = find_member(film_list.owner_id) if film_list.owner_id else None
    shown = words_of(film_list)
    words: Doc = {"text": shown.text, "version": shown.version, "at": film_list.worded_at}
    by = (film_list.owner_id, film_list.owner_name, film_list.owner_handle)
    target = Target(LIST, film_list.id, *by, title=film_list.title)
    return TargetSnapshot(target, words, owner is not None and owner.is_staff)


def get_list_target(list_id: ObjectId, member: Member, link: str = "") -> TargetSnapshot:
    """Return a list that a member may see, for a report; raise ListNotFound."""
    film_list = get_list(list_id, member, link)
    if not film_list.is_visible:
        raise ListNotFound
    return list_target(film_list)


def entry_target(entry: DiaryEntry) -> TargetSnapshot:
    author, shown = find_member(entry.member_id), words_of_entry(entry)
    at = entry.edited_at or entry.created_at
    words: Doc = {"text": shown.text, "version": shown.version, "at": at}
    by = (entry.member_id, author.name if author else "", author.handle if author else "")
    film = (ObjectId(entry.movie_id), entry.film.title)
    target = Target(ENTRY, ObjectId(entry.id), *by, *film)
    return TargetSnapshot(target, words, author is not None and author.is_staff)


def get_entry_target(entry_id: ObjectId) -> TargetSnapshot:
    return entry_target(get_visible_entry(entry_id))


def get_member_target(handle: str) -> TargetSnapshot:
    return member_target(get_member_by_handle(handle))


def member_target(member: Member) -> TargetSnapshot:
    target = Target(MEMBER, member.id, member.id, member.name, member.handle)
    return TargetSnapshot(target, None, member.is_staff)


@dataclass(frozen=True, slots=True)
class DecisionTimes:
    """How long cases waited for a decision: their number, median and 90th percentile."""

    cases: int
    median: timedelta | None = None
    most: timedelta | None = None


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
    # The smallest value that at least this share does not exceed.
    median, most = (waited[ceil(len(waited) * share) - 1] for share in (0.5, 0.9))
    return DecisionTimes(len(waited), median, most)


def count_open_cases_about(target_ids: Sequence[ObjectId]) -> int:
    """Count the open cases about some targets (index `one_open_per_thing`)."""
    return mongo.cases().count_documents({"target.id": {"$in": list(target_ids)}, "open": True})
