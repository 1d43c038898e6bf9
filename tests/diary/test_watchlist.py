"""A watchlist: sorted, filtered, shuffled, one film picked, and private if its owner says so."""

import re
from typing import Any

import pytest

from accounts.preferences import set_preferences
from diary.services import set_on_watchlist
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film
from tests.support.stored_state import filled_once

PATH = "/members/alice_angstrom/watchlist/"
KENYAN = {"countries": ["Kenya"], "languages": ["Swahili"], "rated": "pg"}
FILMS: tuple[dict[str, Any], ...] = (
    {"title": "The Zebra", "year": 1979, "runtime": 80, "genres": ["Horror"], **KENYAN},
    {"title": "An Ant", "year": 1949, "runtime": 150, "genres": ["Drama", "Horror"]},
    {"title": "Moth", "year": 1985, "runtime": None, "genres": None},
    {"title": "Bee", "year": None, "runtime": 110, "genres": ["Drama"]},
)


@filled_once
def watchlist_of_alice() -> Any:
    alice = make_member("Alice Ångström")
    for facts in FILMS:
        note = "Anna says so." if facts["title"] == "Moth" else None
        set_on_watchlist(member=alice, movie_id=a_film(**facts), on=True, note=note)
    return alice


def titles(browser: Browser, query: str = "") -> list[str]:
    page = browser.text(PATH + query)
    return re.findall(r'class="card-title"[^>]*>([^<]+)<', page.rpartition("card-grid")[2])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bee", "Moth", "An Ant", "The Zebra"]),
        ("?sort=release", ["Moth", "The Zebra", "An Ant", "Bee"]),
        ("?sort=title", ["An Ant", "Bee", "Moth", "The Zebra"]),
        ("?sort=length", ["The Zebra", "Bee", "An Ant", "Moth"]),
        ("?genre=Horror", ["An Ant", "The Zebra"]),
        ("?decade=1940&genre=Drama", ["An Ant"]),
        ("?length=90", ["The Zebra"]),
        ("?country=Kenya", ["The Zebra"]),
        ("?language=Swahili&rated=PG", ["The Zebra"]),
        ("?rated=R&country=Kenya", []),
        ("?length=120&sort=title", ["Bee", "The Zebra"]),
        ("?length=over", ["An Ant"]),
        ("?sort=backwards&decade=soon&length=0", ["Bee", "Moth", "An Ant", "The Zebra"]),
    ],
)
def test_it_is_sorted_and_filtered(
    watchlist_of_alice: Any, visitor: Browser, query: str, found: list[str]
) -> None:
    assert titles(visitor, query) == found


def test_a_shuffled_list_stays_as_it_is_at_its_address(
    watchlist_of_alice: Any, visitor: Browser
) -> None:
    address = visitor.get(f"{PATH}?sort=shuffled")["Location"].removeprefix(PATH)
    assert "seed=" in address
    assert titles(visitor, address) == titles(visitor, address)
    orders = {tuple(titles(visitor, f"?sort=shuffled&seed={n}")) for n in range(12)}
    assert len(orders) > 4
    assert {frozenset(order) for order in orders} == {frozenset(f["title"] for f in FILMS)}


def test_one_is_picked_of_those_that_match(watchlist_of_alice: Any, visitor: Browser) -> None:
    def picked(query: str) -> set[str]:
        pages = [visitor.text(f"{PATH}?pick={n}{query}") for n in range(16)]
        return {t for page in pages for t in re.findall(r'id="picked-title"[^>]*>([^<]+)', page)}

    assert len(picked("")) > 1
    assert picked("&length=120") <= {"The Zebra", "Bee"}
    assert picked("&length=90") == {"The Zebra"}
    assert picked("&genre=Western") == set()


def test_a_filtered_one_says_how_many_films_match(
    watchlist_of_alice: Any, visitor: Browser
) -> None:
    assert "<b>2</b> of 4 films" in visitor.text(f"{PATH}?genre=Horror")
    assert "<b>4</b> films" in visitor.text(f"{PATH}?sort=title")


def test_saving_a_note_says_so(watchlist_of_alice: Any) -> None:
    as_alice = Browser(watchlist_of_alice)
    action = re.findall(r'action="(/movies/[0-9a-f]{24}/want/)"', as_alice.text(PATH))[0]
    as_alice.post(action, {"on": "1", "note": "Soon.", "next": PATH})
    assert "Your note has been saved." in as_alice.text(PATH)


def test_the_end_of_a_line_of_a_note_counts_once(watchlist_of_alice: Any) -> None:
    as_alice = Browser(watchlist_of_alice)
    action = re.findall(r'action="(/movies/[0-9a-f]{24}/want/)"', as_alice.text(PATH))[0]
    note = ("line\n" * 99).ljust(500, ".").replace("\n", "\r\n")
    assert as_alice.post(action, {"on": "1", "note": note, "next": PATH}).status_code == 302
    assert note.replace("\r", "") in as_alice.text(PATH)


def test_notes_are_shown_and_their_owner_can_edit_them(
    watchlist_of_alice: Any, as_bob: Browser
) -> None:
    as_alice = Browser(watchlist_of_alice)
    own = as_alice.text(PATH)
    assert own.count('name="note"') == 4
    others = as_bob.text(PATH)
    assert "Anna says so." in others
    assert 'name="note"' not in others
    action = re.findall(r'action="(/movies/[0-9a-f]{24}/want/)"', own)[0]
    answer = as_alice.post(action, {"on": "1", "note": "For a wet evening.", "next": PATH})
    assert answer["Location"] == PATH
    assert "For a wet evening." in as_bob.text(PATH)
    as_alice.post(action, {"on": "0", "next": PATH})
    assert len(titles(as_bob)) == 3


def test_a_private_one_is_its_owners_alone(
    database: Any, as_alice: Browser, as_bob: Browser, maud: Any, visitor: Browser
) -> None:
    as_alice.post("/accounts/preferences/", {
        "rating_scale": "5", "theme": "auto", "language": "en", "watchlist_private": "on",
    })  # fmt: skip
    for stranger in (visitor, as_bob, Browser(maud)):
        assert stranger.get(PATH).status_code == 403
    assert as_alice.get(PATH).status_code == 200


def test_an_empty_one_says_what_fills_it(as_alice: Browser, visitor: Browser) -> None:
    assert "Nothing on your watchlist yet" in as_alice.text(PATH)
    assert "no films on their watchlist" in visitor.text(PATH)


def test_a_page_costs_three_commands_however_long_the_list(
    watchlist_of_alice: Any, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ("", "?sort=title&page=2", "?pick=1"):
        with recorded_commands(monkeypatch) as sent:
            visitor.get(PATH + query)
            assert [name.split()[0] for name in sent] == ["find", "aggregate", "find"]


def test_a_long_note_is_folded_below_its_poster(watchlist_of_alice: Any) -> None:
    as_alice = Browser(watchlist_of_alice)
    film = re.findall(r'action="(/movies/\w+/want/)"', as_alice.text(PATH))[0]
    as_alice.post(film, {"on": "1", "note": "Long. " * 40, "next": PATH})
    assert '<details class="watchlist-note small"><summary dir="auto">Long.' in as_alice.text(PATH)


@pytest.fixture
def refused_note(watchlist_of_alice: Any, settings: Any) -> dict[str, str]:
    settings.WATCHED_WORDS = ["zithers"]
    return {"on": "1", "note": "Cheap zithers.", "next": PATH}


def test_a_note_that_may_not_be_public_is_refused_and_stays_in_its_form(
    watchlist_of_alice: Any, refused_note: dict[str, str], visitor: Browser
) -> None:
    as_alice = Browser(watchlist_of_alice)
    action = re.findall(r'action="(/movies/[0-9a-f]{24}/want/)"', as_alice.text(PATH))[0]
    answer = as_alice.post(action, refused_note)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "moderators check first" in page
    assert f'action="{action}"' in page
    assert "Cheap zithers.</textarea>" in page
    assert "zithers" not in visitor.text(PATH)
    assert as_alice.post(action, {"on": "0"}).status_code == 302


def test_a_note_of_a_private_watchlist_is_refused_too_for_it_may_be_shared_later(
    watchlist_of_alice: Any, refused_note: dict[str, str]
) -> None:
    set_preferences(member=watchlist_of_alice, preferences={"watchlist_private": True})
    as_alice = Browser(watchlist_of_alice)
    action = re.findall(r'action="(/movies/[0-9a-f]{24}/want/)"', as_alice.text(PATH))[0]
    assert as_alice.post(action, refused_note).status_code == 409
    assert "Cheap zithers." not in as_alice.text(PATH)
