"""Visitors' pages are kept for a moment: never for members, never longer than said."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import brotli
import pytest
from bson import ObjectId

from administration.films import delete_film
from mflix_site import shared_reads
from mflix_site.mongo.transactions import in_transaction
from mflix_site.web import page_cache
from movies.facet_index.building import rebuild_facet_index
from movies.page_views import write_views
from movies.queries import shared_films
from reviews.home_queries import find_favourites
from reviews.services import delete_review
from tests.movies.test_counts import become_a_war_film
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review
from tests.support.running import WHY, an_edit
from tests.support.shifted_clock import stopped_clock
from tests.support.views import views_of

WORDS = "Seen through fog."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    return stopped_clock(monkeypatch)


@pytest.fixture(autouse=True)
def caching(settings: Any, clock: dict[str, float]) -> Iterator[None]:
    settings.PAGE_CACHE_SECONDS = 2
    page_cache.pages.clear()
    shared_reads.cached.clear()
    shared_films.clear()
    yield
    shared_reads.cached.clear()
    shared_films.clear()
    page_cache.pages.clear()


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


@pytest.fixture
def path(film: ObjectId) -> str:
    return f"/movies/{film}/"


def test_what_was_removed_is_gone_after_two_seconds(
    alice: Any, visitor: Browser, clock: dict[str, float], film: ObjectId, path: str
) -> None:
    review = a_review(alice, film, WORDS)
    assert WORDS in visitor.text(path)
    delete_review(member=alice, review_id=ObjectId(review.id))
    clock["now"] += 1.9
    assert WORDS in visitor.text(path)
    clock["now"] += 0.2
    assert WORDS not in visitor.text(path)


def test_what_was_removed_is_gone_from_a_members_home_after_two_seconds(
    alice: Any, as_bob: Browser, clock: dict[str, float], film: ObjectId
) -> None:
    review = a_review(alice, film, WORDS)
    assert WORDS in as_bob.text("/")
    delete_review(member=alice, review_id=ObjectId(review.id))
    clock["now"] += 2.1
    assert WORDS not in as_bob.text("/")


def test_counts_beside_filters_are_two_seconds_old_at_most(
    as_bob: Browser, clock: dict[str, float], film: ObjectId, database: Any
) -> None:
    rebuild_facet_index()
    assert as_bob.get("/movies/?genre=War").context["total"] == 0
    in_transaction(partial(become_a_war_film, film))
    clock["now"] += 2.1
    assert as_bob.get("/movies/?genre=War").context["total"] == 1


def test_a_film_is_shown_as_it_was_two_seconds_ago_at_most(
    as_bob: Browser, ada: Any, clock: dict[str, float], film: ObjectId
) -> None:
    rebuild_facet_index()
    for year in range(1900, 1904):  # another page of a film keeps it for no longer
        assert "The Third Man" in as_bob.text(f"/movies/?year_min={year}")
        clock["now"] += 0.7
    an_edit(ada, film, title="Der dritte Mann")
    clock["now"] += 1.4
    assert "Der dritte Mann" in as_bob.text("/movies/")
    delete_film(admin=ada, movie_id=film, reason=WHY)
    clock["now"] += 2.1
    assert "Der dritte Mann" not in as_bob.text("/movies/")


def test_what_one_member_likes_is_read_for_nobody_else(
    alice: Any, bob: Any, film: ObjectId
) -> None:
    a_review(alice, film, WORDS, rating=95)
    a_film(title="The Fourth Man")
    read = [find_favourites(member.id) for member in (alice, bob, alice)]
    assert [[row["movie_id"] for row in rows] for rows in read] == [[film], [], [film]]
    pages = [Browser(member).text("/") for member in (alice, bob, alice)]
    assert ["Because you gave" in page for page in pages] == [True, False, True]


def test_a_member_never_sees_a_kept_page(
    alice: Any, visitor: Browser, as_bob: Browser, film: ObjectId, path: str
) -> None:
    visitor.text(path)
    a_review(alice, film, WORDS)
    assert WORDS in as_bob.text(path)
    assert "Log out" in as_bob.text(path)


def test_a_members_page_is_kept_for_nobody(as_bob: Browser, visitor: Browser, path: str) -> None:
    response = as_bob.get(path)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response
    assert "Log out" not in visitor.text(path)


def test_a_page_that_sets_a_cookie_is_kept_for_nobody(database: Any) -> None:
    first, second = Browser().get("/accounts/login/"), Browser().get("/accounts/login/")
    assert first.cookies["mflix_csrf"].value != second.cookies["mflix_csrf"].value
    assert "ETag" not in second


def test_whoever_has_opened_a_form_sees_a_page_as_it_is_now(
    alice: Any, visitor: Browser, film: ObjectId, path: str
) -> None:
    writer = Browser()
    writer.get("/accounts/login/")
    assert "mflix_csrf" in writer.cookies
    for browser in (visitor, writer):
        browser.text(path)
    a_review(alice, film, WORDS)
    assert WORDS in writer.text(path)
    assert WORDS not in visitor.text(path)


def test_a_message_is_shown_to_whom_it_was_for(visitor: Browser, alice: Any) -> None:
    browser = Browser(alice)
    visitor.text("/")
    browser.post("/accounts/logout/")
    assert "messages" in browser.cookies
    assert 'class="notices"' in browser.text("/")
    assert 'class="notices"' not in visitor.text("/")


@pytest.mark.parametrize("other", ["?page=2", "?sort=lowest", "?q=%00"])
def test_another_query_is_another_page(visitor: Browser, path: str, other: str) -> None:
    visitor.get(path)
    visitor.get(path + other)
    assert len(page_cache.pages.cached) == 2


def test_another_host_is_another_page(visitor: Browser, path: str) -> None:
    assert visitor.get(path, HTTP_HOST="localhost").status_code == 200
    assert visitor.get(path, HTTP_HOST="evil.example").status_code == 400


def test_what_is_not_found_is_looked_for_again(visitor: Browser, database: Any) -> None:
    film = ObjectId()
    assert visitor.get(f"/movies/{film}/").status_code == 404
    a_film()
    database.movies.update_one({}, {"$set": {"title": "Late"}})
    assert not page_cache.pages.cached


@pytest.mark.parametrize(
    ("accepted", "used", "decode"),
    [
        ("br, gzip", "gzip", gzip.decompress),
        ("br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_a_kept_page_comes_as_the_browser_accepts_it(
    visitor: Browser, path: str, accepted: str, used: str | None, decode: Any
) -> None:
    made, kept = (visitor.get(path, HTTP_ACCEPT_ENCODING=accepted) for _ in range(2))
    assert kept.get("Content-Encoding") == used
    assert kept.content == made.content
    assert b"The Third Man" in decode(kept.content)
    assert int(kept["Content-Length"]) == len(kept.content)


def test_a_page_asked_for_often_is_compressed_thoroughly(visitor: Browser, path: str) -> None:
    decode = {"br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, used in (("br", "br"), ("gzip", "gzip"), ("gzip, br", "br")):
        answers = [visitor.get(path, HTTP_ACCEPT_ENCODING=accepted) for _ in range(4)]
        sizes = [len(answer.content) for answer in answers]
        assert (sizes[0], sizes[2]) == (sizes[1], sizes[3])
        assert used == "gzip" or sizes[1] > sizes[2]  # padding is as long as what gzip saves
        assert answers[3]["Content-Encoding"] == used
        bodies = {decode[answer["Content-Encoding"]](answer.content) for answer in answers}
        assert bodies == {visitor.get(path).content}
        assert [int(answer["Content-Length"]) for answer in answers] == sizes


def test_a_browser_that_has_a_page_is_sent_nothing(visitor: Browser, path: str) -> None:
    tag = visitor.get(path)["ETag"]
    again = visitor.get(path, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == tag


def test_a_shared_cache_may_keep_a_visitors_page_as_long_as_we_do(
    visitor: Browser, path: str
) -> None:
    response = visitor.get(path)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=2"
    assert {"Cookie", "Accept-Encoding"} <= set(response["Vary"].split(", "))


def test_a_kept_page_has_the_headers_of_every_page(visitor: Browser, path: str) -> None:
    made, kept = visitor.get(path), visitor.get(path)
    assert dict(made.headers) == {n: v for n, v in kept.headers.items() if n != "Age"}
    assert "default-src 'none'" in kept["Content-Security-Policy"]


def test_a_shared_cache_is_told_how_old_a_kept_page_is(
    visitor: Browser, clock: dict[str, float], path: str
) -> None:
    tag = visitor.get(path)["ETag"]
    for seconds, age in ((0.3, "1"), (1.5, "2")):
        clock["now"] += seconds
        assert visitor.get(path)["Age"] == age
        assert visitor.get(path, HTTP_IF_NONE_MATCH=tag)["Age"] == age


def test_many_who_ask_at_once_make_one_page(
    database: Any, clock: dict[str, float], path: str
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Browser().get(path).status_code, range(8)))
    assert answers == [200] * 8
    assert sum(page.repeats for page in page_cache.pages.cached.values()) == 7


def test_views_of_kept_pages_are_counted_when_they_expire(
    visitor: Browser, clock: dict[str, float], film: ObjectId, path: str, database: Any
) -> None:
    for _ in range(5):
        visitor.get(path)
    clock["now"] += 3
    visitor.get(path)
    write_views()
    assert sum(row["views"] for row in views_of(database, film, 6)) == 6


def test_pages_are_never_too_many(
    visitor: Browser, path: str, clock: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_PAGES", 4)
    for number in range(9):
        visitor.get(f"{path}?{number}")
    assert [key[2] for key in page_cache.pages.cached] == ["5", "6", "7", "8"]


def test_a_page_is_as_old_as_the_start_of_making_it(
    visitor: Browser, clock: dict[str, float], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(response: Any) -> bool:
        clock["now"] += 1.5
        return True

    monkeypatch.setattr(page_cache, "is_cacheable", slow)
    visitor.get(path)
    clock["now"] += 0.4
    visitor.get(path)
    assert [page.repeats for page in page_cache.pages.cached.values()] == [1]
    clock["now"] += 0.2
    visitor.get(path)
    assert [page.repeats for page in page_cache.pages.cached.values()] == [0]


def test_nobody_waits_in_turn_for_a_page_that_cannot_be_shared(visitor: Browser) -> None:
    visitor.get("/movies/000000000000000000000000/")
    (key,) = page_cache.pages.uncacheable
    with page_cache.pages.rendering_lock(key):
        assert visitor.get("/movies/000000000000000000000000/").status_code == 404
