"""Finishing what a killed process left half done."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.closing import begin_closing
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review, tally_of

from ..support.authentication import log_in

ALICE = "alice@example.test"


def purge() -> str:
    out = StringIO()
    call_command("purge", stdout=out)
    return out.getvalue()


@pytest.fixture
def film(alice: Any) -> Any:
    film = a_film()
    a_review(alice, film, text="Alice was here.", rating=80)
    return film


def test_an_account_half_closed_is_closed_already(
    alice: Any, film: Any, as_alice: Browser, visitor: Browser
) -> None:
    begin_closing(member=alice, keep_reviews=True)
    assert not as_alice.is_signed_in
    assert log_in(Browser(), ALICE).status_code == 422
    assert visitor.get("/members/alice_angstrom/").status_code == 404


def test_the_address_is_free_before_the_closing_is_finished(alice: Any, visitor: Browser) -> None:
    begin_closing(member=alice, keep_reviews=True)
    form = {"name": "Alice", "email": ALICE, "password1": PASSWORD, "password2": PASSWORD}
    assert visitor.post("/accounts/signup/", form).status_code == 302


@pytest.mark.parametrize(("keep", "reviews"), [(True, 1), (False, 0)])
def test_a_purge_finishes_as_the_member_had_chosen(
    alice: Any, film: Any, database: Any, keep: bool, reviews: int
) -> None:
    begin_closing(member=alice, keep_reviews=keep)
    assert purge().startswith("1 account closings finished")
    assert database.users.count_documents({}) == 0
    assert database.comments.count_documents({}) == tally_of(film)["count"] == reviews
    assert database.comments.count_documents({"author.id": alice.id}) == 0


def test_a_second_purge_finds_nothing(alice: Any, film: Any) -> None:
    begin_closing(member=alice, keep_reviews=True)
    purge()
    assert purge().startswith("0 account closings finished, 0 unsent")


def test_a_purge_leaves_everybody_else_alone(
    alice: Any, bob: Any, film: Any, database: Any
) -> None:
    a_review(bob, film)
    begin_closing(member=alice, keep_reviews=False)
    purge()
    assert [doc["name"] for doc in database.users.find()] == ["Bob"]
    assert tally_of(film)["count"] == 1


def test_it_deletes_mails_that_were_given_up_long_ago(alice: Any, database: Any) -> None:
    long_ago = alice.joined_at.replace(year=2020)
    database.outbox.insert_one({"state": "failed", "due_at": long_ago})
    assert "1 unsent" in purge()
