"""The commands about members: what they do, and the one sentence when they cannot."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.mails import ask_for_reset

from ..support.authentication import log_in

ROOT = "root@example.test"


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set what comes in from another program."""

    def type_in(text: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO(text))

    return type_in


def test_create_admin_makes_an_admin_who_can_log_in(
    database: Any, typed: Any, visitor: Browser
) -> None:
    typed(f"{PASSWORD}\n")
    assert (
        run("create_admin", "--email", ROOT, "--name", "Ruth") == f"{ROOT} is now an admin, @ruth."
    )
    assert database.users.find_one()["role"] == "admin"
    assert log_in(visitor, ROOT).status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        (ROOT, "", "No password was given."),
        (ROOT, "password1234", "too common"),
        (ROOT, "rootroot99", "made from"),
        ("nonsense", PASSWORD, "--email nonsense: Enter a valid e-mail address."),
        ("", PASSWORD, "--email : Enter a valid e-mail address."),
        ("ädam@example.test", PASSWORD, "We can't send e-mail to this address"),
    ],
)
def test_create_admin_says_what_is_wrong_and_makes_nobody(
    database: Any, typed: Any, email: str, password: str, why: str
) -> None:
    typed(f"{password}\n")
    with pytest.raises(CommandError, match=why):
        run("create_admin", "--email", email, "--name", "Root Vegetable")
    assert database.users.count_documents({}) == 0


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 61])
def test_create_admin_wants_a_name_as_the_form_does(database: Any, typed: Any, name: str) -> None:
    typed(f"{PASSWORD}\n")
    with pytest.raises(CommandError, match="name"):
        run("create_admin", "--email", ROOT, "--name", name)


def test_create_admin_leaves_an_account_as_it_is_and_says_what_to_do(
    alice: Any, typed: Any, database: Any
) -> None:
    typed(f"{PASSWORD}\n")
    with pytest.raises(CommandError, match="set_role ALICE@example"):
        run("create_admin", "--email", "ALICE@example.test")
    assert database.users.find_one()["role"] == "member"


def test_create_admin_without_an_address_says_so(database: Any) -> None:
    with pytest.raises(CommandError, match="--email"):
        run("create_admin")


@pytest.mark.parametrize("role", ["moderator", "admin", "member"])
def test_set_role_gives_a_role_at_once(alice: Any, database: Any, role: str) -> None:
    output = run("set_role", "Alice@Example.test", role)
    result = f"has the role {role} already." if role == "member" else f"now has the role {role}."
    assert output == f"Alice@Example.test {result}"
    assert database.users.find_one()["role"] == role


def test_set_role_changes_nobody_else(alice: Any, bob: Any, database: Any) -> None:
    run("set_role", alice.email, "admin")
    assert database.users.find_one({"_id": bob.id})["role"] == "member"


@pytest.mark.parametrize(
    ("email", "role", "why"),
    [
        ("nobody@example.test", "admin", "No member has the e-mail address nobody@example.test"),
        ("alice@example.test", "emperor", "invalid choice: 'emperor'"),
    ],
)
def test_set_role_says_what_is_wrong(
    alice: Any, database: Any, email: str, role: str, why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        run("set_role", email, role)
    assert database.users.find_one()["role"] == "member"


def test_send_mail_sends_what_waits_and_says_how_many(alice: Any, mailoutbox: Any) -> None:
    ask_for_reset("alice@example.test")
    assert run("send_mail") == "1 sent."
    assert run("send_mail") == "0 sent."
    assert len(mail.outbox) == 1


def test_set_role_says_that_a_role_is_held_already(alice: Any) -> None:
    assert run("set_role", alice.email, "moderator").endswith("now has the role moderator.")
    assert run("set_role", alice.email, "moderator").endswith("has the role moderator already.")
