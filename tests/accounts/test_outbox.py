"""Mails that wait: sent once, tried again, given up."""

from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as LocMemBackend

from accounts.outbox import MAX_TRIES, delete_failed_mails, send_pending
from accounts.password_reset import MAX_ACTIVE_LINKS
from tests.support.cast import make_member
from tests.support.mails import ask_for_reset

ALICE, BROKEN = "alice@example.test", "tests.accounts.test_outbox.BrokenBackend"


class BrokenBackend(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("gone")


class PickyBackend(LocMemBackend):
    """A mailer that stumbles over an address in a way that nobody foresaw."""

    def send_messages(self, messages: Any) -> int:
        if "odd" in messages[0].to[0]:
            raise LookupError("no such header")
        return super().send_messages(messages)


@pytest.fixture
def asked(alice: Any, mailoutbox: Any, settings: Any) -> None:
    """Alice asked for a new password, while the mail server is broken."""
    ask_for_reset(ALICE)
    settings.EMAIL_BACKEND = BROKEN


def working(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_what_was_sent_is_not_sent_again(alice: Any, database: Any, mailoutbox: Any) -> None:
    ask_for_reset(ALICE)
    assert (send_pending(), send_pending()) == (1, 0)
    assert database.outbox.count_documents({}) == 0


def test_five_senders_at_once_send_each_mail_once(
    alice: Any, bob: Any, maud: Any, mailoutbox: Any
) -> None:
    for member in (alice, bob, maud):
        ask_for_reset(member.email)
    with ThreadPoolExecutor(5) as pool:
        sent = list(pool.map(lambda _: send_pending(), range(5)))
    assert sum(sent) == 3
    assert sorted(m.to[0].split("@")[0] for m in mail.outbox) == ["alice", "bob", "maud"]


def test_a_mail_that_failed_waits_and_is_sent_later(
    asked: None, settings: Any, travel: Any
) -> None:
    assert send_pending() == 0
    working(settings)
    assert send_pending() == 0
    travel("accounts.outbox", minutes=1)
    assert send_pending() == 1
    assert mail.outbox[0].to == [ALICE]


def test_a_mail_whose_sender_was_killed_is_sent_by_another(
    alice: Any, mailoutbox: Any, travel: Any, monkeypatch: Any
) -> None:
    ask_for_reset(ALICE)
    with monkeypatch.context() as killed:
        killed.setattr("accounts.outbox.EmailMessage.send", _die)
        with pytest.raises(KeyboardInterrupt):
            send_pending()
    assert send_pending() == 0
    travel("accounts.outbox", minutes=3)
    assert send_pending() == 1


def _die(*_: Any) -> None:
    raise KeyboardInterrupt


def test_each_failure_makes_the_wait_longer(asked: None, database: Any, travel: Any) -> None:
    waits = []
    for hours in (0, 1, 2):
        travel("accounts.outbox", hours=hours)
        send_pending()
        waits.append(database.outbox.find_one()["due_at"])
    first, second = waits[1] - waits[0], waits[2] - waits[1]
    assert second > first


def test_a_mail_that_never_gets_out_is_given_up(asked: None, database: Any, travel: Any) -> None:
    for day in range(MAX_TRIES + 2):
        travel("accounts.outbox", days=day)
        send_pending()
    row = database.outbox.find_one()
    assert (row["state"], row["tries"]) == ("failed", MAX_TRIES)


def test_what_was_given_up_is_deleted_a_month_later(
    asked: None, database: Any, travel: Any
) -> None:
    database.outbox.update_one({}, {"$set": {"state": "failed"}})
    assert delete_failed_mails() == 0
    travel("accounts.outbox", days=31)
    assert delete_failed_mails() == 1


def test_a_mail_that_waits_is_never_deleted(asked: None, database: Any, travel: Any) -> None:
    travel("accounts.outbox", days=365)
    assert delete_failed_mails() == 0
    assert database.outbox.count_documents({}) == 1


def test_an_address_that_cannot_be_mailed_holds_up_nobody_else(alice: Any, mailoutbox: Any) -> None:
    make_member("Zoe", email="zoe\n@example.test")
    ask_for_reset("zoe@example.test")
    ask_for_reset(ALICE)
    assert send_pending() == 1
    assert [m.to for m in mail.outbox] == [[ALICE]]


@pytest.mark.usefixtures("database")
def test_mail_goes_to_the_members_own_domain_and_to_no_other(mailoutbox: Any) -> None:
    make_member("Anna", email="anna@faß.example", email_key="anna@faß.example")
    ask_for_reset("anna@faß.example")
    ask_for_reset("anna@fass.example")
    assert (send_pending(), mailoutbox[0].to) == (1, ["anna@xn--fa-hia.example"])
    assert "anna@xn--fa-hia.example" in mailoutbox[0].message()["To"]


def test_an_address_that_breaks_the_mailer_holds_up_nobody_else(
    database: Any, mailoutbox: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.test_outbox.PickyBackend"
    for name in ("Odd", "Alice"):
        make_member(name)
        ask_for_reset(f"{name.lower()}@example.test")
    assert send_pending() == 1
    assert [m.to for m in mailoutbox] == [[ALICE]]


def test_an_address_with_control_characters_is_no_address(visitor: Any) -> None:
    assert ask_for_reset('"\x1d=?:"@example.com', visitor) == 422


def test_however_often_it_is_asked_an_inbox_gets_a_few_mails_an_hour(
    alice: Any, mailoutbox: Any
) -> None:
    for _ in range(MAX_ACTIVE_LINKS + 4):
        ask_for_reset(ALICE)
    send_pending()
    assert len(mailoutbox) == MAX_ACTIVE_LINKS


def test_a_mail_says_that_nobody_wrote_it(alice: Any, mailoutbox: Any) -> None:
    ask_for_reset(ALICE)
    send_pending()
    assert mailoutbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_server_that_is_away_is_asked_once_and_not_for_every_mail(
    asked: None, bob: Any, database: Any
) -> None:
    ask_for_reset(bob.email)
    assert send_pending() == 0
    assert sorted(row["tries"] for row in database.outbox.find({}, {"tries": 1})) == [0, 1]


def test_a_server_that_is_away_for_a_night_costs_no_mail(
    asked: None, database: Any, travel: Any, settings: Any
) -> None:
    for hour in range(20):
        travel("accounts.outbox", hours=hour)
        send_pending()
    working(settings)
    travel("accounts.outbox", hours=22)
    assert send_pending() == 1


def test_a_server_that_says_nothing_is_not_waited_for_long(settings: Any) -> None:
    assert 0 < settings.EMAIL_TIMEOUT <= 30
