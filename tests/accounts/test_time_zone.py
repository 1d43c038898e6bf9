"""The time zone in which a member reads dates and times."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.dates import ago, clock, day
from accounts.documents import Preferences
from accounts.queries import find_member
from accounts.requests import Viewer
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review


def save(browser: Browser, zone: str) -> int:
    form = {"rating_scale": "5", "theme": "auto", "language": "en", "time_zone": zone}
    return browser.post("/accounts/preferences/", form).status_code


def viewer_of(browser: Browser) -> Viewer:
    assert browser.member
    return Viewer(find_member(browser.member.id))


NEW_YEAR = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown", "exact"),
    [
        ("UTC", "31 Dec 2024", "23:30 UTC"),
        ("Europe/Berlin", "1 Jan 2025", "00:30 CET"),
        ("America/New_York", "31 Dec 2024", "18:30 EST"),
        ("Asia/Kolkata", "1 Jan 2025", "05:00 IST"),
        ("Asia/Kathmandu", "1 Jan 2025", "05:15 UTC+0545"),
        ("Pacific/Kiritimati", "1 Jan 2025", "13:30 UTC+14"),
    ],
)
def test_dates_and_times_are_in_the_chosen_zone(
    as_alice: Browser, zone: str, shown: str, exact: str
) -> None:
    assert save(as_alice, zone) == 302
    viewer = viewer_of(as_alice)
    assert f">{shown}</time>" in day(NEW_YEAR, viewer)
    assert f">{shown}</time>" in ago(NEW_YEAR, viewer)
    assert clock(NEW_YEAR, viewer) == exact
    assert exact.partition(" ")[2] in ago(NEW_YEAR, viewer)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    "moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
)
def test_the_first_and_the_last_day_are_shown_in_every_zone(zone: str, moment: datetime) -> None:
    viewer = Viewer(make_member("Dora", preferences={"time_zone": zone}))
    assert f'datetime="{moment.date()}"' in day(moment, viewer)
    assert f'datetime="{moment.date()}T' in ago(moment, viewer)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_release_date_is_the_same_in_every_zone(as_alice: Browser, zone: str) -> None:
    film = a_film(released=datetime(1998, 5, 10, tzinfo=UTC))
    assert save(as_alice, zone) == 302
    assert ">10 May 1998</time>" in as_alice.text(f"/movies/{film}/")


def test_summer_time_is_kept_apart(as_alice: Browser) -> None:
    save(as_alice, "Europe/Berlin")
    viewer = viewer_of(as_alice)
    assert clock(datetime(2024, 7, 1, 12, 0, tzinfo=UTC), viewer) == "14:00 CEST"
    assert clock(datetime(2024, 1, 1, 12, 0, tzinfo=UTC), viewer) == "13:00 CET"


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "../etc/passwd", "/etc/localtime", "Europe", "\x00", "x" * 300, 5, None]
)
def test_a_zone_that_does_not_exist_counts_as_none(zone: Any) -> None:
    assert Preferences.from_doc({"time_zone": zone}).time_zone == "UTC"


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "Europe"])
def test_only_a_zone_from_the_list_can_be_chosen(as_alice: Browser, zone: str) -> None:
    assert save(as_alice, zone) == 422


def test_two_readers_see_one_review_each_in_their_zone(as_alice: Browser, as_bob: Browser) -> None:
    film = a_film()
    a_review(make_member("Carol"), film)
    mongo.reviews().update_one({}, {"$set": {"date": NEW_YEAR}})
    save(as_alice, "Asia/Tokyo")
    path = f"/movies/{film}/"
    assert "1 Jan 2025" in as_alice.text(path)
    assert "31 Dec 2024" in as_bob.text(path)


@pytest.mark.parametrize(("language", "words"), [("en", "just now"), ("de", "jetzt")])
def test_less_than_a_minute_ago_is_just_now(database: Any, language: str, words: str) -> None:
    viewer = Viewer(make_member("Nora", preferences={"language": language}))
    assert f">{words}</time>" in ago(datetime.now(UTC), viewer)
