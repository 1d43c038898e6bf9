"""Sessions: what the browser holds, what the database holds, and when they end."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError

from accounts.requests import SessionStore
from tests.support.browsing import Browser

from ..support.authentication import log_in, token_of

ALICE = "alice@example.test"


def test_the_database_holds_a_hash_and_never_the_token(
    alice: Any, visitor: Browser, database: Any
) -> None:
    log_in(visitor, ALICE)
    token = token_of(visitor)
    rows = list(database.sessions.find())
    assert [row["_id"] for row in rows] == [hashlib.sha256(token.encode()).hexdigest()]
    assert token not in str(rows)


def test_what_the_database_holds_opens_nothing(as_alice: Browser, database: Any) -> None:
    thief = Browser()
    thief.cookies["mflix_session"] = database.sessions.find_one()["_id"]
    assert not thief.is_signed_in


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {SessionStore()._get_new_session_key() for _ in range(1000)}
    assert len(tokens) == 1000
    assert min(map(len, tokens)) >= 43


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    alice: Any, visitor: Browser
) -> None:
    cookie = log_in(visitor, ALICE).cookies["mflix_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""


@pytest.mark.parametrize(("https", "secure"), [("true", "True True"), ("false", "False False")])
def test_behind_https_cookies_go_nowhere_else(https: str, secure: str, settings: Any) -> None:
    code = (
        "from mflix_site import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    env = {**os.environ, "HTTPS": https, "SECRET_KEY": "0123456789" * 5}
    run = [sys.executable, "-c", code]
    assert subprocess.check_output(run, env=env, cwd=settings.BASE_DIR).decode().strip() == secure


def test_a_secure_cookie_says_so(alice: Any, visitor: Browser, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert log_in(visitor, ALICE).cookies["mflix_session"]["secure"]


@pytest.mark.parametrize(("seconds", "signed_in"), [(-5, True), (1, False)])
def test_a_session_ends_on_time_though_its_row_is_still_there(
    as_alice: Browser, database: Any, travel: Any, settings: Any, seconds: int, signed_in: bool
) -> None:
    travel("accounts.requests", seconds=settings.SESSION_COOKIE_AGE + seconds)
    assert as_alice.is_signed_in is signed_in
    assert database.sessions.count_documents({}) == 1


def test_a_raised_epoch_ends_every_session(
    as_alice: Browser, as_alice_elsewhere: Browser, database: Any
) -> None:
    database.users.update_one({}, {"$inc": {"session_epoch": 1}})
    assert not as_alice.is_signed_in
    assert not as_alice_elsewhere.is_signed_in


def test_a_raised_epoch_ends_nobody_elses_session(
    alice: Any, as_bob: Browser, database: Any
) -> None:
    database.users.update_one({"_id": alice.id}, {"$inc": {"session_epoch": 1}})
    assert as_bob.is_signed_in


def test_an_ended_session_is_not_brought_back_by_a_save(as_alice: Browser, database: Any) -> None:
    session = SessionStore(token_of(as_alice))
    session["seen"] = True
    database.sessions.delete_many({})
    with pytest.raises(UpdateError):
        session.save()
    assert database.sessions.count_documents({}) == 0


def test_a_session_of_a_member_who_is_gone_is_nobodys(as_alice: Browser, database: Any) -> None:
    database.users.delete_many({})
    assert not as_alice.is_signed_in


def test_a_session_whose_data_were_tampered_with_is_nobodys(
    as_alice: Browser, database: Any
) -> None:
    database.sessions.update_one({}, {"$set": {"data": "e30:1aaaaa:forged"}})
    assert not as_alice.is_signed_in


def test_pages_of_a_member_are_kept_by_no_cache(as_alice: Browser, visitor: Browser) -> None:
    assert "no-store" in as_alice.get("/")["Cache-Control"]
    assert "Cookie" in visitor.get("/")["Vary"]
