"""Days of an import are those of the member's time zone."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from accounts.dates import ago
from accounts.documents import Member
from accounts.preferences import set_preferences
from accounts.queries import get_member
from accounts.requests import Viewer
from importing.exporting import export_history
from tests.support.diaries import logged
from tests.support.factories import a_film
from tests.support.histories import Histories, rows_of


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch, database: Any) -> Histories:
    made = Histories(monkeypatch)
    made.films = {"The Third Man": [a_film()], "Alien": [a_film(title="Alien")]}
    return made


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_days_are_those_of_the_members_time_zone(
    histories: Histories, alice: Member, database: Any, zone: str
) -> None:
    set_preferences(member=alice, preferences={"time_zone": zone})
    alice, film = get_member(alice.id), histories.films["Alien"][0]
    review = {"key": "a", "day": "2020-05-01", "added": "2020-05-01", "text": "Zithers."}
    wanted = ("wanted", "Alien", {"added": "2020-05-01"})
    histories.take(alice, rows_of(("review", "The Third Man", review), wanted))
    assert "1 May 2020" in ago(database.comments.find_one()["date"], Viewer(alice))
    with ZipFile(BytesIO(export_history(alice))) as archive:
        assert archive.read("watchlist.csv").splitlines()[1].startswith(b"2020-05-01,")
    logged(alice, film, "2020-04-30")
    assert "wanted" in database.film_states.find_one({"movie_id": film})


def test_an_imported_viewing_ends_a_wish_as_a_logged_one_does(
    histories: Histories, alice: Member, database: Any
) -> None:
    set_preferences(member=alice, preferences={"time_zone": "America/New_York"})
    alice = get_member(alice.id)
    films = [histories.films[title][0] for title in ("The Third Man", "Alien")]
    wanted = {"wanted": {"at": datetime(2024, 5, 1, 3, tzinfo=UTC), "note": ""}}  # 30 April there
    states = ({"member_id": alice.id, "movie_id": film, **wanted} for film in films)
    database.film_states.insert_many(states)
    logged(alice, films[0], "2024-04-30")
    histories.take(alice, rows_of(("entry", "Alien", {"key": "a", "day": "2024-04-30"})))
    assert ["wanted" in state for state in database.film_states.find()] == [False, False]
