"""What a site for others lacks is named, with what to set: by the check, and at the start."""

from typing import Any

import pytest

from accounts.outbox import send_pending
from mflix_site import checks
from mflix_site.checks import is_weak, production_warnings
from tests.support.deployment import DEPLOYED, deployed, deployed_settings
from tests.support.mails import ask_for_reset
from tests.support.sample import run

URI = {"MONGODB_URI": DEPLOYED["MONGODB_URI"], "SECRET_KEY": DEPLOYED["SECRET_KEY"]}
UNSET = dict.fromkeys(set(DEPLOYED) - set(URI), "")


def test_of_a_database_and_nothing_else_everything_that_lacks_is_named() -> None:
    output = deployed("check", "--deploy", **UNSET).stderr
    for word in ("EMAIL_URL=", "SITE_URL=", "HTTPS=true", "ALLOWED_HOSTS=", "DEFAULT_FROM_EMAIL="):
        assert f"Set {word}" in output or f"set {word}" in output


@pytest.mark.parametrize(("changes", "number"), [
    ({"EMAIL_URL": ""}, "W001"),
    ({"EMAIL_URL": "consolemail://"}, "W001"),
    ({"EMAIL_URL": "dummymail://"}, "W001"),
    ({"EMAIL_URL": "smtp://joe:secret@mail.example"}, "W002"),
    ({"DEFAULT_FROM_EMAIL": ""}, "W003"),
    ({"SITE_URL": ""}, "W004"),
    ({"SITE_URL": "https://localhost"}, "W004"),
    ({"SITE_URL": "https://others.example"}, "W005"),
    ({"ALLOWED_HOSTS": ""}, "W005"),
    ({"ALLOWED_HOSTS": "*"}, "W005"),
    ({"HTTPS": ""}, "W006"),
    ({"SITE_URL": "http://films.example"}, "W006"),
    ({"DEBUG": "true"}, "W007"),
    ({"SECRET_KEY": "kPz8Wd3fQx71mV" * 4}, "W008"),
    ({"TRUSTED_PROXY": ""}, "W009"),
])  # fmt: skip
def test_what_lacks_is_named(
    changes: dict[str, str], number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "settings", deployed_settings(**changes))
    assert f"mflix.{number}" in [warning.id for warning in checks.check_production()]


def test_an_address_without_https_is_named_where_https_is_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "settings", deployed_settings(SITE_URL="http://films.example"))
    (warning,) = [one for one in checks.check_production() if one.id == "mflix.W006"]
    assert "HTTPS is on, but links in e-mails lead to http://films.example" in str(warning)
    assert "Set SITE_URL=https://films.example." in str(warning)


@pytest.mark.parametrize("key", [
    "a" * 60, "ab" * 30, "kPz8Wd3fQx71mV" * 4, "kPz8Wd3fQx71mVtYb0LcR5sJh" * 2 + "kPz8",
    "django-insecure-kPz8Wd3fQx71mVtYb0LcR5sJh9uNe2aGiT6oXyEvKqM", "123456789" * 6,
])  # fmt: skip
def test_a_weak_key_is_one(key: str) -> None:
    assert is_weak(key)


def test_a_random_key_is_not_weak() -> None:
    assert not is_weak(DEPLOYED["SECRET_KEY"])


def test_a_demo_lacks_nothing(settings: Any) -> None:
    settings.EMBEDDED = True
    assert production_warnings() == []


@pytest.mark.parametrize(("changes", "shown"), [
    ({"HSTS_SUBDOMAINS": "", "HSTS_PRELOAD": ""}, (63072000, False, False)),
    ({"HSTS_SECONDS": "60"}, (60, True, True)),
    ({"HTTPS": "false"}, (0, False, False)),
])  # fmt: skip
def test_headers_for_names_beside_this_one_have_settings_of_their_own(
    changes: dict[str, str], shown: tuple[int, bool, bool]
) -> None:
    read = deployed_settings(**changes)
    values = (read.SECURE_HSTS_SECONDS, read.SECURE_HSTS_INCLUDE_SUBDOMAINS)
    assert (*values, read.SECURE_HSTS_PRELOAD) == shown


def test_no_mail_with_a_working_link_is_printed_where_no_mail_server_is_set(
    alice: Any, settings: Any, mailoutbox: Any, database: Any, capsys: Any
) -> None:
    settings.MAILS_ARE_SENT = False
    ask_for_reset(alice.email)
    assert send_pending() == 0
    run("send_mail")
    assert "EMAIL_URL" in capsys.readouterr().err
    assert (len(mailoutbox), database.password_resets.count_documents({})) == (0, 0)
    settings.MAILS_ARE_SENT = True
    assert send_pending() == 1
