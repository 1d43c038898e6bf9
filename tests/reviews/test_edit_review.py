"""Editing an own review."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review, tally_of

AFTER = {"text": "On second thoughts, it does.", "rating": "30", "version": "1"}


@pytest.fixture
def review(alice: Any, film: Any) -> Any:
    return a_review(alice, film, text="It does not work.", rating=80)


@pytest.fixture
def path(review: Any) -> str:
    return f"/reviews/{review.id}/edit/"


def test_the_form_holds_what_the_review_says(as_alice: Browser, review: Any, path: str) -> None:
    page = as_alice.text(path)
    assert review.text in page
    assert 'name="version" value="1"' in page


def test_an_edited_review_is_on_the_films_page_and_says_so(
    as_alice: Browser, visitor: Browser, film: Any, path: str
) -> None:
    assert "edited" not in visitor.text(f"/movies/{film}/")
    assert as_alice.post(path, AFTER).status_code == 302
    page = visitor.text(f"/movies/{film}/")
    assert AFTER["text"] in page
    assert "edited" in page


def test_what_it_said_before_is_kept(
    as_alice: Browser, review: Any, path: str, database: Any
) -> None:
    as_alice.post(path, AFTER)
    kept = database.review_revisions.find_one()
    assert kept["review_id"] == ObjectId(review.id)
    assert (kept["text"], kept["rating"], kept["version"]) == (review.text, 80, 1)


def test_the_tally_follows_the_rating(as_alice: Browser, film: Any, path: str) -> None:
    as_alice.post(path, AFTER)
    histogram = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert tally_of(film) == {"sum": 30, "count": 1, "histogram": histogram, "reviews": 1}


def test_a_rating_can_be_cleared(as_alice: Browser, film: Any, path: str, database: Any) -> None:
    assert as_alice.post(path, {**AFTER, "rating": ""}).status_code == 302
    assert "rating" not in database.comments.find_one()
    assert (tally_of(film)["count"], tally_of(film)["sum"], tally_of(film)["reviews"]) == (0, 0, 1)


def test_saving_it_unchanged_writes_nothing(
    as_alice: Browser, review: Any, path: str, database: Any
) -> None:
    before = database.comments.find_one()
    answer = as_alice.post(path, {"text": review.text, "rating": "80", "version": "1"})
    assert answer.status_code == 302
    assert database.comments.find_one() == before
    assert database.review_revisions.count_documents({}) == 0


@pytest.mark.parametrize("wrong", [{"text": "", "rating": ""}, {"rating": "101"}])
def test_what_is_refused_changes_nothing(
    wrong: dict[str, str], as_alice: Browser, path: str, database: Any
) -> None:
    before = database.comments.find_one()
    assert as_alice.post(path, {**AFTER, **wrong}).status_code == 422
    assert database.comments.find_one() == before
    assert database.review_revisions.count_documents({}) == 0


def test_a_refused_edit_keeps_its_words(as_alice: Browser, path: str) -> None:
    answer = as_alice.post(path, {**AFTER, "rating": "101"})
    assert AFTER["text"] in answer.content.decode()


def test_one_saved_elsewhere_meanwhile_is_a_conflict_that_shows_both_texts(
    as_alice: Browser, path: str, database: Any
) -> None:
    as_alice.post(path, {**AFTER, "text": "From the other window."})
    answer = as_alice.post(path, AFTER)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert AFTER["text"] in page
    assert "From the other window." in page
    assert database.comments.find_one()["text"] == "From the other window."


def test_after_a_conflict_saving_again_keeps_ones_own(
    as_alice: Browser, path: str, database: Any
) -> None:
    as_alice.post(path, {**AFTER, "text": "From the other window."})
    page = as_alice.post(path, AFTER).content.decode()
    assert 'name="version" value="2"' in page
    assert as_alice.post(path, {**AFTER, "version": "2"}).status_code == 302
    assert database.comments.find_one()["text"] == AFTER["text"]
    assert database.review_revisions.count_documents({}) == 2


def test_two_edits_at_once_lose_nothing(alice: Any, film: Any, path: str, database: Any) -> None:
    texts = ["The one.", "The other."]
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(Browser(alice).post, path, {**AFTER, "text": t}) for t in texts]
    assert sorted(s.result().status_code for s in sent) == [302, 409]
    assert database.comments.find_one()["text"] in texts
    assert [r["text"] for r in database.review_revisions.find()] == ["It does not work."]
    assert (tally_of(film)["sum"], tally_of(film)["count"]) == (30, 1)


def post_until_saved(browser: Browser, path: str, edit: dict[str, str]) -> int:
    """Send an edit until it is saved, over whatever was saved meanwhile; return the last status."""
    for _ in range(100):
        page = browser.post(path, edit)
        if page.status_code == 409:
            edit["version"] = page.context["form"]["version"].value()
        elif page.status_code != 503:  # a busy server could not confirm it
            break
    return int(page.status_code)


def test_twenty_edits_at_once_that_are_saved_again_after_conflicts_are_all_kept(
    alice: Any, film: Any, path: str, database: Any, settings: Any
) -> None:
    settings.LIMITS = {name: (10**6, seconds) for name, (_, seconds) in settings.LIMITS.items()}
    edits = [{"text": f"Version {n}", "rating": str(n)} for n in range(1, 21)]
    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(lambda edit: post_until_saved(Browser(alice), path, edit), edits))
    assert set(statuses) == {302}
    texts = {doc["text"] for doc in [*database.review_revisions.find(), *database.comments.find()]}
    assert texts == {"It does not work.", *(edit["text"] for edit in edits)}
    assert tally_of(film)["sum"] == database.comments.find_one()["rating"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_review_is_403_and_stays_as_it_is(
    method: str, as_bob: Browser, path: str, database: Any
) -> None:
    before = database.comments.find_one()
    answer = getattr(as_bob, method)(path, AFTER)
    assert answer.status_code == 403
    assert before["text"] not in answer.content.decode()
    assert database.comments.find_one() == before


@pytest.mark.parametrize("role", ["maud", "ada"])
def test_not_even_moderators_rewrite_anothers_words(
    role: str, request: Any, path: str, database: Any
) -> None:
    before = database.comments.find_one()
    assert Browser(request.getfixturevalue(role)).post(path, AFTER).status_code == 403
    assert database.comments.find_one() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_log_in(
    method: str, visitor: Browser, path: str, database: Any
) -> None:
    before = database.comments.find_one()
    answer = getattr(visitor, method)(path, AFTER)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert database.comments.find_one() == before


@pytest.mark.parametrize("state", ["held", "hidden", "removed"])
def test_a_hidden_one_is_404_for_others_as_if_there_were_none(
    state: str, as_bob: Browser, path: str, database: Any
) -> None:
    database.comments.update_one({}, {"$set": {"state": state}})
    assert as_bob.get(path).status_code == 404
    assert as_bob.post(path, AFTER).status_code == 404
    assert database.comments.find_one()["version"] == 1


def test_a_hidden_one_looks_to_others_like_one_that_never_was(
    as_bob: Browser, path: str, database: Any
) -> None:
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    hidden, never = as_bob.get(path), as_bob.get(f"/reviews/{ObjectId()}/edit/")
    assert hidden.status_code == never.status_code == 404
    assert "We can&#39;t find this review. It may have been deleted." in hidden.content.decode()
    assert "We can&#39;t find this review. It may have been deleted." in never.content.decode()


def test_a_hidden_one_is_not_counted_when_its_author_changes_it(
    as_alice: Browser, film: Any, path: str, database: Any
) -> None:
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    before = tally_of(film)
    assert as_alice.post(path, AFTER).status_code == 302
    assert database.comments.find_one()["state"] == "hidden"
    assert tally_of(film) == before


def test_the_form_of_one_whose_film_is_gone_is_404(
    as_alice: Browser, path: str, database: Any
) -> None:
    database.movies.delete_many({})
    assert as_alice.get(path).status_code == 404


def test_without_a_token_nothing_changes(alice: Any, path: str, database: Any) -> None:
    before = database.comments.find_one()
    assert Browser(alice, csrf=True).post(path, AFTER).status_code == 403
    assert database.comments.find_one() == before


def test_editing_from_ones_own_page_leads_back_there(alice: Any, as_alice: Browser) -> None:
    review = a_review(alice, a_film(), "Words.", 50)
    page = f"/members/{alice.handle}/"
    link = f"/reviews/{review.id}/edit/?next={page}"
    assert f'href="{link}"' in as_alice.text(page)
    assert f'<a href="{page}">Cancel' in as_alice.text(link)
    sent = {"text": "Other words.", "rating": "50", "version": str(review.version)}
    assert as_alice.post(link, sent)["Location"] == page
