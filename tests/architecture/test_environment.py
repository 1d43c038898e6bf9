"""`.env` and the environment are read strictly: understood, or one sentence and nothing starts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from mflix_site import environment
from mflix_site.environment import read_env_file, refuse_unknown_names
from tests.support.deployment import deployed, deployed_settings, refusal_of
from tools import bootstrap

SECRET = "kPz8Wd3fQx71mVtYb0LcR5sJh9uNe2aGiT6oXyEvKqMwBrCfD4"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Replace the environment by an empty one, as a fresh process has."""
    monkeypatch.setattr(os, "environ", {"PATH": os.environ["PATH"]})
    monkeypatch.setattr(environment, "_lines_of_file", {})
    monkeypatch.setattr(environment, "_known", set())
    yield


def read(tmp_path: Path, content: str | bytes) -> None:
    """Read this content as `.env`, where NAME is the only setting."""
    path = tmp_path / ".env"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    environment.text("NAME", "")
    read_env_file(path)
    refuse_unknown_names(".env")


@pytest.mark.parametrize(("content", "value"), [
    ("NAME=value", "value"),
    ("\ufeffNAME=value", "value"),
    ("\ufeff# a comment\r\nNAME=value\r\n", "value"),
    ("export NAME=value", "value"),
    ("NAME = value  ", "value"),
    ("\n\n  NAME=value", "value"),
    ("NAME='value'", "value"),
    ('NAME="value" # a comment', "value"),
    ("NAME=value # a comment", "value"),
    ("NAME=value\t# a comment", "value"),
    ("NAME=val#ue", "val#ue"),
    ("NAME='#value'", "#value"),
    ("NAME=$value", "$value"),
    ("NAME=$PATH", "$PATH"),
    ("NAME=${PATH}", "${PATH}"),
    ("NAME=$$value$", "$$value$"),
    ("NAME=val=ue==", "val=ue=="),
    (r"NAME='a\b'", r"a\b"),
    ("NAME=mongodb://user:p%23%24@host/?a=b&c=d", "mongodb://user:p%23%24@host/?a=b&c=d"),
    ("NAME=value\nNAME=value", "value"),
    ("NAME=\n", ""),
    ("NAME= # the name", ""),
    ("# NAME=value", ""),
    ("", ""),
])  # fmt: skip
def test_a_line_is_understood(tmp_path: Path, content: str, value: str) -> None:
    read(tmp_path, content)
    assert environment.text("NAME", "") == value


@pytest.mark.parametrize(("content", "sentence"), [
    ("NAME", "line 1: write it as NAME=value"),
    ("# one\n\nNAME: value", "line 3: write it as"),
    ("NAME='value", "line 1: write it as"),
    ('NAME="value', "write it as"),
    ("NAME='value' more", "write it as"),
    ("set NAME=value", "write it as"),
    ("=value", "write it as"),
    ("NAME=#value", "begins with #"),
    ("NAME=“value”", "curly quotes"),
    ("NAME=`value`", "curly quotes"),
    ("NAME=val\u200bue", "invisible characters"),
    ("NAME='val\nue'", "line 1: the quotes of NAME span several lines: close them on the same"),
    ('A=b\nNAME="val\nue"', "line 2: the quotes of NAME span several lines"),
    ("NAME=a\nNAME=b", "line 2: NAME is set twice"),
    ("NAMES=value", "line 1: there is no setting NAMES. Is it NAME?"),
    ("name=value", "there is no setting name. Is it NAME?"),
    ("SOMETHING=else", "there is no setting SOMETHING. docs/operations.md lists"),
    ("NAME=value".encode("utf-16"), "save it as UTF-8"),
    ("NAME=vålue".encode("latin-1"), "save it as UTF-8"),
    ("NAME=value".encode("utf-16-le"), "line 1"),
    (b"NAME=val\x00ue", "invisible characters"),
])  # fmt: skip
def test_what_is_not_understood_is_one_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=sentence.replace(".", r"\.").replace("?", r"\?")
    ):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_fine_and_a_link_that_leads_nowhere_is_not(
    tmp_path: Path,
) -> None:
    read_env_file(tmp_path / ".env")
    (tmp_path / ".env").symlink_to("nowhere")
    with pytest.raises(ImproperlyConfigured, match="leads nowhere"):
        read_env_file(tmp_path / ".env")


def test_a_folder_named_so_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"\.env cannot be read"):
        read_env_file(tmp_path / ".env")


def test_the_environment_wins_but_not_with_an_empty_value(tmp_path: Path) -> None:
    os.environ["NAME"] = "theirs"
    read(tmp_path, "NAME=value")
    assert environment.text("NAME", "") == "theirs"
    os.environ["NAME"] = " "
    with pytest.raises(ImproperlyConfigured, match=r"NAME is empty in the environment, and set in"):
        read(tmp_path, "NAME=value")


@pytest.mark.parametrize("name", ["MONGODB_PASSWORD", "COMPOSE_PROJECT_NAME", "TZ", "LC_ALL"])
def test_names_for_others_may_stand_in_the_file(tmp_path: Path, name: str) -> None:
    read(tmp_path, f"{name}=value")


@pytest.mark.parametrize(("value", "items"), [
    ("films.example", ["films.example"]),
    ("a.example, b.example", ["a.example", "b.example"]),
    (" a.example ,,b.example, ", ["a.example", "b.example"]),
    (".films.example,*", [".films.example", "*"]),
    ("[::1],127.0.0.1", ["[::1]", "127.0.0.1"]),
    ("Films-1.Example,my_host", ["Films-1.Example", "my_host"]),
])  # fmt: skip
def test_hosts_are_read(value: str, items: list[str]) -> None:
    os.environ["HOSTS"] = value
    assert environment.hosts("HOSTS") == items


@pytest.mark.parametrize("value", [
    "https://films.example", "films.example/", "films.example:8000", "a.example b.example",
    "a.example;b.example", "films.example/path", "user@films.example", "bücher.example", "::1",
    "[films]", "'films.example'", "films..example", "-films.example", "https://a.example,b.example",
])  # fmt: skip
def test_what_is_no_host_is_one_sentence(value: str) -> None:
    os.environ["HOSTS"] = value
    with pytest.raises(
        ImproperlyConfigured, match=r"HOSTS=.* cannot be read: it must be host names"
    ):
        environment.hosts("HOSTS")


def test_origins_lose_the_slash_that_browsers_do_not_send() -> None:
    os.environ["ORIGINS"] = "https://Films.example/, http://127.0.0.1:8000,https://*.films.example"
    assert environment.origins("ORIGINS") == [
        "https://films.example", "http://127.0.0.1:8000", "https://*.films.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["films.example", "ftp://films.example", "https://", "https://a/b"]
)
def test_what_is_no_origin_is_one_sentence(value: str) -> None:
    os.environ["ORIGINS"] = value
    with pytest.raises(ImproperlyConfigured, match="must be origins such as"):
        environment.origins("ORIGINS")


@pytest.mark.parametrize("value", ["abc", "8_000", "80.0", "٨٠", "1e3", "0x50", "+8", "9" * 5000])
def test_what_is_no_number_is_one_sentence(value: str) -> None:
    os.environ["NUMBER"] = value
    with pytest.raises(ImproperlyConfigured, match="must be a whole number"):
        environment.number("NUMBER", 1, 0, 9)


@pytest.mark.parametrize("value", ["ja", "ture", "2", "none"])
def test_a_word_that_is_neither_true_nor_false_is_one_sentence(value: str) -> None:
    os.environ["FLAG"] = value
    with pytest.raises(ImproperlyConfigured, match="must be true or false"):
        environment.flag("FLAG", False)


def test_empty_counts_as_not_set() -> None:
    os.environ |= {"FLAG": " ", "NUMBER": "", "WORDS": " , "}
    assert environment.flag("FLAG", True)
    assert environment.number("NUMBER", 7, 0, 9) == 7
    assert environment.items("WORDS", "words") == []


@pytest.mark.parametrize("typed", ["*.films.example", ".films.example"])
@pytest.mark.parametrize("subdomains", [".", "*."])
def test_all_hosts_below_one_are_written_either_way(typed: str, subdomains: str) -> None:
    os.environ["HOSTS"] = f"films.example, {typed}, *"
    assert environment.hosts("HOSTS", subdomains) == [
        *("films.example", f"{subdomains}films.example", "*")
    ]


def test_a_secret_may_begin_with_a_dollar() -> None:
    os.environ["SECRET_KEY"] = f"${SECRET}"
    assert environment.text("SECRET_KEY", "") == f"${SECRET}"


@pytest.mark.parametrize(("given", "sentence"), [
    ({"BIND_ADDRESS": "1.2.3"}, "BIND_ADDRESS='1.2.3' cannot be read: it must be an IP address"),
    ({"EMAIL_URL": "smpt://host"}, "EMAIL_URL='smpt' cannot be read"),
    ({"EMAIL_URL": "smtp://joe:geheim@host:abc"}, "EMAIL_URL='smtp' cannot be read"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL='smtp' cannot be read"),
    ({"EMAIL_URL": "mail.example:587"}, "EMAIL_URL='mail.example:587' cannot be read"),
    ({"EMAIL_URL": "smtp://joe:geheim@host:0"}, "EMAIL_URL='smtp' cannot be read"),
    ({"EMAIL_URL": "smtp://joe:geheim#1@host:587"}, "with %23 for #"),
    ({"SITE_URL": "https://a.example:99999"}, "SITE_URL="),
    ({"SCRIPT_NAME": "/.."}, "SCRIPT_NAME="),
    ({"SCRIPT_NAME": "/a/./b"}, "SCRIPT_NAME="),
    ({"SITE_URL": "films.example"}, "SITE_URL='films.example' cannot be read"),
    ({"SITE_URL": "https://films.example/?a"}, "SITE_URL="),
    ({"SITE_URL": "https://joe@films.example"}, "SITE_URL="),
    ({"DEFAULT_FROM_EMAIL": "mflix"}, "DEFAULT_FROM_EMAIL='mflix' cannot be read"),
    ({"DEFAULT_FROM_EMAIL": "Films <a@b.example"}, "it must be one address"),
    ({"DEFAULT_FROM_EMAIL": "Films a@b.example"}, "it must be one address"),
    ({"DEFAULT_FROM_EMAIL": "a@b.example, c@d.example"}, "it must be one address"),
    ({"DEFAULT_FROM_EMAIL": "a@b example"}, "it must be one address"),
    ({"MONGODB_DB": "admin"}, "MONGODB_DB='admin' can't be"),
    ({"MONGODB_DB": "ü" * 40}, "can't be the name"),
    ({"MONGODB_URI": "localhost:27017"}, "MONGODB_URI must begin with"),
    ({"ALLOWED_HOSTS": "https://films.example"}, "ALLOWED_HOSTS='https://films.example' cannot"),
])  # fmt: skip
def test_a_setting_that_is_not_understood_is_one_sentence(
    given: dict[str, str], sentence: str
) -> None:
    said = refusal_of(**given)
    assert sentence in said
    assert "geheim" not in said


@pytest.mark.parametrize("sender", [
    "a@b.example", "Films <a@b.example>", "<a@b.example>", '"Films, Ltd" <a@b.example>',
])  # fmt: skip
def test_a_sender_is_an_address_with_or_without_a_name(sender: str) -> None:
    assert sender == deployed_settings(DEFAULT_FROM_EMAIL=sender).DEFAULT_FROM_EMAIL


def test_a_command_says_so_in_one_line_and_shows_no_password() -> None:
    done = deployed("check", EMAIL_URL="smtp://joe:geheim@host:abc")
    assert done.returncode == 1
    assert "EMAIL_URL='smtp' cannot be read" in done.stderr
    assert "geheim" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("content", "has"), [
    (b"\xef\xbb\xbfMONGODB_URI=mongodb://a", True),
    (b"A=b\nexport MONGODB_URI = 'mongodb://a'", True),
    (b"MONGODB_URI=\nA=b", False),
    (b"# MONGODB_URI=mongodb://a", False),
    ("MONGODB_URI=mongodb://a".encode("utf-16"), False),
])  # fmt: skip
def test_the_bootstrap_reads_the_address_as_the_site_does(
    tmp_path: Path, monkeypatch: Any, content: bytes, has: bool
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / ".env").write_bytes(content)
    assert bootstrap.has_database() is has
