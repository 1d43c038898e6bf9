"""Setting a new password by a mailed link."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.errors import ResetTokenInvalid
from accounts.password_reset import reset_password
from accounts.passwords import UNUSABLE_PASSWORD
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.mails import mailed_link

from ..support.authentication import log_in

ALICE, NEW = "alice@example.test", "a whole new password"
FORM = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def link(alice: Any, mailoutbox: Any) -> str:
    return mailed_link(ALICE)


def test_the_new_password_opens_the_account_and_the_old_one_does_not(
    link: str, visitor: Browser
) -> None:
    assert visitor.post(link, FORM)["Location"] == "/accounts/login/"
    assert log_in(Browser(), ALICE, PASSWORD).status_code == 422
    assert log_in(Browser(), ALICE, NEW).status_code == 302


def test_an_imported_member_gets_in_by_a_reset(link: str, visitor: Browser, database: Any) -> None:
    database.users.update_one(
        {}, {"$set": {"password": UNUSABLE_PASSWORD}, "$unset": {"session_epoch": ""}}
    )
    visitor.post(link, FORM)
    log_in(visitor, ALICE, NEW)
    assert visitor.is_signed_in


def test_a_reset_signs_nobody_in(link: str, visitor: Browser) -> None:
    visitor.post(link, FORM)
    assert not visitor.is_signed_in


def test_a_link_works_once(link: str, visitor: Browser) -> None:
    visitor.post(link, FORM)
    answer = visitor.post(
        link, {"new_password1": "the thief's own", "new_password2": "the thief's own"}
    )
    assert answer.status_code == 409
    assert log_in(Browser(), ALICE, NEW).status_code == 302


def test_twenty_at_once_use_a_link_once(link: str, database: Any) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda b: b.post(link, FORM), [Browser() for _ in range(20)]))
    assert sorted(a.status_code for a in answers) == [302, *[409] * 19]
    assert database.users.find_one()["session_epoch"] == 1


def test_looking_at_a_link_does_not_use_it_up(link: str, visitor: Browser) -> None:
    for look in (visitor.get, visitor.head, visitor.get):
        assert look(link).status_code == 200
    assert visitor.post(link, FORM).status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 409), (61, 409)])
def test_a_link_lasts_an_hour_though_its_row_is_still_there(
    link: str, visitor: Browser, database: Any, travel: Any, minutes: int, status: int
) -> None:
    travel("accounts.password_reset", minutes=minutes)
    assert visitor.get(link).status_code == status
    assert visitor.post(link, FORM).status_code == (302 if status == 200 else 409)


def test_a_link_that_grows_too_old_while_the_form_is_open_sets_nothing(
    link: str, database: Any, travel: Any
) -> None:
    travel("accounts.password_reset", minutes=61)
    with pytest.raises(ResetTokenInvalid):
        reset_password(token=link.split("/")[3], new_password=NEW)
    assert log_in(Browser(), ALICE, PASSWORD).status_code == 302


def test_a_reset_ends_every_session(
    link: str, as_alice: Browser, visitor: Browser, database: Any
) -> None:
    old = list(database.sessions.find())
    visitor.post(link, FORM)
    assert database.sessions.count_documents({}) == 0
    database.sessions.insert_many(old)
    assert not as_alice.is_signed_in


def test_a_reset_ends_nobody_elses_session(link: str, as_bob: Browser, visitor: Browser) -> None:
    visitor.post(link, FORM)
    assert as_bob.is_signed_in
    assert log_in(Browser(), "bob@example.test").status_code == 302


def test_a_reset_ends_the_other_links(link: str, visitor: Browser) -> None:
    other = mailed_link(ALICE)
    visitor.post(link, FORM)
    assert visitor.get(other).status_code == 409


def test_a_changed_password_ends_the_links(link: str, as_alice: Browser, visitor: Browser) -> None:
    as_alice.post("/accounts/password/", {**FORM, "old_password": PASSWORD})
    assert visitor.get(link).status_code == 409


@pytest.mark.parametrize("token", ["x" * 43, "0" * 64, "a" * 20])
def test_a_made_up_link_is_told_what_to_do(visitor: Browser, token: str) -> None:
    answer = visitor.get(f"/accounts/reset/{token}/")
    assert answer.status_code == 409
    assert "Ask for a new one" in answer.content.decode()


@pytest.mark.parametrize("password", ["short", "password1234", "alice angstrom"])
def test_a_weak_password_is_refused_and_the_link_stays(
    link: str, visitor: Browser, password: str
) -> None:
    weak = {"new_password1": password, "new_password2": password}
    assert visitor.post(link, weak).status_code == 422
    assert log_in(Browser(), ALICE, PASSWORD).status_code == 302
    assert visitor.post(link, FORM).status_code == 302


def test_two_different_passwords_are_refused(link: str, visitor: Browser) -> None:
    assert visitor.post(link, {**FORM, "new_password2": "something else"}).status_code == 422
    assert visitor.post(link, {}).status_code == 422


def test_the_link_of_a_closed_account_opens_nothing(
    link: str, as_alice: Browser, visitor: Browser
) -> None:
    as_alice.post("/accounts/delete/", {"password": PASSWORD, "keep_reviews": "keep"})
    assert visitor.get(link).status_code == 409
