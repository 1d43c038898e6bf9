"""Figures of moderation for the dashboard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import count_by_day

# Only the newest decided cases are read, so that the page stays fast.
SAMPLE_SIZE = 5000


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
