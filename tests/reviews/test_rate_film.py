"""Rating a film with one tap on the head of its page."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from typing import Any

import pytest
from bson import ObjectId

import reviews.services
from diary.queries import get_state
from moderation import posting
from reviews.documents import ReviewContent
from reviews.errors import NotYourReview
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of


def rate(browser: Browser, film: ObjectId, rating: str, **options: Any) -> Any:
    return browser.post(f"/movies/{film}/rate/", {"rating": rating}, **options)


def head(page: str) -> str:
    """Return the form of the head of a film's page."""
    found = re.search(r'<form class="rate-bar".*?</form>', page, re.DOTALL)
    assert found
    return found.group()


def test_one_tap_rates_and_the_page_shows_the_value(as_alice: Browser, film: ObjectId) -> None:
    answer = rate(as_alice, film, "90", follow=True)
    page = answer.content.decode()
    assert "Your rating has been saved." in page
    assert "4½" in head(page)
    assert head(page).count('aria-current="true"') == 1
    assert tally_of(film) == {
        "sum": 90,
        "count": 1,
        "histogram": [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
        "reviews": 1,
    }


@pytest.mark.parametrize("scale", ["5", "10", "100"])
def test_every_scale_has_buttons_that_need_no_script(film: ObjectId, scale: str) -> None:
    member = make_member("Sue", preferences={"rating_scale": int(scale)})
    form = head(Browser(member).text(f"/movies/{film}/"))
    assert f'action="/movies/{film}/rate/"' in form
    assert len(re.findall(r"<button(?![^>]* hidden)", form)) == (1 if scale == "100" else 10)
    assert re.search(r" hidden>Clear rating", form)  # until a script has rated


def test_a_rating_is_cleared_and_a_review_of_nothing_else_goes_with_it(
    as_alice: Browser, film: ObjectId, database: Any
) -> None:
    rate(as_alice, film, "90")
    page = rate(as_alice, film, "", follow=True).content.decode()
    assert "Your rating has been cleared." in page
    assert re.search(r" hidden>Clear rating", head(page))
    assert database.comments.count_documents({}) == 0
    assert tally_of(film)["count"] == tally_of(film)["reviews"] == 0


def test_the_words_of_a_review_stay_when_its_rating_changes_or_is_cleared(
    alice: Any, as_alice: Browser, film: ObjectId, database: Any
) -> None:
    a_review(alice, film, "Kept words.", 20, spoiler=True)
    rate(as_alice, film, "70")
    changed = database.comments.find_one()
    assert (changed["text"], changed["rating"], changed["spoiler"]) == ("Kept words.", 70, True)
    rate(as_alice, film, "")
    cleared = database.comments.find_one()
    assert (cleared["text"], "rating" in cleared) == ("Kept words.", False)
    assert tally_of(film)["reviews"] == 1


def test_a_rating_alone_is_no_review_and_its_first_words_are_not_edited(
    as_alice: Browser, visitor: Browser, film: ObjectId, database: Any
) -> None:
    rate(as_alice, film, "60")
    rate(as_alice, film, "70")
    page = as_alice.text(path := f"/movies/{film}/")
    assert "Write a review" in page and "Edit your review" not in page
    review = database.comments.find_one()["_id"]
    words = {"rating": "70", "version": "2"}
    for text, is_edited in (("First words.", False), ("Other words.", True)):
        as_alice.post(f"/reviews/{review}/edit/", {**words, "text": text})
        assert ("edited" in visitor.text(path)) == is_edited
        words["version"] = "3"


def test_another_rating_does_not_edit_the_words(
    alice: Any, as_alice: Browser, film: ObjectId, visitor: Browser
) -> None:
    a_review(alice, film, "Kept words.", 20)
    rate(as_alice, film, "70")
    assert "edited" not in visitor.text(f"/movies/{film}/")
    assert "edited" not in visitor.text(f"/members/{alice.handle}/")


def test_clearing_what_was_never_rated_changes_nothing(
    as_alice: Browser, film: ObjectId, database: Any
) -> None:
    page = rate(as_alice, film, "", follow=True).content.decode()
    assert "You haven't rated this film. Choose a rating first." in unescape(page)
    assert database.comments.count_documents({}) == 0


@pytest.mark.parametrize("rating", ["0", "101", "-1", "4.5", "many", "1e1", "9" * 30])
def test_an_invalid_rating_is_refused_and_shows_no_stars(
    as_alice: Browser, film: ObjectId, database: Any, rating: str
) -> None:
    answer = rate(as_alice, film, rating)
    assert answer.status_code == 422
    form = head(answer.content.decode())
    assert "Choose a rating from 1 to 100" in form
    assert "aria-current" not in form
    assert database.comments.count_documents({}) == 0


def test_a_film_that_does_not_exist_cannot_be_rated(as_alice: Browser, database: Any) -> None:
    assert rate(as_alice, ObjectId(), "90").status_code == 404


def test_many_taps_at_once_leave_one_rating(alice: Any, film: ObjectId, database: Any) -> None:
    browsers = [(Browser(alice), str(10 * (n % 10 + 1))) for n in range(30)]
    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(lambda one: rate(one[0], film, one[1]).status_code, browsers))
    assert statuses <= {302, 409}
    assert database.comments.count_documents({}) == 1
    assert tally_of(film)["sum"] == database.comments.find_one()["rating"]


@pytest.mark.parametrize("rating", [10, None])
def test_a_rating_changes_only_a_review_of_ones_own_whatever_was_found(
    alice: Any, film: ObjectId, database: Any, monkeypatch: pytest.MonkeyPatch, rating: int | None
) -> None:
    of_another = a_review(make_member("Mallory Example"), film, "Words.", 40)
    monkeypatch.setattr(reviews.services, "find_own_review", lambda *_: of_another)
    before = database.comments.find_one()
    with pytest.raises(NotYourReview):
        posting.rate_film(member=alice, movie_id=film, rating=rating)
    assert database.comments.find_one() == before


def edit_and_rate_at_once(member: Any, film: ObjectId, words: list[str], rating: Any) -> None:
    """Save a review's words in another tab, again and again, while its film is rated."""
    content = [ReviewContent(text, 40) for text in words]
    review = ObjectId(a_review(member, film, "Words.", 40).id)
    edit = partial(edit_review, member=member, review_id=review)
    rate_it = partial(posting.rate_film, member=member, movie_id=film, rating=rating)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(edit, content=one) for one in content]
        sent += [pool.submit(rate_it) for _ in content]
    assert not any(one.exception() for one in sent)
    rate_it()


@pytest.mark.parametrize("rating", [90, None])
def test_words_that_are_saved_at_the_same_time_are_not_lost(
    alice: Any, film: ObjectId, database: Any, rating: int | None
) -> None:
    words = [f"From another tab, {n}." for n in range(12)]
    edit_and_rate_at_once(alice, film, words, rating)
    stored = database.comments.find_one()
    assert (stored["text"] in words, stored.get("rating")) == (True, rating)
    assert stored["version"] == 1 + database.review_revisions.count_documents({})
    assert tally_of(film)["sum"] == (rating or 0)


def test_whoever_rates_a_film_has_seen_it_and_still_has_when_the_rating_is_cleared(
    as_alice: Browser, alice: Any, film: ObjectId
) -> None:
    for rating in ("90", ""):
        rate(as_alice, film, rating)
        assert get_state(alice.id, film).watched


def test_the_rating_of_approved_words_is_not_held_again(
    as_alice: Browser, alice: Any, film: ObjectId, database: Any, settings: Any
) -> None:
    a_review(alice, film, "A watched word: zither.", 40)
    settings.WATCHED_WORDS = ["zither"]
    rate(as_alice, film, "60")
    stored = database.comments.find_one()
    assert (stored["state"], stored["rating"]) == ("visible", 60)


def test_a_limited_members_rating_waits_and_says_so(film: ObjectId, database: Any) -> None:
    limited = Browser(make_member("Lim", standing="limited"))
    page = rate(limited, film, "60", follow=True).content.decode()
    assert database.comments.find_one()["state"] == "held"
    assert "waiting for a moderator" in page


def test_a_suspended_member_is_offered_no_stars(film: ObjectId) -> None:
    page = Browser(make_member("Sus", standing="suspended")).text(f"/movies/{film}/")
    assert "rate-bar" not in page
    assert "review-form" not in page


def test_the_form_shows_no_stars_without_a_rating(as_alice: Browser, database: Any) -> None:
    page = as_alice.text(f"/movies/{a_film()}/")
    assert re.search(r'name="rating" value="" checked', page)
    assert "Clear rating" in page
