"""A film's page: facts, ratings from outside and from members, films like it, views."""

from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import films_on, titles
from tests.support.command_listener import recorded_commands
from tests.support.factories import THE_THIRD_MAN, a_film, a_review
from tests.support.views import views_of

OUTSIDE = {
    "imdb": {"rating": 8.1, "votes": 123456},
    "metacritic": 97,
    "tomatoes": {"critic": {"meter": 99}, "viewer": {"meter": 93}},
}


def test_a_films_facts_are_on_its_page(visitor: Browser, database: Any) -> None:
    page = visitor.text(f"/movies/{a_film()}/")
    for name in ("title", "year", "rated", "plot", "runtime"):
        assert str(THE_THIRD_MAN[name]) in page
    for name in ("directors", "cast", "genres", "countries", "languages"):
        for value in THE_THIRD_MAN[name]:
            assert value in page
    assert "Graham Greene" in page
    assert "(screenplay)" not in page


def test_names_genres_and_languages_are_links(visitor: Browser, database: Any) -> None:
    page = visitor.text(f"/movies/{a_film()}/")
    for link in (
        "/people/Carol%20Reed/",
        "/people/Orson%20Welles/",
        "/movies/?genre=Film-Noir",
        "/movies/?language=German",
    ):
        assert f'href="{link}"' in page


def test_ratings_from_outside_are_shown_as_their_source_writes_them(
    visitor: Browser, database: Any
) -> None:
    page = visitor.text(f"/movies/{a_film(**OUTSIDE)}/")
    for words in ("IMDb", "8.1", "123,456 votes", "Metacritic", "97", "99%", "93%"):
        assert words in page


def test_a_film_without_ratings_names_no_source(visitor: Browser, database: Any) -> None:
    page = visitor.text(f"/movies/{a_film(imdb={'rating': '', 'votes': ''}, metacritic=None)}/")
    assert "IMDb" not in page
    assert "Metacritic" not in page


def test_members_average_and_histogram_are_those_of_the_reviews(
    alice: Any, bob: Any, visitor: Browser
) -> None:
    film = a_film()
    for member, rating in ((alice, 100), (bob, 71), (make_member("Carl"), 80)):
        a_review(member, film, rating=rating)
    context = visitor.get(f"/movies/{film}/").context
    assert [b.total for b in context["bins"]] == [0, 0, 0, 0, 0, 0, 0, 2, 0, 1]
    assert context["movie"].tally.average == 84


def test_the_histogram_is_as_high_as_its_highest_bar(
    alice: Any, bob: Any, visitor: Browser
) -> None:
    film = a_film()
    for member, rating in ((alice, 1), (bob, 10), (make_member("Carl"), 100)):
        a_review(member, film, rating=rating)
    bins = visitor.get(f"/movies/{film}/").context["bins"]
    assert (bins[0].low, bins[0].high, bins[0].total, bins[0].height) == (1, 10, 2, 100)
    assert (bins[9].low, bins[9].high, bins[9].total, bins[9].height) == (91, 100, 1, 50)


def offered(browser: Browser, film: ObjectId) -> dict[str, str]:
    """Return the films that a film's page offers, by title, each with its reason."""
    row = browser.get(f"/movies/{film}/").context["similar_row"]
    return {card.title: card.explanation for card in row.cards}


def test_films_like_it_are_offered_with_the_reason_but_not_the_film_itself(
    visitor: Browser, database: Any
) -> None:
    film = a_film()
    a_film(title="Odd Man Out", directors=["CAROL REED"], cast=["James Mason"], writers=[])
    a_film(title="Citizen Kane", directors=["Orson Welles"], genres=["Drama"], writers=[])
    assert offered(visitor, film) == {
        "Odd Man Out": "same director",
        "Citizen Kane": "three of the cast",
    }
    assert "three of the cast" in visitor.text(f"/movies/{film}/")


def test_a_film_alone_offers_no_others(visitor: Browser, database: Any) -> None:
    assert films_on(visitor.text(f"/movies/{a_film(genres=None)}/")) == []


def test_where_nothing_is_shared_popular_films_are_offered_and_the_page_says_so(
    visitor: Browser, database: Any
) -> None:
    film = a_film(**dict.fromkeys(("directors", "writers", "cast", "genres", "year")))
    for number in range(8):
        a_film(title=f"Film {number}", imdb={"votes": 10**number})
    page = visitor.text(f"/movies/{film}/")
    assert titles(films_on(page)) == [f"Film {n}" for n in (7, 6, 5, 4, 3, 2)]
    assert "Nothing in the catalogue is much like this film" in page


def test_of_films_as_like_the_six_most_popular_are_offered(visitor: Browser, database: Any) -> None:
    film = a_film()
    for number in range(8):
        a_film(title=f"Film {number}", imdb={"votes": 10**number})
    assert list(offered(visitor, film)) == [f"Film {n}" for n in (7, 6, 5, 4, 3, 2)]


def test_a_view_is_counted_by_day(visitor: Browser, database: Any) -> None:
    film, before = a_film(), now()
    for _ in range(3):
        visitor.get(f"/movies/{film}/")
    rows = views_of(database, film, 3)
    days = {datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (before, now())}
    assert sum(row["views"] for row in rows) == 3
    assert {row["day"] for row in rows} <= days


def test_views_of_other_days_are_counted_apart(visitor: Browser, database: Any) -> None:
    film = a_film()
    old = datetime(2020, 1, 1, tzinfo=UTC)
    database.page_views.insert_one({"movie_id": film, "day": old, "views": 5})
    visitor.get(f"/movies/{film}/")
    assert sorted(row["views"] for row in views_of(database, film, 6)) == [1, 5]


def test_a_page_that_a_script_reads_after_rating_is_no_view(
    as_alice: Browser, database: Any
) -> None:
    film = a_film()
    as_alice.get(f"/movies/{film}/", headers={"Sec-Fetch-Dest": "empty"})
    as_alice.get(f"/movies/{film}/", headers={"Sec-Fetch-Dest": "document"})
    assert sum(row["views"] for row in views_of(database, film, 1)) == 1


@pytest.mark.parametrize(
    "path", ["0" * 24, "0" * 23, "Z" * 24, "{film}x", "%00", "A" * 24, "%ed%a0%bc", "0" * 24 + "/x"]
)
def test_an_unknown_or_malformed_id_is_404(visitor: Browser, database: Any, path: str) -> None:
    film = a_film()
    assert visitor.get(f"/movies/{path.format(film=film)}/").status_code == 404


def test_an_odd_page_or_sort_of_the_reviews_is_the_first(alice: Any, visitor: Browser) -> None:
    film = a_film()
    review = a_review(alice, film)
    for query in (
        "page=0",
        "page=-1",
        "page=abc",
        f"page={10**30}",
        "sort=$where",
        "sort=",
        "page=9",
    ):
        assert review.text in visitor.text(f"/movies/{film}/?{query}")


def test_another_method_is_not_allowed(visitor: Browser, database: Any) -> None:
    answer = visitor.post(f"/movies/{a_film()}/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_year_country_and_certificate_lead_to_films_that_share_them(
    visitor: Browser, database: Any
) -> None:
    film = a_film(year=1949, countries=["UK & Éire"], rated="PG-13")
    page = visitor.text(f"/movies/{film}/")
    for query in ("year_min=1949&amp;year_max=1949", "country=UK%20%26%20%C3%89ire", "rated=PG-13"):
        assert f'href="/movies/?{query}"' in page


def test_the_log_is_in_the_footer_and_named_in_full(visitor: Browser, database: Any) -> None:
    header, _, footer = visitor.text("/").partition("</header>")
    assert "/moderation/log/" not in header
    assert '<a href="/moderation/log/">Moderation log</a>' in footer


def test_words_of_another_script_have_their_own_direction(visitor: Browser, database: Any) -> None:
    film = a_film(title="باب الحديد")
    assert '<h1 dir="auto">باب الحديد</h1>' in visitor.text(f"/movies/{film}/")


def test_a_members_film_page_is_read_with_their_session(
    as_alice: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = a_film()
    as_alice.text(f"/movies/{film}/")  # what is like it is computed once
    with recorded_commands(monkeypatch) as names:
        assert THE_THIRD_MAN["title"] in as_alice.text(f"/movies/{film}/")
    assert [name for name in names if not name.endswith("page_views")] == ["aggregate sessions"]


def test_what_is_read_with_a_session_is_its_members_own(
    as_alice: Browser, as_bob: Browser, alice: Any
) -> None:
    film = a_film()
    a_review(alice, film)
    assert "Edit your review" in as_alice.text(f"/movies/{film}/")
    assert "Edit your review" not in as_bob.text(f"/movies/{film}/")


def test_a_film_page_with_an_ended_session_is_a_visitors(as_alice: Browser, alice: Any) -> None:
    film = a_film()
    a_review(alice, film)
    mongo.members().update_one({"_id": alice.id}, {"$inc": {"session_epoch": 1}})
    page = as_alice.text(f"/movies/{film}/")
    assert "Log in to review" in page
    assert "Edit your review" not in page
