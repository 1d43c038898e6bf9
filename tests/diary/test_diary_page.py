"""The diary as a page, a feed and a file: what is in it, for whom, and in how many commands."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from accounts import time_zones
from accounts.preferences import set_preferences
from mflix_site.web.downloads import escape_formula
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.diaries import logged
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

PRIVATE = "private"
DAYS = {"The Third Man": "2026-03-14", "Alien": "2026-03-02", "Stalker": "2025-12-31"}


@filled_once
def logged_films() -> dict[str, Any]:
    """Return films that Alice has watched, one of them in secret, and one who knows when."""
    alice = make_member("Alice Ångström")
    made = {
        "The Third Man": a_film(),
        "Alien": a_film(title="Alien", year=1979, genres=["Horror"], directors=["Ridley Scott"]),
        "Stalker": a_film(
            title="Stalker", year=1979, genres=["Sci-Fi"], countries=["Soviet Union"]
        ),
        "Secret": a_film(title="Showgirls", year=1995, genres=["Drama"]),
        "Undated": a_film(title="Bambi", year=1942, genres=["Animation"]),
    }
    rated = {"The Third Man": 90, "Alien": 74}
    for name, day in DAYS.items():
        logged(alice, made[name], day, rating=rated.get(name), tags=("Ciné club", name))
    logged(alice, made["Alien"], "2026-03-20", rewatch=True, rating=80, note="Better *again*.")
    logged(alice, made["Secret"], "2026-03-15", privacy=PRIVATE, note="Nobody must know.")
    logged(alice, made["Undated"])
    return {**made, "alice": alice}


def titles(page: str) -> list[str]:
    """Return the titles of a page's entries in their order."""
    return re.findall(r'<h3 dir="auto"><a[^>]*>([^<]+)</a>', page)


def diary(browser: Browser, query: str = "") -> list[str]:
    return titles(browser.text(f"/members/alice_angstrom/diary/{query}", follow=True))


def test_entries_are_shown_by_day_the_latest_first_and_undated_ones_last(
    logged_films: Any, visitor: Browser
) -> None:
    assert diary(visitor) == ["Alien", "The Third Man", "Alien", "Stalker", "Bambi"]
    page = visitor.text("/members/alice_angstrom/diary/")
    months = re.findall(r'<h2 id="month-\d+">(?:<span[^>]*>)?([^<]+)', page)
    assert months == ["March 2026", "December 2025", "Without a date"]
    assert diary(visitor, "2025/") == ["Stalker"]
    assert diary(visitor, "2026/?month=3") == ["Alien", "The Third Man", "Alien"]
    assert diary(visitor, "?undated=1") == ["Bambi"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?genre=Horror", ["Alien", "Alien"]),
        ("?decade=1970", ["Alien", "Alien", "Stalker"]),
        ("?rating=70", ["Alien"]),
        ("?rating=any", ["Alien", "The Third Man", "Alien"]),
        ("?rating=none", ["Stalker", "Bambi"]),
        ("?rewatch=yes", ["Alien"]),
        ("?rewatch=no&genre=Horror", ["Alien"]),
        ("?tag=CINE+CLUB", ["The Third Man", "Alien", "Stalker"]),
        ("?director=Ridley+Scott", ["Alien", "Alien"]),
        ("?country=Soviet+Union", ["Stalker"]),
        ("?actor=Orson+Welles&decade=1940", ["The Third Man", "Bambi"]),
        ("2026/?genre=Sci-Fi", []),
        ("?rating=$gt&decade=x&rewatch=perhaps&year=2025", ["Stalker"]),
    ],
)  # fmt: skip
def test_filters_narrow_it(
    logged_films: Any, visitor: Browser, query: str, found: list[str]
) -> None:
    assert diary(visitor, query) == found


def test_a_year_as_a_parameter_leads_to_its_page(logged_films: Any, visitor: Browser) -> None:
    answer = visitor.get("/members/alice_angstrom/diary/?year=2025&genre=Sci-Fi")
    assert answer["Location"] == "/members/alice_angstrom/diary/2025/?genre=Sci-Fi"


def test_the_calendar_is_of_this_year_where_its_owner_lives(
    logged_films: Any, visitor: Browser, monkeypatch: Any
) -> None:
    zone = {"time_zone": "America/Los_Angeles"}
    set_preferences(member=logged_films["alice"], preferences=zone)
    monkeypatch.setattr(time_zones, "now", lambda: datetime(2026, 1, 1, 1, tzinfo=UTC))
    page = visitor.get("/members/alice_angstrom/diary/")
    assert page.context["calendar_year"] == 2025


@pytest.mark.parametrize("address", ["diary/", "diary/2026/", "diary/feed/", "diary.csv"])
def test_private_entries_are_their_owners_alone(
    logged_films: Any, as_bob: Browser, visitor: Browser, maud: Any, address: str
) -> None:
    path = f"/members/alice_angstrom/{address}"
    for stranger in (visitor, as_bob, Browser(maud)):
        text = stranger.text(path)
        assert "Alien" in text
        assert not re.search("Showgirls|Nobody must know", text)
    # A feed is fetched by a reader that shows it to others: it is the same for everybody.
    own = Browser(logged_films["alice"]).text(path)
    assert ("Nobody must know" in own) == ("feed" not in path)


def test_what_a_moderator_has_hidden_is_its_authors_alone(
    logged_films: Any, database: Any, visitor: Browser
) -> None:
    database["diary"].update_one(
        {"movie_id": logged_films["Undated"]}, {"$set": {"state": "hidden"}}
    )
    path = "/members/alice_angstrom/diary/?undated=1"
    assert "Bambi" not in visitor.text(path)
    own = Browser(logged_films["alice"]).text(path)
    assert "Bambi" in own
    assert "Hidden from others" in own


def test_counts_of_strangers_leave_private_entries_out(logged_films: Any, visitor: Browser) -> None:
    path, as_alice = "/members/alice_angstrom/diary/2026/", Browser(logged_films["alice"])
    assert '2026 <span class="chip-count">3</span>' in visitor.text(path)
    assert '2026 <span class="chip-count">4</span>' in as_alice.text(path)
    assert "Drama (1)" not in visitor.text(path)
    assert "Drama (1)" in as_alice.text(path)


def test_the_calendar_says_in_words_how_much_was_watched(
    logged_films: Any, visitor: Browser
) -> None:
    page = visitor.text("/members/alice_angstrom/diary/2026/")
    day = '2026/?month=3#day-2026-03-14">14<span class="visually-hidden">: 1 viewing</span></a>'
    assert day in page
    assert page.count("<caption>") == 12
    assert page.count('<th scope="col" abbr="Monday">M</th>') == 12


def test_only_the_owner_is_offered_to_edit(logged_films: Any, as_bob: Browser) -> None:
    path = "/members/alice_angstrom/diary/?genre=Horror"
    own = Browser(logged_films["alice"]).text(path)
    edit = re.findall(r'<a class="quiet" href="(/diary/[0-9a-f]{24}/edit/)\?next=([^"]+)"', own)
    assert len(edit) == 2
    assert edit[0][1] == "/members/alice_angstrom/diary/%3Fgenre%3DHorror"
    assert Browser(logged_films["alice"]).get(edit[0][0]).status_code == 200
    assert "/edit/" not in as_bob.text(path)


def test_an_empty_diary_says_what_fills_it(alice: Any, as_alice: Browser, visitor: Browser) -> None:
    assert "Your diary is empty" in as_alice.text("/members/alice_angstrom/diary/")
    assert "Nothing logged yet" in visitor.text("/members/alice_angstrom/diary/")
    assert "Nothing logged in 1999" in visitor.text("/members/alice_angstrom/diary/1999/")
    assert visitor.get("/members/alice_angstrom/diary/1066/").status_code == 404


def test_the_file_is_one_that_letterboxd_imports(logged_films: Any, visitor: Browser) -> None:
    rows = list(csv.DictReader(StringIO(visitor.text("/members/alice_angstrom/diary.csv"))))
    assert rows[0].pop("EntryURL").endswith("/")
    assert rows[0] == {
        "Title": "Alien", "Year": "1979", "Directors": "Ridley Scott", "Rating10": "8",
        "WatchedDate": "2026-03-20", "Rewatch": "true", "Tags": "", "Review": "Better *again*.",
        "Privacy": "public",
    }  # fmt: skip
    assert [row["WatchedDate"] for row in rows][-1] == ""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(sign: str) -> None:
    assert escape_formula(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


def test_the_feed_leads_to_each_entry_on_its_page(logged_films: Any, visitor: Browser) -> None:
    feed = visitor.text("/members/alice_angstrom/diary/feed/")
    links = re.findall(r"<id>[^<]*(/members/[^<#]*)#(entry-[^<]*)</id>", feed)
    assert len(links) == 5
    path, anchor = links[0]
    assert f'id="{anchor}"' in visitor.text(path.replace("&amp;", "&"))


def test_a_page_costs_three_commands_however_long_the_diary(
    logged_films: Any, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 13):
        logged(
            logged_films["alice"],
            logged_films["Stalker"],
            f"2026-03-{number:02}",
            tags=(f"Tag {number}",),
        )
    for query in ("", "2026/?month=3", "?tag=tag+3"):
        with recorded_commands(monkeypatch) as sent:
            visitor.get(f"/members/alice_angstrom/diary/{query}")
            assert [name.split()[0] for name in sent] == ["find", "find", "aggregate"]
