"""The premium trial, and the commands that start and end it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.promotions import PromotionResult, end_trials, start_trial
from mflix_site.text import now
from tests.support.cast import make_member


@pytest.fixture
def premium(alice: Any, bob: Any) -> Any:
    """Alice and Bob have standard accounts, Petra does not."""
    return make_member("Petra", account_type="premium")


def on_trial(database: Any) -> list[str]:
    return sorted(doc["name"][0] for doc in database.users.find({"free_trial": True}))


def run(*command: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue().strip()


def test_every_standard_account_gets_a_trial(premium: Any, database: Any) -> None:
    assert start_trial() == PromotionResult(matched=2, modified=2)
    assert on_trial(database) == ["A", "B"]


def test_twice_changes_nothing(premium: Any, database: Any) -> None:
    start_trial(days=5)
    before = list(database.users.find())
    assert start_trial(days=50) == PromotionResult(matched=2, modified=0)
    assert list(database.users.find()) == before


def test_who_joins_later_gets_theirs_with_the_next_start(premium: Any, database: Any) -> None:
    start_trial()
    make_member("Late")
    assert start_trial() == PromotionResult(matched=3, modified=1)


def test_a_trial_lasts_as_many_days_as_were_given(alice: Any, database: Any) -> None:
    start_trial(days=7)
    left = database.users.find_one()["free_trial_ends_at"] - now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_trial_ends_when_its_time_is_over(premium: Any, database: Any, travel: Any) -> None:
    start_trial(days=7)
    travel("accounts.promotions", days=6)
    assert end_trials() == PromotionResult(matched=0, modified=0)
    travel("accounts.promotions", days=8)
    assert end_trials() == PromotionResult(matched=2, modified=2)
    assert on_trial(database) == []
    assert database.users.count_documents({"free_trial_ends_at": {"$exists": True}}) == 0


def test_ending_twice_changes_nothing(premium: Any) -> None:
    start_trial()
    assert end_trials(include_running=True) == PromotionResult(matched=2, modified=2)
    assert end_trials(include_running=True) == PromotionResult(matched=0, modified=0)


def test_only_trials_change_and_nothing_else_of_a_member(alice: Any, database: Any) -> None:
    before = database.users.find_one()
    start_trial()
    end_trials(include_running=True)
    assert database.users.find_one() == before


def test_the_commands_say_what_they_did(premium: Any) -> None:
    assert run("start_trial") == "2 of 2 standard accounts were given a trial."
    assert run("start_trial", days=3) == "0 of 2 standard accounts were given a trial."
    assert run("end_trials") == "0 of 0 trials ended."
    assert run("end_trials", "--all") == "2 of 2 trials ended."


@pytest.mark.parametrize("days", ["0", "366", "-1", "soon"])
def test_days_that_make_no_sense_are_refused(premium: Any, database: Any, days: str) -> None:
    with pytest.raises(CommandError, match="days"):
        call_command("start_trial", "--days", days)
    assert on_trial(database) == []
