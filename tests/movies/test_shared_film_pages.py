"""Members share what is read of a film's page for two seconds, but not what has changed since."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from accounts.requests import Viewer
from lists.film_page import shared_parts
from mflix_site.mongo import collections as mongo
from reviews import template_functions
from reviews.documents import Review, ReviewContent
from reviews.services import delete_review, edit_review, post_review
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review
from tests.support.lists import a_list
from tests.support.profiling import profiled
from tests.support.running import an_edit
from tests.support.shifted_clock import stopped_clock

WORDS, OTHER_WORDS = "Seen through fog.", "Heard through walls."
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
RANDOM = re.compile(r'value="[\w-]{20,}"')
Change = Callable[[Any, Any, Review, ObjectId], object]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    return stopped_clock(monkeypatch)


@pytest.fixture(autouse=True)
def caching(settings: Any, clock: dict[str, float]) -> None:
    settings.PAGE_CACHE_SECONDS = 2


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


@pytest.fixture
def path(film: ObjectId) -> str:
    return f"/movies/{film}/"


@pytest.fixture
def as_carol(database: Any) -> Browser:
    return Browser(make_member("Carol"))


def seen(browser: Browser, path: str) -> str:
    """Return the main part of a page without what is new each time; check whose its tokens are."""
    text = browser.text(path)
    assert len(set(TOKEN.findall(text))) <= 1
    return RANDOM.sub("", text[text.find("<main") : text.find("</main>")])


def edited(member: Any, review: Review, text: str, rating: int = 80) -> Review:
    content = ReviewContent(text, rating)
    return edit_review(member=member, review_id=ObjectId(review.id), content=content)


def test_the_next_member_reads_their_own_part_alone(
    alice: Any, as_bob: Browser, as_carol: Browser, database: Any, film: ObjectId, path: str
) -> None:
    for number in range(5):
        a_review(make_member(f"R{number} Viewer"), film, WORDS)
    first = seen(as_bob, path)
    with profiled(database) as done:
        assert seen(as_carol, path) == first
    assert first.count(WORDS) == 5
    assert [(o.collection, o.examined) for o in done] == [("sessions", 3)]


CHANGES: dict[str, Change] = {
    "deleted": lambda alice, ada, review, film: delete_review(
        member=alice, review_id=ObjectId(review.id)
    ),
    "posted": lambda alice, ada, review, film: post_review(
        member=ada, movie_id=film, content=ReviewContent(OTHER_WORDS)
    ),
    "rated": lambda alice, ada, review, film: edited(alice, review, WORDS, 90),
    "film edited": lambda alice, ada, review, film: an_edit(ada, film, title="Der dritte Mann"),
    "film gone": lambda alice, ada, review, film: mongo.movies().delete_one({"_id": film}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_comes_or_goes_shows_at_once(
    change: str, alice: Any, ada: Any, as_bob: Browser, film: ObjectId, path: str
) -> None:
    review = a_review(alice, film, WORDS, rating=50)
    before = seen(as_bob, path)
    assert shared_parts.generations[0]
    CHANGES[change](alice, ada, review, film)
    after = seen(as_bob, path)
    shared_parts.clear()
    assert after == seen(as_bob, path) != before


def test_edited_words_show_within_two_seconds(
    alice: Any, as_bob: Browser, as_carol: Browser, clock: Any, film: ObjectId, path: str
) -> None:
    review = a_review(alice, film, WORDS)
    assert WORDS in seen(as_bob, path)
    edited(alice, review, OTHER_WORDS)
    assert all(WORDS in seen(browser, path) for browser in (as_bob, as_carol))
    clock["now"] += 2.1
    assert all(OTHER_WORDS in seen(browser, path) for browser in (as_bob, as_carol))


def test_who_has_written_something_sees_it_at_once_and_the_others_then(
    alice: Any, as_alice: Browser, as_bob: Browser, film: ObjectId, path: str
) -> None:
    assert all("Foggy films" not in seen(browser, path) for browser in (as_bob, as_alice))
    a_list(alice, film, title="Foggy films")
    assert "Foggy films" not in seen(as_bob, path)
    assert all("Foggy films" in seen(browser, path) for browser in (as_alice, as_bob))


VIEWERS: list[dict[str, Any]] = [
    {"preferences": {"hide_scores": True}},
    {"preferences": {"rating_scale": 100}},
    {"preferences": {"language": "de"}},
    {"preferences": {"time_zone": "Asia/Tokyo"}},
    {"standing": "suspended"},
    {"role": "moderator"},
]


def test_nobody_gets_what_is_made_for_others(
    alice: Any, as_alice: Browser, as_bob: Browser, film: ObjectId, path: str
) -> None:
    a_review(alice, film, WORDS, rating=90)
    mongo.members().update_one({"_id": alice.id}, {"$unset": {"last_acted_at": ""}})
    others = [Browser(make_member(f"M{n} Viewer", **fields)) for n, fields in enumerate(VIEWERS)]
    browsers = (as_bob, as_alice, *others, *others, as_alice, as_bob)
    together = [seen(browser, path) for browser in browsers]
    for browser, page in zip(browsers, together, strict=True):
        shared_parts.clear()
        assert seen(browser, path) == page
    assert len(set(together)) == 2 + len(VIEWERS)


@pytest.mark.parametrize(("markup", "is_kept"), [("{}", False), ("none", True)])
def test_only_markup_without_a_token_is_kept(
    alice: Any,
    bob: Any,
    film: ObjectId,
    monkeypatch: pytest.MonkeyPatch,
    markup: str,
    is_kept: bool,
) -> None:
    def article(review: Review, viewer: Viewer, token: str) -> str:
        made.append(token)
        return markup.format(token)

    made: list[str] = []
    monkeypatch.setattr(template_functions, "review_article", article)
    reviews = [a_review(alice, film, WORDS)]
    for token in ("token-1", "token-2"):
        items = template_functions.review_items(reviews, None, Viewer(bob), token)
        assert items == f"<li>{markup.format(token)}</li>"
    assert made == (["token-1"] if is_kept else ["token-1", "token-2"])
