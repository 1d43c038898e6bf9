"""A member's page."""

import re
from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

ALICE = "/members/alice_angstrom/"
SCRIPT = "<script>alert(1)</script>"


def test_it_shows_a_member_and_what_they_said(alice: Any, visitor: Browser) -> None:
    a_review(alice, a_film(title="Vertigo"), text="Dizzy.", rating=90)
    page = visitor.text(ALICE)
    assert "Alice Ångström" in page
    assert "Vertigo" in page
    assert "Dizzy." in page


def test_it_counts_reviews_and_gives_their_mean(alice: Any, visitor: Browser) -> None:
    a_review(alice, a_film(title="One"), rating=60)
    a_review(alice, a_film(title="Two"), rating=100)
    page = visitor.text(ALICE)
    assert "<dd>2</dd>" in page
    assert "<dd>4.0</dd>" in page


def test_it_shows_nobody_elses_reviews(alice: Any, bob: Any, visitor: Browser) -> None:
    a_review(bob, a_film(), text="Bob's words.")
    assert "Bob&#x27;s words." not in visitor.text(ALICE)


def test_a_review_that_is_not_visible_is_not_here(
    alice: Any, visitor: Browser, database: Any
) -> None:
    a_review(alice, a_film(), text="Taken down.")
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    assert "Taken down." not in visitor.text(ALICE)


def test_no_page_shows_anybodys_address(
    alice: Any, visitor: Browser, as_bob: Browser, database: Any
) -> None:
    film = a_film()
    a_review(alice, film)
    for browser in (visitor, as_bob):
        for page in ("/", ALICE, f"/movies/{film}/", "/movies/", "/talked-about/"):
            assert "alice@" not in browser.text(page)


@pytest.mark.parametrize("handle", ["ALICE_ANGSTROM", "AliceAngstrom", "alice_angstr0m"])
def test_a_handle_is_found_whatever_its_case_or_look(
    alice: Any, visitor: Browser, handle: str
) -> None:
    assert visitor.get(f"/members/{handle}/").status_code == 200


@pytest.mark.parametrize("handle", ["nobody", "_", "x" * 40, "x" * 41, "alice@example.test", "%00"])
def test_an_unknown_member_is_no_such_page(alice: Any, visitor: Browser, handle: str) -> None:
    assert visitor.get(f"/members/{handle}/").status_code == 404


def test_a_member_who_leaves_is_no_such_page(alice: Any, visitor: Browser, database: Any) -> None:
    database.users.update_one({}, {"$set": {"closing": {"keep_reviews": True}}})
    assert visitor.get(ALICE).status_code == 404


def test_a_name_cannot_bring_markup_into_any_page(visitor: Browser, database: Any) -> None:
    mallory = make_member(f"Mallory {SCRIPT}", handle="mallory", handle_key="mallory")
    film = a_film()
    a_review(mallory, film, text=SCRIPT)
    for browser in (visitor, Browser(mallory)):
        for page in ("/", "/members/mallory/", f"/movies/{film}/", "/accounts/preferences/"):
            assert SCRIPT not in browser.text(page)
    assert "Mallory &lt;script&gt;" in visitor.text("/members/mallory/")


def test_ones_own_page_leads_to_ones_preferences(as_alice: Browser, as_bob: Browser) -> None:
    own = '<a class="quiet" href="/accounts/preferences/">'
    assert own in as_alice.text(ALICE)
    assert own not in as_bob.text(ALICE)


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "two", "", "%00", "1e3"])
def test_an_odd_page_number_shows_a_page(alice: Any, visitor: Browser, page: str) -> None:
    a_review(alice, a_film())
    assert visitor.get(f"{ALICE}?page={page}").status_code == 200


def test_a_member_of_an_old_database_has_a_page(
    alice: Any, visitor: Browser, database: Any
) -> None:
    gone = ("joined_at", "role", "standing", "preferences", "session_epoch", "password")
    database.users.update_one({}, {"$unset": dict.fromkeys(gone, "")})
    assert visitor.get(ALICE).status_code == 200


def test_the_page_shows_the_handle_and_how_the_ratings_are_spread(
    alice: Any, visitor: Browser
) -> None:
    for rating in (20, 90, 95, None):
        a_review(alice, a_film(), "Words.", rating)
    page = visitor.text("/members/alice_angstrom/")
    assert "@alice_angstrom" in page
    bars = re.findall(r"<rect[^>]*><title>([^<]+)</title>", page)
    assert len(bars) == 10
    assert [bar.rpartition(": ")[2] for bar in bars] == list("0100000011")


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", ["C", "B", "A"]), ("highest", ["B", "A"]), ("lowest", ["A", "B"]),
     ("bogus", ["C", "B", "A"]), ("", ["C", "B", "A"])],
)  # fmt: skip
def test_reviews_are_sorted_as_chosen(
    alice: Any, visitor: Browser, sort: str, order: list[str]
) -> None:
    for title, rating in (("A", 10), ("B", 80), ("C", None)):
        a_review(alice, a_film(title=f"Film {title}"), "Words.", rating)
    page = visitor.text(f"/members/alice_angstrom/?sort={sort}")
    assert re.findall(r'dir="auto" href="/movies/\w+/">Film (\w)<', page) == order
