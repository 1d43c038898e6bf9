"""A year in review: equal to the diary, each number a link to the films behind it."""

import random
import re
from collections import Counter
from html import unescape
from typing import Any

import pytest

from diary.entry_queries import Diarist, viewings_and_years
from diary.statistics import Statistics, statistics
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.diaries import logged
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

GENRES, COUNTRIES = ("Drama", "Comedy", "Sci-Fi"), ("UK", "France", "Japan")
PEOPLE = ("Agnès Varda", "黒澤 明", "O'Brien & Sons", "Ida Lupino")
PATH = "/members/alice_angstrom/year/"


def facts(chance: random.Random, number: int) -> dict[str, Any]:
    """Return a film's facts, of which some are missing."""
    return {
        "title": f"Film {number}",
        "year": chance.choice([None, 1949, 1979, 1985]),
        "runtime": chance.choice([None, 90, 121]),
        "genres": chance.choice([None, [*chance.sample(GENRES, 2)]]),
        "countries": chance.choice([None, [chance.choice(COUNTRIES)]]),
        "directors": chance.choice([None, chance.sample(PEOPLE, 2)]),
        "cast": chance.choice([None, chance.sample(PEOPLE, 2)]),
    }


@filled_once
def a_life() -> Any:
    """Return Alice, who has logged sixty viewings of twenty films, some of them in secret."""
    chance = random.Random(7)
    alice = make_member("Alice Ångström")
    films = [a_film(**facts(chance, number)) for number in range(20)]
    days = ["2024-02-29", "2025-01-01", "2025-06-30", "2025-12-31", "2026-01-01", None]
    for _ in range(60):
        logged(
            alice, chance.choice(films), chance.choice(days),
            rating=chance.choice([None, 20, 55, 84, 100]), rewatch=chance.random() < 0.3,
            privacy=chance.choice(["public"] * 4 + ["private"]),
        )  # fmt: skip
    return alice


def raw(database: Any, year: str, is_own: bool) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the entries of a year with their films, as they are stored."""
    films = {film["_id"]: film for film in database["movies"].find()}
    entries = [e for e in database["diary"].find() if is_own or e["privacy"] == "public"]
    return [(e, films[e["movie_id"]]) for e in entries if (e.get("day") or "").startswith(year)]


def recounted(rows: Any, path: str) -> dict[Any, tuple[int, int]]:
    """Return by value how many viewings and films have it, counted one by one."""
    pairs = [(value, e["movie_id"]) for e, film in rows for value in film.get(path) or ()]
    films = Counter(value for value, _film in set(pairs))
    return {value: (n, films[value]) for value, n in Counter(v for v, _ in pairs).items()}


@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("year", [None, 2025])
def test_statistics_are_what_the_diary_comes_to(
    database: Any, a_life: Any, year: int | None, is_own: bool
) -> None:
    diarist = Diarist(a_life.id, a_life.id if is_own else None)
    found = statistics(viewings_and_years(diarist, year)[0])
    rows = raw(database, str(year or ""), is_own)
    assert found.viewings == len(rows)
    assert found.films == len({entry["movie_id"] for entry, _ in rows})
    assert found.minutes == sum(film.get("runtime") or 0 for _, film in rows)
    assert found.rewatches == sum(entry["rewatch"] for entry, _ in rows)
    assert_same_counts(found, rows)
    days = sorted(entry["day"] for entry, _ in rows if entry.get("day"))
    assert found.first
    assert found.last
    assert (found.first.day, found.last.day) == (days[0], days[-1])


def assert_same_counts(found: Statistics, rows: Any) -> None:
    for name, path in (
        ("genres", "genres"), ("countries", "countries"), ("directors", "directors"),
        ("actors", "cast"),
    ):  # fmt: skip
        counts = {one.value: (one.viewings, one.films) for one in getattr(found, name)}
        expected = recounted(rows, path)
        repeated = {value: n for value, n in expected.items() if n[1] > 1}
        people = path in ("directors", "cast")
        assert counts == ((repeated or expected) if people else expected)
    months = Counter(int(entry["day"][5:7]) for entry, _ in rows if entry.get("day"))
    assert {one.value: one.viewings for one in found.months if one.viewings} == months


@pytest.mark.parametrize("year", ["all", "2025"])
def test_every_number_opens_the_viewings_behind_it(a_life: Any, year: str) -> None:
    browser = Browser(a_life)
    page = browser.text(f"{PATH}{year}/")
    links = re.findall(r'<a href="([^"]+/diary/[^"]*)">(.*?)</a>', page, re.DOTALL)
    counted = [(link, number_in(text)) for link, text in links]
    checked = {link: n for link, n in counted if n is not None and "rating=any" not in link}
    assert len(checked) > 15
    for link, number in checked.items():
        shown = browser.text(unescape(link).partition("#")[0], follow=True)
        assert shown.count('class="diary-entry"') == number, link


def test_people_of_one_film_are_left_out_where_others_have_more(database: Any, alice: Any) -> None:
    def people() -> list[str]:
        found = statistics(viewings_and_years(Diarist(alice.id, alice.id), None)[0])
        return [one.value for one in found.directors]

    for number, name in enumerate(("Ida Lupino", "Agnès Varda", "Ida Lupino")):
        if number == 2:
            assert people() == ["Agnès Varda", "Ida Lupino"]
        logged(alice, a_film(title=f"Film {number}", directors=[name]), "2026-01-01")
    assert people() == ["Ida Lupino"]


def number_in(text: str) -> int | None:
    """Return the number of viewings that a link names: of films where both are the same."""
    words = re.sub(r"<[^>]+>", " ", text)
    found = re.search(r"(\d+)\s+viewings?", words) or re.search(r"(\d+)\s+films?", words)
    return int(found.group(1)) if found else None


def test_strangers_see_what_public_entries_come_to(a_life: Any, bob: Any, maud: Any) -> None:
    def viewings(browser: Browser) -> str:
        return re.findall(r"viewings</dt><dd><a[^>]*>(\d+)<", browser.text(f"{PATH}all/"))[0]

    assert viewings(Browser(a_life)) == "60"
    others = {viewings(Browser(member)) for member in (None, bob, maud)}
    assert len(others) == 1
    assert others < {str(number) for number in range(40, 60)}


def test_it_begins_with_ten_dated_films(alice: Any, visitor: Browser) -> None:
    for number in range(9):
        logged(alice, a_film(title=f"Film {number}"), "2026-01-01")
    logged(alice, a_film(title="Undated"))
    page = visitor.text(f"{PATH}2026/")
    assert "1 to go" in page
    assert "og:image" in page  # the site's own
    assert "2026.png" not in page
    assert visitor.get(f"{PATH}2026.png").status_code == 404
    logged(alice, a_film(title="The tenth"), "2026-11-01")
    page = visitor.text(f"{PATH}2026/")
    assert "is missing" not in page
    assert re.search(r'og:image" content="http[^"]+/members/alice_angstrom/year/2026.png"', page)


def test_the_picture_holds_only_what_everybody_may_see(a_life: Any) -> None:
    own, others = Browser(a_life).get(f"{PATH}2025.png"), Browser().get(f"{PATH}2025.png")
    assert own.content == others.content
    assert own.content.startswith(b"\x89PNG")
    assert Browser().get(f"{PATH}all.png").content.startswith(b"\x89PNG")


def test_a_year_costs_three_commands_and_all_years_four(
    a_life: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year, others in (("all", ["aggregate"]), ("2025", [])):
        with recorded_commands(monkeypatch) as sent:
            Browser().get(f"{PATH}{year}/")
            assert [name.split()[0] for name in sent] == ["find", "aggregate", "find", *others]


def test_a_film_that_has_left_the_catalogue_still_counts(
    database: Any, alice: Any, visitor: Browser
) -> None:
    film = a_film(title="Gone")
    logged(alice, film, "2026-01-01")
    database["movies"].delete_one({"_id": film})
    assert statistics(viewings_and_years(Diarist(alice.id, None), None)[0]).films == 1
    assert "Gone" in visitor.text("/members/alice_angstrom/diary/")
