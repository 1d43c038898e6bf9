"""The reviews on a film's page: their order, their pages, old comments among them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from reviews.documents import ReviewContent
from reviews.recounting import recount_batch
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_review

START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def three(film: Any, database: Any) -> None:
    """Three reviews, the newest of which has no rating."""
    reviews = [("first", 60), ("second", 90), ("third", 20), ("fourth", None)]
    for day, (text, rating) in enumerate(reviews):
        review = a_review(make_member(text.title()), film, text, rating)
        at = {"$set": {"date": START + timedelta(days=day)}}
        database.comments.update_one({"_id": ObjectId(review.id)}, at)


@pytest.fixture
def forty_five(film: Any, database: Any) -> list[str]:
    """Forty-five reviews, a minute apart; gives their texts, newest first."""
    rows = [
        {
            "movie_id": film,
            "author": {"id": ObjectId(), "name": f"Reader {n}", "handle": f"reader_{n}"},
            "text": f"Said as number {n:02}.",
            "rating": n + 1,
            "date": START + timedelta(minutes=n),
            "state": "visible",
            "origin": "site",
        }
        for n in range(45)
    ]
    database.comments.insert_many(rows)
    recount_batch([film])
    return [str(row["text"]) for row in reversed(rows)]


def texts_on(page: str) -> list[str]:
    return re.findall(r'<div class="review-text" dir="auto"><p>(.*?)</p>', page)


def test_newest_come_first(visitor: Browser, film: Any, three: None) -> None:
    assert texts_on(visitor.text(f"/movies/{film}/")) == ["fourth", "third", "second", "first"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["fourth", "third", "second", "first"]),
        ("highest", ["second", "first", "third"]),
        ("lowest", ["third", "first", "second"]),
        ("$where", ["fourth", "third", "second", "first"]),
    ],
)
def test_they_are_sorted_as_asked(
    sort: str, expected: list[str], visitor: Browser, film: Any, three: None
) -> None:
    assert texts_on(visitor.text(f"/movies/{film}/", data={"sort": sort})) == expected


def test_the_pages_hold_all_of_them_once_in_order(
    visitor: Browser, film: Any, forty_five: list[str]
) -> None:
    pages = [visitor.text(f"/movies/{film}/", data={"page": str(n)}) for n in (1, 2, 3)]
    found = [texts_on(page) for page in pages]
    assert [len(texts) for texts in found] == [20, 20, 5]
    assert [*found[0], *found[1], *found[2]] == forty_five


@pytest.mark.parametrize("page", ["4", "999999", "99999999999999999999"])
def test_a_page_past_the_end_is_a_page_all_the_same(
    page: str, visitor: Browser, film: Any, forty_five: list[str]
) -> None:
    answer = visitor.get(f"/movies/{film}/", {"page": page})
    assert answer.status_code == 200
    assert texts_on(answer.content.decode())


def test_the_pages_keep_the_order_asked_for(
    visitor: Browser, film: Any, forty_five: list[str]
) -> None:
    page = visitor.text(f"/movies/{film}/", data={"page": "2", "sort": "lowest"})
    assert texts_on(page) == forty_five[::-1][20:40]
    assert re.search(r'href="\?(sort=lowest&amp;page=3|page=3&amp;sort=lowest)', page)


def test_the_histogram_shows_how_many_gave_each_tenth(visitor: Browser, film: Any) -> None:
    for name, rating in (("Ann", 1), ("Ben", 10), ("Cat", 11), ("Dan", 100)):
        a_review(make_member(name), film, rating=rating)
    shown = visitor.get(f"/movies/{film}/").context["bins"]
    assert [b.total for b in shown] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [b.height for b in shown][:2] == [100, 50]
    assert (shown[0].low, shown[0].high, shown[9].high) == (1, 10, 100)


def test_old_comments_show_as_reviews_of_their_authors_without_a_rating(
    visitor: Browser, film: Any, database: Any
) -> None:
    old = {"name": "Jon Snow", "email": "jon@example.test", "text": "I knew nothing."}
    database.comments.insert_one({"movie_id": film, "date": START, **old})
    page = visitor.text(f"/movies/{film}/")
    assert texts_on(page) == ["I knew nothing."]
    assert "Jon Snow" in page
    assert "jon@example.test" not in page


@pytest.mark.parametrize("state", ["held", "hidden", "removed"])
def test_one_that_is_not_visible_is_on_no_page_of_others(
    state: str, alice: Any, as_bob: Browser, film: Any, database: Any
) -> None:
    review = a_review(alice, film, text="Not for all.")
    database.comments.update_one({}, {"$set": {"state": state}})
    pages = [f"/movies/{film}/", "/", f"/members/{review.author_handle}/"]
    assert not [path for path in pages if "Not for all." in as_bob.text(path)]


def test_only_the_author_sees_the_ways_to_change_it(
    alice: Any, as_alice: Browser, as_bob: Browser, film: Any
) -> None:
    path = f"/reviews/{a_review(alice, film).id}/edit/"
    assert path in as_alice.text(f"/movies/{film}/")
    assert path not in as_bob.text(f"/movies/{film}/")


def test_no_address_is_on_the_page(alice: Any, as_bob: Browser, film: Any) -> None:
    a_review(alice, film)
    assert alice.email not in as_bob.text(f"/movies/{film}/")


def test_one_whose_author_left_keeps_its_words_without_a_name(
    alice: Any, visitor: Browser, film: Any, database: Any
) -> None:
    a_review(alice, film, text="I was here.")
    database.comments.update_one({}, {"$set": {"author": {"name": "A former member"}}})
    page = visitor.text(f"/movies/{film}/")
    assert "I was here." in page
    assert "A former member" in page
    assert alice.name not in page


def test_everybody_is_offered_what_they_may_do_with_a_review(
    film: ObjectId, alice: Any, bob: Any, maud: Any
) -> None:
    a_review(alice, film, "Mine alone to change.")
    browsers = [Browser(), Browser(bob), Browser(alice), Browser(maud)]
    offered = [["Report"], ["Report"], ["Edit"], ["Report", "Open a case"]]
    for _ in range(2):
        assert [offers(article(browser, film)) for browser in browsers] == offered


def offers(shown: str) -> list[str]:
    words = ("Report<", "Edit<", "Open a case<")
    return [word[:-1] for word in words if word in shown]


def article(browser: Browser, film: ObjectId) -> str:
    return browser.text(f"/movies/{film}/").partition('<article class="review"')[2]


def test_a_review_that_has_changed_is_shown_as_it_is_now(
    film: ObjectId, alice: Any, visitor: Browser
) -> None:
    review = a_review(alice, film, "The first words.")
    assert "The first words." in article(visitor, film)
    edit_review(
        member=alice, review_id=ObjectId(review.id), content=ReviewContent("Other words.", 40)
    )
    assert "Other words." in article(visitor, film)
    assert "The first words." not in article(visitor, film)
