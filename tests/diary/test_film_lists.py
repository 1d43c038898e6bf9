"""All films that a member has watched or likes, as far as others may know of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from accounts.preferences import set_preferences
from accounts.queries import find_member
from diary.entry_queries import Diarist
from diary.film_lists import count_films_not_logged
from diary.queries import own_entries_of_film
from diary.services import delete_entry, set_liked, set_on_watchlist, set_watched
from diary.statistics import Statistics
from moderation.posting import rate_film
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.diaries import logged
from tests.support.factories import a_film, a_review
from tests.support.stored_state import filled_once

PATH = "/members/alice_angstrom/"


class Shelf:
    """Alice, and what she has watched: marked, rated, logged, and logged for herself alone."""

    def __init__(self) -> None:
        self.alice = make_member("Alice Ångström")
        self.marked = a_film(title="Marked", year=1949, runtime=80, genres=["Drama"])
        self.secret = a_film(title="Secret", year=1985)
        set_watched(member=self.alice, movie_id=self.marked, on=True)
        rated = a_film(title="Rated", year=1979, genres=["Drama"])
        rate_film(member=self.alice, movie_id=rated, rating=90)
        logged(self.alice, a_film(title="Logged", year=2001), "2026-01-02", rating=40)
        self.entry = logged(self.alice, self.secret, "2026-01-03", privacy="private")
        twice = a_film(title="Twice", year=1960)
        logged(self.alice, twice, "2026-01-04", privacy="private")
        logged(self.alice, twice, "2026-01-05")
        for film in (self.marked, self.secret):
            set_liked(member=self.alice, movie_id=film, on=True)


@filled_once
def member_shelf() -> Shelf:
    return Shelf()


def titles(browser: Browser, path: str) -> list[str]:
    page = browser.text(PATH + path)
    return re.findall(r'class="card-title"[^>]*>([^<]+)<', page.rpartition("card-grid")[2])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Twice", "Secret", "Logged", "Rated", "Marked"]),
        ("?sort=rating", ["Rated", "Logged", "Marked", "Secret", "Twice"]),
        ("?sort=release&genre=Drama", ["Rated", "Marked"]),
        ("?length=90", ["Marked"]),
        ("?logged=no", ["Rated", "Marked"]),
        ("?decade=1960", ["Twice"]),
    ],
)
def test_all_watched_films_are_sorted_and_filtered(
    member_shelf: Shelf, query: str, found: list[str]
) -> None:
    assert titles(Browser(member_shelf.alice), f"films/{query}") == found


def test_others_do_not_learn_of_films_with_private_entries_alone(
    member_shelf: Shelf, bob: Any, maud: Any
) -> None:
    for stranger in (Browser(), Browser(bob), Browser(maud)):
        assert titles(stranger, "films/") == ["Twice", "Logged", "Rated", "Marked"]
        assert titles(stranger, "likes/") == ["Marked"]
    assert titles(Browser(member_shelf.alice), "likes/") == ["Secret", "Marked"]


def test_deleting_a_private_entry_tells_nobody_of_its_film(member_shelf: Shelf) -> None:
    delete_entry(member=member_shelf.alice, entry_id=ObjectId(member_shelf.entry.id))
    assert "Secret" in titles(Browser(member_shelf.alice), "films/?logged=no")
    assert "Secret" not in titles(Browser(), "films/") + titles(Browser(), "likes/")
    assert count_films_not_logged(Diarist(member_shelf.alice.id, None)) == 2
    assert count_films_not_logged(Diarist(member_shelf.alice.id, member_shelf.alice.id)) == 3
    logged(member_shelf.alice, member_shelf.secret, "2026-01-06")
    assert "Secret" in titles(Browser(), "films/")


def test_cards_show_the_ratings_of_whose_films_they_are(member_shelf: Shelf, bob: Any) -> None:
    a_review(bob, member_shelf.marked, "", 100)
    page = Browser(bob).text(f"{PATH}films/")
    grid = page.rpartition("card-grid")[2]
    assert len(re.findall(r'class="card-facts"[^>]*>.*?stars', grid)) == 2
    assert "the ratings are Alice Ångström's" in page


@pytest.fixture
def private_shelf(member_shelf: Shelf) -> Shelf:
    """Alice keeps her films to herself; ten of them are in the diary for all to see."""
    for number in range(8):
        logged(member_shelf.alice, a_film(title=f"Film {number}"), "2026-02-01")
    private = {"films_private": True, "watchlist_private": True}
    set_preferences(member=member_shelf.alice, preferences=private)
    return member_shelf


def test_who_keeps_films_to_themselves_has_statistics_of_the_diary_alone(
    private_shelf: Shelf, bob: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Statistics] = []
    monkeypatch.setattr(
        "diary.views.year.share_picture", lambda *given: drawn.append(given[-1]) or b""
    )
    for stranger in (Browser(), Browser(bob)):
        stats = stranger.get(f"{PATH}year/all/").context["stats"]
        assert (stats.films, stats.not_logged) == (10, 0)
        assert f"{PATH}films/" not in stranger.text(f"{PATH}year/all/")
        stranger.get(f"{PATH}year/all.png")
    assert [found.films for found in drawn] == [10, 10]
    own = Browser(find_member(private_shelf.alice.id)).get(f"{PATH}year/all/")
    assert own.context["stats"].not_logged == 2


def test_no_page_links_to_films_that_a_member_keeps_to_themselves(
    private_shelf: Shelf, bob: Any
) -> None:
    hidden = [f'href="{PATH}{name}/' for name in ("films", "likes", "watchlist")]
    pages = ("", "diary/", "lists/", "year/all/", "year/2026/")
    for stranger in (Browser(), Browser(bob)):
        shown = "".join(stranger.text(PATH + page) for page in pages)
        assert not [link for link in hidden if link in shown]
    own = Browser(private_shelf.alice).text(PATH)
    assert all(link in own for link in hidden)


def test_all_years_count_them_and_the_number_opens_them(member_shelf: Shelf) -> None:
    for number in range(8):
        logged(member_shelf.alice, a_film(title=f"Film {number}"), "2026-02-01")
    for viewer, films, others in ((member_shelf.alice, 13, 2), (None, 12, 2)):
        page = Browser(viewer).text(f"{PATH}year/all/")
        assert f'{PATH}films/">{films}</a>' in page
        assert f'{PATH}films/?logged=no">{others}</a>' in page
        assert f"<b>{films}</b> films" in Browser(viewer).text(f"{PATH}films/")
        assert len(titles(Browser(viewer), "films/?logged=no")) == others
    assert "logged=no" not in Browser().text(f"{PATH}year/2026/")


def test_empty_ones_say_what_fills_them(as_alice: Browser, visitor: Browser) -> None:
    assert "No films watched yet" in as_alice.text(f"{PATH}films/")
    assert "No liked films yet" in as_alice.text(f"{PATH}likes/")
    assert "Alice Ångström hasn&#39;t liked a film" in visitor.text(f"{PATH}likes/")
    assert f'href="{PATH}films/"' in visitor.text(PATH)


def test_a_page_costs_as_many_commands_however_many_films(
    member_shelf: Shelf, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("films/", "films/?sort=rating", "likes/"):
        with recorded_commands(monkeypatch) as sent:
            visitor.get(PATH + path)
            names = [name.split()[0] for name in sent]
            assert names == ["find", "aggregate", "aggregate", "find"]


@pytest.mark.parametrize(
    ("path", "is_watchlist"), [("films/", False), ("likes/", False), ("watchlist/", True)]
)
def test_a_film_is_picked_and_has_notes_on_a_watchlist_alone(
    member_shelf: Shelf, path: str, is_watchlist: bool
) -> None:
    set_on_watchlist(member=member_shelf.alice, movie_id=a_film(), on=True)
    page = Browser(member_shelf.alice).text(PATH + path)
    assert len(titles(Browser(member_shelf.alice), path)) > 0
    assert ("Pick one for me" in page, 'name="note"' in page) == (is_watchlist, is_watchlist)
    assert ("the ratings are Alice" in Browser().text(PATH + path)) != is_watchlist


ACTS: dict[str, Callable[[Any, ObjectId], Any]] = {
    "watch": lambda m, f: set_watched(member=m, movie_id=f, on=True),
    "rate": lambda m, f: rate_film(member=m, movie_id=f, rating=90),
    "like": lambda m, f: set_liked(member=m, movie_id=f, on=True),
    "log privately": lambda m, f: logged(m, f, "2026-01-03", privacy="private"),
    "delete": lambda m, f: delete_entry(
        member=m, entry_id=ObjectId(own_entries_of_film(m.id, f)[0].id)
    ),
}


@pytest.mark.parametrize(
    ("acts", "lists"),
    [
        (["watch", "log privately", "delete"], ["films/"]),
        (["rate", "log privately", "delete"], ["films/"]),
        (["log privately", "rate", "delete"], ["films/"]),
        (["like", "log privately", "delete"], ["likes/"]),
        (["log privately", "log privately", "delete", "delete"], []),
        (["log privately", "delete", "log privately", "delete"], []),
        (["log privately", "delete", "watch"], ["films/"]),
        (["log privately", "delete", "rate"], ["films/"]),
        (["log privately", "delete", "like"], ["films/", "likes/"]),
    ],
)
def test_a_deleted_private_entry_hides_nothing_that_was_public(
    database: Any, acts: list[str], lists: list[str]
) -> None:
    alice, film = make_member("Alice Ångström"), a_film(title="Film")
    for act in acts:
        ACTS[act](alice, film)
    assert [path for path in ("films/", "likes/") if titles(Browser(), path)] == lists
