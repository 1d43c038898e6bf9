"""What members see of a film is read once for all of a moment, and hides no change that matters."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bson import ObjectId

from accounts.requests import Viewer
from lists.film_page import shared_parts
from mflix_site import shared_reads
from mflix_site.mongo import collections as mongo
from reviews import template_functions
from reviews.documents import Review, ReviewContent
from reviews.services import delete_review, edit_review, post_review
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review
from tests.support.profiling import profiled
from tests.support.running import an_edit

WORDS, OTHER_WORDS = "Seen through fog.", "Heard through walls."
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
RANDOM = re.compile(r'value="[\w-]{20,}"')
Change = Callable[[Any, Any, Review, ObjectId], object]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    moment = {"now": time.monotonic()}
    monkeypatch.setattr(shared_reads.time, "monotonic", lambda: moment["now"])
    return moment


@pytest.fixture(autouse=True)
def caching(settings: Any, clock: dict[str, float]) -> Iterator[None]:
    settings.PAGE_CACHE_SECONDS = 2
    shared_parts.clear()
    yield
    shared_parts.clear()


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


@pytest.fixture
def path(film: ObjectId) -> str:
    return f"/movies/{film}/"


@pytest.fixture
def as_carol(database: Any) -> Browser:
    return Browser(make_member("Carol"))


def seen(browser: Browser, path: str) -> tuple[Any, ...]:
    """Return what a page shows that may have changed."""
    page = browser.get(path)
    if page.status_code != 200:
        return (page.status_code,)
    film, texts = page.context["movie"], [review.text for review in page.context["reviews"].items]
    return film.title, film.tally, texts, [text in page.content.decode() for text in texts]


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
    CHANGES[change](alice, ada, review, film)
    after = seen(as_bob, path)
    shared_parts.clear()
    assert after == seen(as_bob, path) != before


def test_edited_words_show_within_two_seconds_and_to_their_author_at_once(
    alice: Any, as_alice: Browser, as_bob: Browser, clock: Any, film: ObjectId, path: str
) -> None:
    review = a_review(alice, film, WORDS)
    assert seen(as_bob, path)[2] == [WORDS]
    edited(alice, review, OTHER_WORDS)
    for browser in (as_alice, as_bob):  # what is read for one anew is so for the next
        assert seen(browser, path)[2] == [OTHER_WORDS]
    edited(alice, review, WORDS)
    assert seen(as_bob, path)[2] == [OTHER_WORDS]
    clock["now"] += 2.1
    assert seen(as_bob, path)[2] == [WORDS]


def without_tokens(page: str) -> str:
    """Return a page without what differs each time it is made; all its tokens must be the same."""
    assert len(set(TOKEN.findall(page))) <= 1
    return RANDOM.sub("", page)


def test_nobody_gets_what_is_made_for_others(
    alice: Any, as_alice: Browser, as_bob: Browser, maud: Any, film: ObjectId, path: str
) -> None:
    a_review(alice, film, WORDS, rating=90)
    special: list[dict[str, Any]] = [{"hide_scores": True}, {"rating_scale": 100, "language": "de"}]
    others = [Browser(make_member(f"M{n} Viewer", preferences=p)) for n, p in enumerate(special)]
    as_maud = Browser(maud)
    browsers = (as_alice, as_maud, as_bob, *others, as_maud, as_bob, *others, as_alice)
    together = [without_tokens(browser.text(path)) for browser in browsers]
    for browser, page in zip(browsers, together, strict=True):
        shared_parts.clear()
        assert without_tokens(browser.text(path)) == page
    assert len(set(together)) == 5


def test_markup_with_a_members_token_is_kept_for_nobody(
    alice: Any, bob: Any, film: ObjectId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_functions, "review_article", lambda review, viewer, token: token)
    kept: dict[Any, Any] = {}
    review = a_review(alice, film, WORDS)
    for token in ("token-1", "token-2"):
        items = template_functions.review_items([review], None, Viewer(bob), token, kept)
        assert (items, kept) == (f"<li>{token}</li>", {})
