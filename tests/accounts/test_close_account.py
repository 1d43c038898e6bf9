"""Closing an account: at once, keeping or deleting its reviews."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.closing import begin_closing
from accounts.errors import MemberNotFound
from accounts.outbox import send_pending
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review, tally_of

from ..support.authentication import log_in

PAGE, ALICE = "/accounts/delete/", "alice@example.test"
KEEP = {"password": PASSWORD, "keep_reviews": "keep"}
REMOVE = {"password": PASSWORD, "keep_reviews": "remove"}


@pytest.fixture
def film(alice: Any, bob: Any) -> Any:
    """A film that Alice gave 80 and Bob 40."""
    film = a_film()
    a_review(alice, film, text="Alice was here.", rating=80)
    a_review(bob, film, text="Bob was here.", rating=40)
    return film


@pytest.mark.parametrize("form", [KEEP, REMOVE])
def test_the_account_is_gone_and_one_is_told_so(
    as_alice: Browser, database: Any, form: dict[str, str]
) -> None:
    answer = as_alice.post(PAGE, form, follow=True)
    assert "Your account has been closed" in answer.content.decode()
    assert database.users.count_documents({}) == 0
    assert log_in(Browser(), ALICE).status_code == 422


def test_every_device_is_logged_out(as_alice: Browser, as_alice_elsewhere: Browser) -> None:
    as_alice.post(PAGE, KEEP)
    assert not as_alice.is_signed_in
    assert not as_alice_elsewhere.is_signed_in


def test_reviews_that_go_take_their_ratings_along(
    as_alice: Browser, film: Any, visitor: Browser, database: Any
) -> None:
    as_alice.post(PAGE, REMOVE)
    tally = tally_of(film)
    assert (tally["sum"], tally["count"], tally["reviews"]) == (40, 1, 1)
    assert tally["histogram"][7] == 0
    assert "Alice was here." not in visitor.text(f"/movies/{film}/")
    assert database.comments.count_documents({}) == 1


def test_reviews_that_stay_lose_the_name_and_keep_their_ratings(
    as_alice: Browser, film: Any, visitor: Browser
) -> None:
    before = tally_of(film)
    as_alice.post(PAGE, KEEP)
    page = visitor.text(f"/movies/{film}/")
    assert tally_of(film) == before
    assert "Alice was here." in page
    assert "A former member" in page
    assert "Alice Ångström" not in page


@pytest.mark.parametrize("form", [KEEP, REMOVE])
def test_nothing_names_them_any_more(
    alice: Any, as_alice: Browser, film: Any, database: Any, mailoutbox: Any, form: dict[str, str]
) -> None:
    database.comments.update_one({"author.id": alice.id}, {"$set": {"name": "A", "email": ALICE}})
    as_alice.post(PAGE, form)
    send_pending()
    kept = [list(database[name].find()) for name in database.list_collection_names()]
    for trace in (ALICE, "Ångström", str(alice.id), "alice_angstrom"):
        assert trace not in str([row for rows in kept for row in rows if "count" not in row])


def test_earlier_words_of_removed_reviews_go_too(
    as_alice: Browser, film: Any, database: Any
) -> None:
    review = database.comments.find_one({"text": "Alice was here."})
    path = f"/reviews/{review['_id']}/edit/"
    as_alice.post(path, {"text": "Edited.", "rating": "80", "version": "1"})
    assert database.review_revisions.count_documents({}) == 1
    as_alice.post(PAGE, REMOVE)
    assert database.review_revisions.count_documents({}) == 0


def test_reviews_of_several_batches_go_with_their_tallies(
    as_alice: Browser, alice: Any, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.authors.CLOSING_BATCH_SIZE", 10)
    films = [a_film(title=f"Film {n}") for n in range(24)]
    for film in films:
        a_review(alice, film)
    as_alice.post(PAGE, REMOVE)
    assert database.comments.count_documents({}) == 0
    assert {tally_of(film)["count"] for film in films} == {0}


@pytest.mark.parametrize("password", ["", "not her password", PASSWORD.upper()])
def test_without_the_password_nothing_is_closed(
    as_alice: Browser, film: Any, database: Any, password: str
) -> None:
    before = list(database.users.find())
    assert as_alice.post(PAGE, {**REMOVE, "password": password}).status_code == 422
    assert list(database.users.find()) == before
    assert database.comments.count_documents({}) == 2
    assert as_alice.is_signed_in


def test_a_choice_that_is_none_closes_nothing(as_alice: Browser, database: Any) -> None:
    form = {"password": PASSWORD, "keep_reviews": "sell"}
    assert as_alice.post(PAGE, form).status_code == 422
    assert as_alice.post(PAGE, {}).status_code == 422
    assert database.users.count_documents({}) == 1


def test_bob_and_his_reviews_stay(as_alice: Browser, as_bob: Browser, film: Any) -> None:
    as_alice.post(PAGE, {**REMOVE, "member": str(as_bob.member and as_bob.member.id)})
    assert as_bob.is_signed_in
    assert "Bob was here." in as_bob.text(f"/movies/{film}/")


def test_the_address_and_the_handle_can_be_used_again(as_alice: Browser, database: Any) -> None:
    as_alice.post(PAGE, KEEP)
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    form = {"name": "Alice Ångström", "email": ALICE, **passwords}
    assert Browser().post("/accounts/signup/", form).status_code == 302
    assert database.users.find_one()["handle"] == "alice_angstrom"


def test_who_joins_again_has_none_of_the_old_reviews(as_alice: Browser, film: Any) -> None:
    as_alice.post(PAGE, KEEP)
    form = {"name": "Alice", "email": ALICE, "password1": PASSWORD, "password2": PASSWORD}
    again = Browser()
    again.post("/accounts/signup/", form)
    assert "Alice was here." not in again.text("/accounts/export/")


def test_looking_at_the_page_closes_nothing(as_alice: Browser) -> None:
    assert as_alice.get(PAGE, KEEP).status_code == 200
    assert as_alice.is_signed_in


def test_another_sites_form_closes_nothing(alice: Any) -> None:
    browser = Browser(alice, csrf=True)
    assert browser.post(PAGE, REMOVE).status_code == 403
    assert browser.is_signed_in


def test_a_visitor_is_sent_to_log_in(visitor: Browser, alice: Any, database: Any) -> None:
    assert visitor.post(PAGE, REMOVE)["Location"].startswith("/accounts/login/")
    assert database.users.count_documents({}) == 1


def test_closing_four_times_at_once_takes_each_review_from_its_tally_once(
    alice: Any, bob: Any
) -> None:
    films = [a_film(title=f"Film {n}") for n in range(12)]
    for film in films:
        a_review(alice, film, rating=80)
        a_review(bob, film, rating=40)
    browsers = [Browser(alice) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda browser: browser.post(PAGE, REMOVE), browsers))
    assert {(t["reviews"], t["sum"], t["count"]) for t in map(tally_of, films)} == {(1, 40, 1)}


def test_a_review_sent_while_the_account_closes_is_not_published(alice: Any, film: Any) -> None:
    begin_closing(member=alice, keep_reviews=True)
    with pytest.raises(MemberNotFound):
        a_review(alice, a_film(title="Too late"))
