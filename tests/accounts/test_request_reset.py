"""Asking for a new password by mail."""

import re
from typing import Any

import pytest
from django.core import mail

from accounts.outbox import send_pending
from tests.support.browsing import Browser
from tests.support.mails import ask_for_reset, mailed_link

ALICE, NOBODY = "alice@example.test", "nemos@example.test"


def test_the_mail_goes_to_the_address_that_is_stored(alice: Any, mailoutbox: Any) -> None:
    ask_for_reset("ALICE@EXAMPLE.TEST")
    assert send_pending() == 1
    assert [(m.to, m.cc, m.bcc) for m in mail.outbox] == [([ALICE], [], [])]


def test_the_link_leads_to_the_site_whatever_host_was_asked(
    alice: Any, mailoutbox: Any, settings: Any
) -> None:
    settings.SITE_URL = "https://films.example/"
    settings.ALLOWED_HOSTS = ["*"]
    ask_for_reset(ALICE, Browser(HTTP_HOST="evil.example"))
    send_pending()
    assert "https://films.example/accounts/reset/" in mail.outbox[0].body
    assert "evil.example" not in str(mail.outbox[0].message())


def test_nobody_is_mailed_at_an_unknown_address(alice: Any, database: Any, mailoutbox: Any) -> None:
    assert ask_for_reset(NOBODY) == 200
    assert send_pending() == 0
    assert mail.outbox == []
    assert database.outbox.count_documents({}) == 0


def test_a_known_and_an_unknown_address_get_the_same_answer(alice: Any) -> None:
    known, unknown = (Browser().post("/accounts/reset/", {"email": e}) for e in (ALICE, NOBODY))
    assert _bare(known) == _bare(unknown)
    assert dict(known.headers) == dict(unknown.headers)


def _bare(answer: Any) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(ALICE, "").replace(NOBODY, "")


def test_the_request_writes_the_same_for_both(alice: Any, database: Any) -> None:
    ask_for_reset(ALICE)
    ask_for_reset(NOBODY)
    changing = dict.fromkeys(("_id", "email_key", "due_at", "asked_at"), 0)
    first, second = database.outbox.find({}, changing)
    assert first == second
    assert database.password_resets.count_documents({}) == 0


def test_no_mail_is_sent_while_the_page_is_made(alice: Any, mailoutbox: Any) -> None:
    ask_for_reset(ALICE)
    assert mail.outbox == []


def test_the_database_holds_a_hash_and_never_the_token(
    alice: Any, database: Any, mailoutbox: Any
) -> None:
    token = mailed_link(ALICE).split("/")[3]
    rows = list(database.password_resets.find())
    assert len(rows) == 1
    assert token not in f"{rows}{list(database.outbox.find())}"


def test_what_the_database_holds_is_no_link(alice: Any, database: Any, mailoutbox: Any) -> None:
    mailed_link(ALICE)
    stored = database.password_resets.find_one()["_id"]
    assert Browser().get(f"/accounts/reset/{stored}/").status_code == 409


@pytest.mark.parametrize("email", ["", "alice", "alice@example.test\r\nBcc: x@evil.example"])
def test_what_is_no_address_is_refused(visitor: Browser, database: Any, email: str) -> None:
    assert ask_for_reset(email) == 422
    assert database.outbox.count_documents({}) == 0


def test_past_the_limit_an_address_waits(alice: Any, limit: Any, database: Any) -> None:
    limit("reset", 2)
    assert [ask_for_reset(ALICE) for _ in range(3)] == [200, 200, 429]
    assert database.outbox.count_documents({}) == 2


def test_a_name_cannot_write_into_the_mails_head(
    alice: Any, database: Any, mailoutbox: Any
) -> None:
    database.users.update_one({}, {"$set": {"name": "Alice\r\nBcc: evil@evil.example"}})
    mailed_link(ALICE)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == [ALICE]
