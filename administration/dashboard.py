"""All that the dashboard shows: asked of those who own it, each question served by an index."""

from collections.abc import Sequence
from dataclasses import dataclass

import accounts.queries
import movies.queries
import reviews.queries
from accounts.statistics import joins_by_day, mails_by_state
from mflix_site.clock import now
from mflix_site.mongo.daily_counts import start_of_period
from mflix_site.mongo.health import Health, health
from moderation.log_queries import count_open_appeals
from moderation.statistics import (
    DecisionTimes,
    count_open_cases,
    decisions_by_day,
    reports_by_day,
    time_to_decision,
)
from reviews.statistics import Reviewer, most_active, reviews_by_day

from .charts import Chart, chart, in_words

SPANS = (7, 30, 90)
DEFAULT_SPAN = 30


@dataclass(frozen=True, slots=True)
class Dashboard:
    """How the community and its database are doing."""

    days: int
    charts: Sequence[Chart]
    waiting: DecisionTimes
    median: str
    most: str
    open_cases: int
    appeals: int
    reviewers: Sequence[Reviewer]
    health: Health
    counts: Sequence[tuple[str, int]]
    mails: dict[str, int]


def dashboard_of(days: int) -> Dashboard:
    """Look at the last days, today among them."""
    today = now()
    since = start_of_period(today, days)
    waiting = time_to_decision(since)
    counted = (
        ("Joined", "joins", joins_by_day(since)),
        ("Reviews", "reviews", reviews_by_day(since)),
        ("Reports", "reports", reports_by_day(since)),
        ("In the log", "decisions", decisions_by_day(since)),
    )
    return Dashboard(
        days=days,
        charts=[chart(name, label, n, today.date(), days) for label, name, n in counted],
        waiting=waiting,
        median=in_words(waiting.median) if waiting.median is not None else "",
        most=in_words(waiting.most) if waiting.most is not None else "",
        open_cases=count_open_cases(),
        appeals=count_open_appeals(),
        reviewers=most_active(),
        health=health(),
        counts=(
            ("Members", accounts.queries.count()),
            ("Films", movies.queries.catalogue_size()),
            ("Reviews", reviews.queries.count()),
        ),
        mails=mails_by_state(),
    )
