"""Personal access tokens: shown once, known to scanners, and ended with what they need."""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts import access_tokens, services
from accounts.access_tokens import checksum, find_token_holder, is_token_text, new_token_text
from accounts.errors import TooManyTokens
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation.account_closing import close_account
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.operations_of_api import ask_api

PAGE = "/accounts/tokens/"
FORM = {"name": "backup", "scopes": ["read"], "days": "30", "password": PASSWORD}
IN_PAGE = re.compile(r"mflix_pat_[0-9A-Za-z]{36}")


def a_token(member: Any, **options: Any) -> str:
    given = {"name": "test", "scopes": ["read"], **options}
    return access_tokens.create_token(member=member, **given)


def is_valid(text: str) -> bool:
    return ask_api("GET", "me", text).status_code == 200


def test_a_token_has_a_prefix_and_a_checksum_that_scanners_can_verify() -> None:
    texts = {new_token_text() for _ in range(1000)}
    assert len(texts) == 1000
    assert all(IN_PAGE.fullmatch(text) and is_token_text(text) for text in texts)
    assert all(text[-6:] == checksum(text[10:-6]) for text in texts)


def test_a_token_with_a_wrong_letter_is_none() -> None:
    text = new_token_text()
    other = text[:-1] + ("b" if text[-1] == "a" else "a")
    for wrong in (text[:-1], text + "a", other, "", "ü" * 46):
        assert not is_token_text(wrong)


def test_a_mistyped_token_is_refused_without_a_query(database: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(mongo, "access_tokens", None)
    assert find_token_holder("mflix_pat_" + "a" * 36) is None


def test_the_page_shows_a_new_token_once_and_stores_its_hash(alice: Any, as_alice: Browser) -> None:
    page = as_alice.post(PAGE, FORM)
    (text,) = set(IN_PAGE.findall(page.content.decode()))
    assert is_valid(text)
    assert page.headers["Cache-Control"] == "no-store, private"
    again = as_alice.text(PAGE)
    assert not IN_PAGE.findall(again)
    assert "backup" in again
    assert text not in str(list(mongo.access_tokens().find({})))


@pytest.mark.parametrize("wrong", [
    {"name": " \u200b "}, {"scopes": []}, {"scopes": ["admin"]}, {"days": "9"},
    {"password": "wrong"}, {"name": "x" * 61},
])  # fmt: skip
def test_a_form_that_is_wrong_makes_no_token(wrong: Any, as_alice: Browser) -> None:
    answer = as_alice.post(PAGE, {**FORM, **wrong})
    assert answer.status_code == 422
    assert mongo.access_tokens().count_documents({}) == 0


def test_a_member_has_twenty_tokens_at_most(alice: Any, as_alice: Browser) -> None:
    for _ in range(20):
        a_token(alice)
    with pytest.raises(TooManyTokens):
        a_token(alice)
    assert "Revoke one first" in as_alice.post(PAGE, FORM).content.decode()


def test_revoking_ends_a_token_at_once(alice: Any, as_alice: Browser) -> None:
    text, other = a_token(alice), a_token(alice)
    assert is_valid(text)
    token = access_tokens.tokens_of(alice)[1]
    assert as_alice.post(f"{PAGE}{token.id}/revoke/").status_code == 302
    assert (is_valid(text), is_valid(other)) == (False, True)


def test_the_last_use_is_noted_once_a_minute(alice: Any) -> None:
    text = a_token(alice)
    assert is_valid(text)
    (token,) = access_tokens.tokens_of(alice)
    assert is_valid(text)
    assert access_tokens.tokens_of(alice) == [token]
    mongo.access_tokens().update_one({}, {"$set": {"last_used_at": now() - timedelta(minutes=1)}})
    assert is_valid(text)
    assert access_tokens.tokens_of(alice)[0].last_used_at > token.last_used_at


def test_a_token_ends_at_its_time(alice: Any) -> None:
    text = a_token(alice, lifetime=timedelta(days=1))
    assert is_valid(text)
    mongo.access_tokens().update_one({}, {"$set": {"expires_at": now()}})
    assert not is_valid(text)


@pytest.mark.parametrize("standing", ["suspended", "closed"])
def test_a_decision_ends_all_tokens_for_good(standing: str, alice: Any, bob: Any) -> None:
    text, of_bob = a_token(alice), a_token(bob)

    def set_standing(kind: str) -> None:
        arguments = {"member_id": alice.id, "kind": kind, "until": None}
        in_transaction(lambda session: services.set_standing(**arguments, session=session))

    set_standing("limited")
    assert is_valid(text)
    set_standing(standing)
    set_standing("good")
    assert (is_valid(text), is_valid(of_bob)) == (False, True)


def test_a_token_stored_for_somebody_suspended_does_nothing(alice: Any) -> None:
    text = a_token(alice)
    mongo.members().update_one({"_id": alice.id}, {"$set": {"standing": "suspended"}})
    assert not is_valid(text)


def test_a_new_password_and_closing_the_account_end_all_tokens(alice: Any, bob: Any) -> None:
    text, of_bob = a_token(alice), a_token(bob)
    services.change_password(member=alice, old_password=PASSWORD, new_password="a new long one 9")
    close_account(member=bob, password=PASSWORD, keep_reviews=True)
    assert (is_valid(text), is_valid(of_bob)) == (False, False)
    assert mongo.access_tokens().count_documents({}) == 0


def test_a_token_opens_no_page_and_a_cookie_no_operation(alice: Any, as_alice: Browser) -> None:
    headers = {"Authorization": f"Bearer {a_token(alice)}"}
    assert Browser().get("/accounts/preferences/", headers=headers).status_code == 302
    assert as_alice.get("/api/v2/me").status_code == 401


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer x", "bearer \x00", "mflix"])
def test_what_is_no_token_is_401_with_its_challenge(header: str, database: Any) -> None:
    answer = Browser().get("/api/v2/films", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["status"]) == (401, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mflix", error="invalid_token"'


def test_a_token_has_a_limit_of_its_own(alice: Any, bob: Any, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "api-token": (2, 86400)}
    text, other = a_token(alice), a_token(bob)
    assert [ask_api("GET", "me", text).status_code for _ in range(3)] == [200, 200, 429]
    assert ask_api("GET", "me", other).headers["RateLimit"].startswith('"requests";r=1;')


def test_the_export_lists_tokens_without_their_hashes(alice: Any, as_alice: Browser) -> None:
    a_token(alice)
    (token,) = as_alice.get("/accounts/export/").json()["access_tokens"]
    assert token["name"] == "test"
    assert "hash" not in token
