"""The dashboard: counts by day, time to decision, most active reviewers, database health."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from administration.dashboard import daily_chart, format_duration
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from mflix_site.mongo import health as database_health
from mflix_site.mongo.daily_counts import start_of_period
from mflix_site.mongo.index_definitions import INDEXES
from mflix_site.text import now
from moderation import queries
from moderation.queries import DecisionTimes, time_to_decision
from reviews.site_summary import most_active
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

from ..support.command_listener import recorded_commands
from ..support.moderation import a_report, decided

PAGE = "/administration/"
DAY = timedelta(days=1)


def a_case(waited: timedelta, ago: timedelta = timedelta(0), **fields: Any) -> None:
    """Insert a decided case."""
    decided_at = now() - ago
    about = {"member_id": None, "name": "", "handle": "", "movie_id": None, "title": ""}
    mongo.cases().insert_one(
        {
            "target": {"kind": "member", "id": ObjectId()},
            "about": about,
            "open": False,
            "rank": 0.0,
            "opened_at": decided_at - waited,
            "decided_at": decided_at,
            **fields,
        }
    )


def chart_counts(page: Any, name: str) -> list[int]:
    """Return a chart's counts as the page shows them, oldest first."""
    charts = {chart.name: chart for chart in page.context["dashboard"]["charts"]}
    return [bar.count for bar in charts[name].bars]


def test_each_day_has_its_count(as_ada: Browser, alice: Any) -> None:
    for name, ago in zip("VWXYZ", (0, 1, 1, 29, 30), strict=True):
        make_member(f"{name}ora", joined_at=now() - ago * DAY)
    joins = chart_counts(as_ada.get(PAGE), "joins")
    assert (len(joins), joins[-1], joins[-2], joins[0]) == (30, 3, 2, 1)
    assert sum(joins) == 6


def test_reviews_reports_and_decisions_are_counted(
    as_ada: Browser, alice: Any, bob: Any, maud: Any
) -> None:
    review = a_review(alice, a_film()).id
    decided(maud, a_report(bob, review), "hide")
    page = as_ada.get(f"{PAGE}?days=7")
    assert [chart_counts(page, n)[-1] for n in ("reviews", "reports", "decisions")] == [1, 1, 1]
    assert len(chart_counts(page, "reviews")) == 7


@pytest.mark.parametrize("days", ["", "31", "-1", "x", "7.0"])
def test_any_other_period_is_thirty_days(as_ada: Browser, days: str) -> None:
    assert as_ada.get(PAGE, {"days": days}).context["dashboard"]["days"] == 30


def test_a_chart_has_bars_and_a_table_of_its_counts(as_ada: Browser, alice: Any) -> None:
    page = as_ada.text(PAGE)
    today = f"{now():%Y-%m-%d}"
    assert 'aria-label="New members by day: 2 in 30 days, most on ' in page
    assert '<rect x="291" y="0" width="8" height="40' in page
    assert f'<th scope="row">{today}</th><td class="number">2</td>' in page


def test_the_height_of_a_bar_is_its_share_of_the_highest() -> None:
    today = now().date()
    drawn = daily_chart("x", "X", {today: 8, today - DAY: 2}, today, 3)
    assert [(bar.count, bar.height) for bar in drawn.bars] == [(0, 0), (2, 10), (8, 40)]
    assert (drawn.total, drawn.highest.day) == (10, today)


def test_a_period_begins_at_midnight() -> None:
    assert start_of_period(now(), 1) == now().replace(hour=0, minute=0, second=0, microsecond=0)


def test_time_to_decision_is_the_median_and_the_90th_percentile(database: Any) -> None:
    for hours in range(1, 11):
        a_case(timedelta(hours=hours))
    waiting = time_to_decision(now() - DAY)
    assert waiting == DecisionTimes(10, timedelta(hours=5), timedelta(hours=9))


@pytest.mark.parametrize(("cases", "median"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_of_few_cases_it_is_one_of_them(database: Any, cases: int, median: int) -> None:
    for hours in range(1, cases + 1):
        a_case(timedelta(hours=hours))
    waiting = time_to_decision(now() - DAY)
    assert (waiting.median, waiting.percentile_90) == (
        timedelta(hours=median),
        timedelta(hours=cases),
    )


def test_open_cases_and_old_decisions_do_not_count(database: Any) -> None:
    a_case(timedelta(hours=1), open=True)
    a_case(timedelta(hours=1), ago=3 * DAY)
    assert time_to_decision(now() - DAY) == DecisionTimes(0)
    assert queries.count_open_cases() == 1


def test_only_the_newest_cases_are_timed(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SAMPLE_SIZE", 1)
    a_case(timedelta(hours=9), ago=timedelta(hours=2))
    a_case(timedelta(hours=1))
    assert time_to_decision(now() - DAY).median == timedelta(hours=1)


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        ({"seconds": 20}, "less than a minute"),
        ({"minutes": 1}, "1 minute"),
        ({"minutes": 119}, "119 minutes"),
        ({"hours": 5}, "5 hours"),
        ({"hours": 49}, "2 days"),
    ],
)
def test_a_duration_is_shown_in_one_unit(waited: dict[str, int], words: str) -> None:
    assert format_duration(timedelta(**waited)) == words


def test_the_most_active_reviewer_comes_first_with_name_and_handle(
    alice: Any, bob: Any, as_ada: Browser
) -> None:
    films = [a_film(), a_film()]
    a_review(bob, films[0])
    for film in films:
        a_review(alice, film)
    found = [(r.name, r.handle, r.reviews) for r in most_active()]
    assert found == [("Alice Ångström", "alice_angstrom", 2), ("Bob", "bob", 1)]
    assert not [m.email for m in (alice, bob) if m.email in as_ada.text(PAGE)]


def test_the_twenty_most_active_are_listed(database: Any) -> None:
    film = a_film()
    for number in range(22):
        a_review(make_member(f"M{number}", handle=f"m{number}", handle_key=f"m{number}"), film)
    assert len(most_active()) == 20


def test_old_comments_and_members_who_left_are_not_counted(alice: Any) -> None:
    film = a_film()
    gone = {"author": {"id": ObjectId(), "name": "Gone"}}
    docs = [{"movie_id": film, "text": "x", "date": now(), **more} for more in (gone, {})]
    mongo.reviews().insert_many(docs)
    assert most_active() == []


def test_most_active_is_read_with_majority(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    concerns: list[Any] = []
    aggregate = Collection.aggregate

    def record_concern(self: Any, *arguments: Any, **options: Any) -> Any:
        concerns.append(self.read_concern.level)
        return aggregate(self, *arguments, **options)

    monkeypatch.setattr(Collection, "aggregate", record_concern)
    most_active()
    assert concerns == ["majority"]


def test_the_database_is_described(as_ada: Browser) -> None:
    found = database_health.check_health()
    assert (found.version.split(".")[0] >= "6", found.problem, found.differences) == (True, "", ())
    assert [server.state for server in found.servers] == ["primary"]
    page = as_ada.text(PAGE)
    assert found.version in page
    assert "up to date" in page


def test_drift_of_an_index_is_shown(as_ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    one = INDEXES[0]
    monkeypatch.setattr("mflix_site.mongo.indexes.find_drift", lambda: [(one, "missing")])
    page = as_ada.text(PAGE)
    assert "1 out of date" in page
    assert "index movies.popular is missing" in page


def test_without_permission_for_the_set_status_its_named_members_are_shown(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationFailure("not authorized")

    monkeypatch.setattr(database_health, "client", refuse)
    hello = {"hosts": ["a:1", "b:2"], "primary": "b:2"}
    assert [s.state for s in database_health._read_servers(hello)] == ["member", "primary"]
    assert not database_health._read_servers({})


def test_an_unavailable_database_is_not_raised_but_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise Unavailable

    monkeypatch.setattr(database_health, "database", away)
    assert database_health.check_health().problem == Unavailable.sentence


def test_pending_and_failed_mails_are_counted(as_ada: Browser) -> None:
    mails = [{"kind": "notice", "state": s, "due_at": now()} for s in ("pending", "failed")]
    mongo.outbox().insert_many([*mails, {**mails[1], "_id": ObjectId()}])
    assert as_ada.get(PAGE).context["dashboard"]["mails"] == {"pending": 1, "failed": 2}


def test_the_page_sends_a_bounded_number_of_commands(
    ada: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(ada)
    with recorded_commands(monkeypatch) as heard:
        browser.get(PAGE)
        sent = Counter(name for name in heard if not name.startswith(("hello", "endSessions")))
    # Each collection's indexes are listed for those that are missing and for foreign ones.
    listings = {name: number for name, number in sent.items() if name.startswith("listIndexes")}
    assert max(listings.values()) <= 2
    assert sent.total() - sum(listings.values()) < 30
