"""Members who hide ratings of unseen films see none on any page, and all after seeing them."""

import re

import pytest

from diary.services import set_on_watchlist, set_watched
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.diaries import logged
from tests.support.factories import a_film, a_review
from tests.support.stored_state import filled_once

# Two ratings and their average; IMDb's and Metacritic's; in feeds; in a file; in a histogram.
SCORES = re.compile(r"\b(?:87|91|89|72)\b|\b6\.1\b|/5\b|,9,2026|Up to \d+:|ratingValue|stars")
HIDDEN = {"hide_scores": True, "rating_scale": 100}
PAGES = (
    "/", "/movies/", "/movies/?q=third+man", "/movies/?sort=rating", "/people/Carol%20Reed/",
    "/talked-about/?decade=1940", "/members/bob/", "/members/bob/diary/", "/members/bob/diary.csv",
    "/members/bob/diary/feed/", "/members/bob/feed/", "/members/bob/watchlist/",
    "/members/bob/films/", "/reviews/feed/",
    "/members/bob/year/all/", "/suggest/?q=third",
)  # fmt: skip


class Cinema:
    """A film that Bob and Carl have rated, and Nora, who wants to know nothing of it yet."""

    def __init__(self) -> None:
        self.film = a_film(imdb={"rating": 6.1, "votes": 2_000}, metacritic=72)
        self.bob, carl = make_member("Bob"), make_member("Carl")
        self.review = a_review(self.bob, self.film, "A zither.", 87).id
        a_review(carl, self.film, "And a cat.", 91)
        logged(self.bob, self.film, "2026-05-01", rating=87)
        set_on_watchlist(member=self.bob, movie_id=self.film, on=True)
        for number in range(9):
            logged(self.bob, a_film(title=f"Film {number}"), "2026-05-02")
        self.nora = make_member("Nora", preferences=HIDDEN)

    @property
    def pages(self) -> tuple[str, ...]:
        return (*PAGES, f"/movies/{self.film}/", f"/reviews/{self.review}/")


@filled_once
def cinema() -> Cinema:
    return Cinema()


def scores(browser: Browser, path: str) -> list[str]:
    """Return what of the scores is in the words of a page."""
    return SCORES.findall(re.sub(r"<[^>]*>", " ", browser.text(path)))


def test_nobody_meets_a_score_of_a_film_they_have_yet_to_see(cinema: Cinema) -> None:
    nora = Browser(cinema.nora)
    assert {path: found for path in cinema.pages if (found := scores(nora, path))} == {}


def test_who_does_not_ask_for_it_sees_them(cinema: Cinema) -> None:
    other = Browser(make_member("Olga", preferences={"rating_scale": 100}))
    without = {"/members/bob/watchlist/"} | {p for p in cinema.pages if "suggest" in p}
    assert [p for p in cinema.pages if p not in without and not scores(other, p)] == []


def test_having_seen_the_film_one_sees_its_scores(cinema: Cinema) -> None:
    set_watched(member=cinema.nora, movie_id=cinema.film, on=True)
    nora = Browser(cinema.nora)
    film = f"/movies/{cinema.film}/"
    assert {"87", "91", "89", "6.1", "72", "ratingValue"} <= set(scores(nora, film))
    assert "89" in scores(nora, "/movies/")


def test_a_page_says_why_there_are_no_ratings(cinema: Cinema) -> None:
    page = Browser(cinema.nora).text(f"/movies/{cinema.film}/")
    assert "Ratings are hidden until you've watched this film" in page


def test_a_rating_of_ones_own_counts_as_having_seen_it(cinema: Cinema) -> None:
    nora = Browser(cinema.nora)
    nora.post(f"/movies/{cinema.film}/rate/", {"rating": "40"})
    assert "87" in scores(nora, f"/movies/{cinema.film}/")


def test_it_costs_one_command(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for member in (cinema.nora, cinema.bob):
        browser = Browser(member)
        with recorded_commands(monkeypatch) as sent:
            browser.get("/members/bob/diary/")
            counts.append(len(sent))
    assert counts[0] == counts[1] + 1
