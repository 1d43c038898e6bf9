"""What the dashboard shows; each figure comes from the app that owns it, served by an index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.outbox import count_mails_by_state
from accounts.queries import sign_ups_by_day
from mflix_site.errors import LazyText
from mflix_site.mongo.daily_counts import start_of_period
from mflix_site.mongo.health import check_health
from mflix_site.text import now
from moderation.log_queries import count_open_appeals
from moderation.queries import count_open_cases, decisions_by_day, reports_by_day, time_to_decision
from reviews.queries import reviews_by_day
from reviews.site_summary import get_totals, most_active

TOTALS = {"films": _("Films"), "members": _("Members"), "reviews": _("Ratings and reviews")}
PERIODS = (7, 30, 90)
DEFAULT_PERIOD = 30
CHART_HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's count, and the height of its bar in a chart that is CHART_HEIGHT high."""

    day: date
    count: int
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts by day; the bars are in order of their days."""

    name: str
    label: LazyText
    bars: Sequence[Bar]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.count)


def get_dashboard(days: int) -> dict[str, Any]:
    today = now()
    since = start_of_period(today, days)
    counts = (
        ("joins", _("New members"), sign_ups_by_day(since)),
        ("reviews", _("Ratings and reviews"), reviews_by_day(since)),
        ("reports", _("Reports"), reports_by_day(since)),
        ("decisions", _("Moderation log"), decisions_by_day(since)),
    )
    return {
        "days": days,
        "charts": [daily_chart(name, label, n, today.date(), days) for name, label, n in counts],
        "time_to_decision": time_to_decision(since),
        "open_cases": count_open_cases(),
        "appeals": count_open_appeals(),
        "reviewers": most_active(),
        "health": check_health(),
        "totals": {TOTALS[name]: count for name, count in get_totals().items()},
        "mails": count_mails_by_state(),
    }


def daily_chart(
    name: str, label: LazyText, counts: Mapping[date, int], today: date, days: int
) -> Chart:
    period = [today - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    scale = CHART_HEIGHT / (max(counts.get(day, 0) for day in period) or 1)
    bars = [Bar(day, n := counts.get(day, 0), round(scale * n, 1)) for day in period]
    return Chart(name, label, bars)


def format_duration(duration: timedelta) -> str:
    """Return a duration in its largest unit: "40 minutes", "5 hours", "3 days"."""
    minutes = round(duration / timedelta(minutes=1))
    if not minutes:
        return gettext("less than a minute")
    if minutes < 120:
        count, text = minutes, ngettext("%(count)s minute", "%(count)s minutes", minutes)
    elif (count := round(minutes / 60)) < 48 and minutes < 2 * 1440:
        text = ngettext("%(count)s hour", "%(count)s hours", count)
    else:
        count = round(minutes / 1440)
        text = ngettext("%(count)s day", "%(count)s days", count)
    return text % {"count": count}
