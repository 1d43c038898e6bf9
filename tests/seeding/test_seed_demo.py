"""The demo community: on the embedded server only, with sign-ins of its own."""

import stat
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.core.management.base import CommandError
from django.test import override_settings

from accounts.services import log_in
from seeding import demo
from seeding.management.commands.seed_demo import Command
from tests.support.factories import a_film
from tests.support.sample import run
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

SMALL = {"FILMS": 20, "MEMBERS": 10, "REVIEWS": 40, "REPORTS": 9, "_OWN_REVIEWS": 8}


@pytest.fixture(autouse=True)
def small(database: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """Make a demo small, and keep its sign-ins in the test's own folder."""
    settings.VAR_DIR = tmp_path
    for name, size in SMALL.items():
        monkeypatch.setattr(demo, name, size)


@filled_once
def small_demo() -> list[demo.SignIn]:
    """Make a small demo; return its sign-ins."""
    with (
        TemporaryDirectory() as folder,
        patch.multiple(demo, **SMALL),
        override_settings(VAR_DIR=Path(folder)),
    ):
        return demo.create_demo()


@pytest.fixture
def sign_ins(small_demo: list[demo.SignIn], small: None) -> list[demo.SignIn]:
    """Return the sign-ins of a demo that was made, and recorded for this test."""
    demo.write_record(small_demo, done=True)
    return small_demo


def test_the_demo_has_a_member_a_moderator_and_an_admin_who_can_log_in(
    sign_ins: list[demo.SignIn],
) -> None:
    assert [s.role for s in sign_ins] == ["member", "moderator", "moderator", "admin"]
    for sign_in in sign_ins:
        member = log_in(email=sign_in.email, password=sign_in.password, client_ip="::1")
        assert member.role == sign_in.role


def test_it_is_of_the_size_that_was_meant(small_demo: Any, database: Any) -> None:
    found = [database[name].count_documents({}) for name in ("movies", "users", "comments")]
    assert found == [20, 10, 40]


def test_making_it_twice_changes_nothing_and_gives_the_same_sign_ins(
    sign_ins: list[demo.SignIn], database: Any
) -> None:
    before = list(database.users.find())
    assert demo.create_demo() == sign_ins
    assert list(database.users.find()) == before


def test_each_database_gets_new_passwords(sign_ins: list[demo.SignIn], database: Any) -> None:
    first = {s.password for s in sign_ins}
    for name in ("movies", "users", "comments"):
        database[name].delete_many({})
    second = {s.password for s in demo.create_demo()}
    assert len(first | second) == 8


def test_sign_ins_of_another_database_are_not_given(sign_ins: Any, database: Any) -> None:
    database.users.delete_many({})
    assert demo.create_demo() == []


def test_the_sign_ins_can_be_read_by_their_owner_only(sign_ins: Any, tmp_path: Path) -> None:
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]


def test_a_site_that_has_films_is_left_alone(database: Any) -> None:
    a_film()
    assert demo.create_demo() == []
    assert database.users.count_documents({}) == 0


def test_with_a_database_of_ones_own_there_is_no_demo_and_no_default_account(
    database: Any,
) -> None:
    with pytest.raises(CommandError, match="embedded server only"):
        run("seed_demo")
    assert database.users.count_documents({}) == 0


def test_the_command_prints_how_to_log_in(settings: Any, monkeypatch: Any) -> None:
    settings.EMBEDDED = True  # and yet on the test's own server
    monkeypatch.setattr(Command, "database", lambda _: nullcontext())
    printed = run("seed_demo")
    for sign_in in demo.create_demo():
        assert sign_in.email in printed
        assert sign_in.password in printed


@pytest.mark.parametrize(
    "broken",
    sampled(
        ["demo.insert_reviews", "demo.insert_members", "community.seed_site", "demo.recount"], 4
    ),
)
def test_a_demo_that_was_killed_is_finished_by_the_next_start(
    database: Any, monkeypatch: Any, broken: str
) -> None:
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(f"seeding.{broken}", Mock(side_effect=KeyboardInterrupt))
        demo.create_demo()
    for sign_in in demo.create_demo():
        assert log_in(email=sign_in.email, password=sign_in.password, client_ip="::1")
    assert [database[n].count_documents({}) for n in ("users", "comments")] == [10, 40]
    assert sum(m["rating"]["count"] for m in database.movies.find()) > 0


@pytest.mark.parametrize("text", sampled(["{", "", "[]", "null"], 4))
def test_a_record_that_was_half_written_is_ignored(
    database: Any, tmp_path: Path, text: str
) -> None:
    (tmp_path / "demo-sign-ins.json").write_text(text)
    assert len(demo.create_demo()) == 4
