"""A sanction outlives a closed account, and so does the handle of somebody who moderated."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.email_change import confirm_email
from accounts.names import HandleAllocator, handle_key
from accounts.services import sign_up
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.account_closing import close_account
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.mails import confirmation_token

EMAIL = "alice@example.test"
UNTIL = (now() + timedelta(days=20)).replace(microsecond=0)


def left(name: str = "Alice", role: str = "member", **fields: Any) -> Any:
    """Insert a member who closes the account; return them."""
    member = make_member(name, role, **fields)
    close_account(member=member, password=PASSWORD, keep_reviews=True)
    return member


def back(email: str = EMAIL, name: str = "Alicia") -> Any:
    return sign_up(name=name, email=email, password=PASSWORD)


@pytest.mark.parametrize(
    "email",
    [
        *(EMAIL, "ALICE@Example.TEST", "alice+films@example.test", " alice@example.test"),
        *("ａlice@example.test", "al\u200bice@example.test"),
    ],
)
def test_a_suspension_goes_on_however_the_address_is_spelt(database: Any, email: str) -> None:
    left(standing="suspended", standing_until=UNTIL)
    member = back(email)
    assert (member.current_standing, member.standing.until) == ("suspended", UNTIL)


@pytest.mark.parametrize("standing", ["limited", "suspended", "closed"])
def test_what_has_no_end_goes_on_without_one(database: Any, standing: str) -> None:
    left(standing=standing)
    member = back()
    assert (member.current_standing, member.standing.until) == (standing, None)


def test_it_goes_on_through_several_accounts(database: Any) -> None:
    left(standing="suspended", standing_until=UNTIL)
    close_account(member=back(), password=PASSWORD, keep_reviews=False)
    assert back().standing.until == UNTIL


def test_it_ends_when_it_would_have_ended(database: Any) -> None:
    left(standing="suspended", standing_until=UNTIL)
    mongo.former_accounts().update_many({}, {"$set": {"until": now() - timedelta(seconds=1)}})
    assert back().current_standing == "good"


@pytest.mark.parametrize(
    "fields", [{}, {"standing": "suspended", "standing_until": now() - timedelta(days=1)}]
)
def test_of_a_member_in_good_standing_nothing_is_kept(
    database: Any, fields: dict[str, Any]
) -> None:
    left(**fields)
    assert mongo.former_accounts().count_documents({}) == 0
    assert back().current_standing == "good"


def test_others_are_not_restricted(database: Any) -> None:
    left(standing="closed")
    assert back("bob@example.test").current_standing == "good"


def test_what_is_kept_can_be_read_by_nobody(database: Any) -> None:
    left(role="moderator", standing="suspended", standing_until=UNTIL)
    kept = str(list(mongo.former_accounts().find()))
    assert "alice" not in kept.lower()
    assert all(len(doc["_id"]) == 64 for doc in mongo.former_accounts().find())


def test_changing_the_address_first_does_not_help(database: Any) -> None:
    member = make_member("Alice", standing="suspended", standing_until=UNTIL)
    confirm_email(token=confirmation_token(member.id, "other@example.test"))
    close_account(member=member, password=PASSWORD, keep_reviews=True)
    for email in (EMAIL, "other@example.test"):
        assert back(email).current_standing == "suspended"


def test_the_new_account_says_why(database: Any) -> None:
    left(standing="suspended", standing_until=UNTIL)
    page = Browser(back()).text("/accounts/standing/")
    assert "The restriction is still running" in page


def test_the_page_to_close_an_account_says_what_stays(database: Any) -> None:
    assert "We keep two things" in Browser(make_member("Alice")).text("/accounts/delete/")


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_nobody_gets_the_handle_of_staff_who_have_left(database: Any, role: str) -> None:
    make_member("Root", role="admin")
    left("Maud", role)
    assert back("new@example.test", "Maud").handle == "maud_2"
    assert back("newer@example.test", "MAUD").handle == "maud_3"
    allocator = HandleAllocator([{"_id": 1, "name": "Maud"}])
    assert allocator.allocate({"_id": 1, "name": "Maud"})["handle"] != "maud"


def test_nor_of_somebody_who_moderated_before(database: Any) -> None:
    row = {"number": 1, "moderator": {"handle": "maud", "role": "moderator"}}
    known = {"at": now(), "action": "hide", "reason": "So.", "previous": "0" * 64, "hash": "0" * 64}
    mongo.decisions().insert_one({**row, **known})
    left("Maud")
    assert back("new@example.test", "Maud").handle == "maud_2"


def test_nobody_changes_their_handle_to_it(database: Any) -> None:
    make_member("Root", role="admin")
    left("Maud", "moderator")
    bob = Browser(make_member("Bob"))
    assert bob.post("/accounts/profile/", {"name": "Bob", "handle": "maud"}).status_code == 422
    assert mongo.members().count_documents({"handle_key": handle_key("maud")}) == 0


def test_nobody_looks_like_a_moderator_who_left(database: Any) -> None:
    left("Mina Three", "moderator")
    bob = Browser(make_member("Bob"))
    form = {"name": "Bob", "handle": "bob"}
    for changed in ({"name": "Mina Three"}, {"handle": "rnina_three"}):
        status = bob.post("/accounts/profile/", {**form, **changed}).status_code
        assert (changed, status) == (changed, 422)
    assert bob.post("/accounts/profile/", {**form, "name": "Mina"}).status_code == 302
