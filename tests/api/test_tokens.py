"""Tokens of the API: the secrets of sessions, stored hashed, that end as the site's sessions do."""

from functools import partial
from typing import Any

import pytest
from django.test import RequestFactory

from accounts.access_tokens import end_token_session, find_member_by_token, start_token_session
from accounts.documents import SUSPENDED, Member
from accounts.services import change_password, set_standing
from api.requests import bearer_token
from mflix_site.mongo.transactions import in_transaction
from moderation.account_closing import close_account
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD


def test_a_token_is_stored_as_a_hash_and_names_its_member(alice: Member, database: Any) -> None:
    token = start_token_session(alice)
    assert token not in str(list(database.sessions.find()))
    assert find_member_by_token(token) == alice
    assert len(token) >= 40


@pytest.mark.parametrize("wrong", ["", "x", "no.such.token", "a" * 43])
def test_what_is_no_token_names_nobody(wrong: str, alice: Member) -> None:
    start_token_session(alice)
    assert find_member_by_token(wrong) is None


def test_a_token_ends_with_log_out_with_its_time_and_with_every_end_of_sessions(
    alice: Member, database: Any
) -> None:
    ended, expired, token = (start_token_session(alice) for _ in range(3))
    end_token_session(ended)
    assert find_member_by_token(ended) is None
    assert find_member_by_token(expired)
    change_password(member=alice, old_password=PASSWORD, new_password="another long secret 7")
    assert find_member_by_token(token) is None
    assert not list(database.sessions.find({"member_id": alice.id}))


def test_a_session_that_is_saved_at_the_moment_of_the_end_is_ended_by_the_epoch(
    alice: Member, database: Any
) -> None:
    token = start_token_session(alice)
    database.users.update_one({"_id": alice.id}, {"$inc": {"session_epoch": 1}})
    assert find_member_by_token(token) is None


def test_a_token_past_its_time_names_nobody(alice: Member, database: Any, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = -1
    assert find_member_by_token(start_token_session(alice)) is None


def test_a_closed_account_has_no_tokens(alice: Member) -> None:
    token = start_token_session(alice)
    close_account(member=alice, password=PASSWORD, keep_reviews=True)
    assert find_member_by_token(token) is None


def test_a_suspension_ends_the_tokens_of_one_member_alone(alice: Member, bob: Member) -> None:
    suspended, other = start_token_session(alice), start_token_session(bob)
    sentence = partial(set_standing, member_id=alice.id, kind=SUSPENDED, until=None)
    in_transaction(lambda session: sentence(session=session))
    assert find_member_by_token(suspended) is None
    assert find_member_by_token(other) == bob


def test_a_token_is_no_cookie_and_a_cookie_is_no_token(alice: Member, as_alice: Browser) -> None:
    assert find_member_by_token(as_alice.cookies["mflix_session"].value) is None
    thief = Browser()
    thief.cookies["mflix_session"] = start_token_session(alice)
    assert not thief.is_signed_in


@pytest.mark.parametrize(
    ("header", "token"),
    [
        *(("Bearer abc", "abc"), ("bearer abc", "abc"), ("Bearer", ""), ("Bearer ", "")),
        *(("", ""), ("Basic abc", ""), ("abc", ""), ("Bearer ä", ""), ("Bearer " + "a" * 999, "")),
    ],
)
def test_the_header_is_read_strictly(header: str, token: str) -> None:
    assert bearer_token(RequestFactory().get("/", headers={"Authorization": header})) == token
