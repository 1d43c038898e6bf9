"""A new member's first minute: what they like and have seen, and a home page that follows."""

from typing import Any

import pytest

from movies.similar_films import refresh_similar
from tests.support.browsing import Browser
from tests.support.factories import a_film

PAGE = "/accounts/welcome/"


@pytest.fixture
def films(database: Any) -> dict[str, Any]:
    titles = ("Vertigo", "Psycho", "Notorious", "Rope")
    made = {t: a_film(title=t, directors=["Alfred Hitchcock"], genres=["Thriller"]) for t in titles}
    return made | {"Oklahoma!": a_film(title="Oklahoma!", directors=["X"], genres=["Musical"])}


def main_of(browser: Browser) -> str:
    return browser.text("/").partition("<main")[2]


def test_home_changes_at_once(as_alice: Browser, films: dict[str, Any]) -> None:
    refresh_similar(10)
    before = main_of(as_alice)
    chosen = {"favorite_genres": ["Musical"], "seen_films": [str(films["Vertigo"])]}
    answer = as_alice.post(PAGE, chosen)
    assert answer["Location"] == "/"
    after = main_of(as_alice)
    assert "Because you&#39;ve seen Vertigo" in after
    assert "Because you like musical" in after
    assert "Because you" not in before


def test_what_was_seen_is_not_recommended(as_alice: Browser, films: dict[str, Any]) -> None:
    refresh_similar(10)
    seen = [str(films[title]) for title in ("Vertigo", "Psycho")]
    as_alice.post(PAGE, {"favorite_genres": ["Thriller"], "seen_films": seen})
    row = main_of(as_alice).partition('id="row-because-you-like"')[2].partition("</section>")[0]
    assert "Rope" in row
    assert "Psycho" not in row


def test_home_leads_there_until_something_is_chosen_or_it_is_hidden(
    as_alice: Browser, as_bob: Browser, visitor: Browser, films: dict[str, Any]
) -> None:
    link = f'href="{PAGE}"'
    assert link in main_of(as_alice)
    assert link in main_of(as_bob)
    assert link not in main_of(visitor)
    as_alice.post(PAGE, {"favorite_genres": ["Musical"]})
    as_bob.post("/accounts/preferences/hide-row/", {"key": "welcome"})
    assert link not in main_of(as_alice)
    assert link not in main_of(as_bob)


def test_what_was_seen_is_marked_as_watched_and_stays_chosen(
    as_alice: Browser, films: dict[str, Any], database: Any
) -> None:
    vertigo, rope = str(films["Vertigo"]), str(films["Rope"])
    as_alice.post(f"/movies/{vertigo}/watched/", {"on": "1"})
    assert f'value="{vertigo}" checked disabled' in as_alice.text(PAGE)
    as_alice.post(PAGE, {"favorite_genres": [], "seen_films": [rope]})
    watched = {str(d["movie_id"]) for d in database.film_states.find({"watched": True})}
    assert watched == {vertigo, rope}
    seen = database.users.find_one({"seen_films": films["Rope"]})["seen_films"]
    assert seen == [films["Rope"], films["Vertigo"]]


def test_it_can_be_skipped(as_alice: Browser, films: dict[str, Any]) -> None:
    page = as_alice.text(PAGE)
    assert '<a href="/">Skip</a>' in page
    assert as_alice.post(PAGE, {})["Location"] == "/"


def test_what_was_chosen_is_shown_again(as_alice: Browser, films: dict[str, Any]) -> None:
    rope = str(films["Rope"])
    as_alice.post(PAGE, {"favorite_genres": ["Musical"], "seen_films": [rope]})
    page = as_alice.text(PAGE)
    assert f'value="{rope}" checked' in page
    assert 'value="Musical" checked' in page


@pytest.mark.parametrize(
    "wrong", [{"seen_films": ["x"]}, {"seen_films": ["0" * 24]}, {"favorite_genres": ["Bogus"]}]
)
def test_only_what_is_offered_can_be_chosen(
    as_alice: Browser, films: dict[str, Any], wrong: dict[str, Any]
) -> None:
    assert as_alice.post(PAGE, wrong).status_code == 422


def test_a_film_that_was_deleted_meanwhile_is_left_out(
    as_alice: Browser, films: dict[str, Any], database: Any
) -> None:
    as_alice.post(PAGE, {"seen_films": [str(films["Rope"])]})
    database.movies.delete_one({"_id": films["Rope"]})
    assert as_alice.get("/").status_code == 200
    assert as_alice.get(PAGE).status_code == 200
