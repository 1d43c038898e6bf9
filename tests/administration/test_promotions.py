"""The premium trial from page and command line: matched and modified, logged, repeatable."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from accounts import promotions
from accounts.errors import NotAllowed
from accounts.promotions import PromotionResult, count_running_trials
from administration.members import end_trials, start_trial
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.running import WHY, actions, logged
from tests.support.sample import run

PAGE = "/administration/promotions/"


@pytest.fixture
def people(ada: Any, alice: Any) -> Any:
    """Ada and Alice have standard accounts, Petra does not."""
    return make_member("Petra", account_type="premium")


def on_trial() -> set[str]:
    return {doc["name"].split()[0] for doc in mongo.members().find({"free_trial": True})}


def expire() -> None:
    """Expire all trials."""
    over = {"$set": {"free_trial_ends_at": now() - timedelta(seconds=1)}}
    mongo.members().update_many({"free_trial": True}, over)


def test_a_trial_is_given_to_all_standard_accounts_and_logged(people: Any, ada: Any) -> None:
    assert start_trial(admin=ada, reason=WHY, days=14) == PromotionResult(matched=2, modified=2)
    [row] = logged()
    assert (row["action"], row["detail"]) == ("start-trial", "14 days, for 2 accounts")
    assert row["about"] == {"kind": "site"}
    assert on_trial() == {"Ada", "Alice"}


def test_repeated_it_changes_and_logs_nothing(people: Any, ada: Any) -> None:
    start_trial(admin=ada, reason=WHY)
    before = list(mongo.members().find({}, {"last_acted_at": 0}))
    assert start_trial(admin=ada, reason=WHY) == PromotionResult(matched=2, modified=0)
    assert list(mongo.members().find({}, {"last_acted_at": 0})) == before
    assert actions() == ["start-trial"]


def test_killed_after_the_log_it_is_finished_by_a_repeat(
    people: Any, ada: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(**_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(promotions, "start_trial", killed)
        start_trial(admin=ada, reason=WHY)
    assert on_trial() == set()
    assert start_trial(admin=ada, reason=WHY).modified == 2
    assert actions() == ["start-trial", "start-trial"]


def test_a_trial_that_is_over_counts_as_none_before_anybody_sweeps_it(
    people: Any, ada: Any, as_ada: Browser
) -> None:
    start_trial(admin=ada, reason=WHY)
    record = f"/administration/members/{ada.handle}/"
    assert "<dt>Premium trial</dt><dd>Until " in as_ada.text(record)
    expire()
    assert "<dt>Premium trial</dt><dd>None</dd>" in as_ada.text(record)
    assert (count_running_trials(), promotions.count_trials_to_end()) == (0, 2)
    assert start_trial(admin=ada, reason=WHY) == PromotionResult(matched=2, modified=2)


def test_ending_sweeps_what_is_over_and_leaves_the_rest(people: Any, ada: Any) -> None:
    start_trial(admin=ada, reason=WHY)
    assert end_trials(admin=ada, reason=WHY) == PromotionResult(0, 0)
    expire()
    assert end_trials(admin=ada, reason=WHY) == PromotionResult(2, 2)
    assert actions() == ["start-trial", "end-trials"]
    assert logged()[1]["detail"] == "expired: 2 accounts"


def test_purge_sweeps_without_a_word_in_the_log(people: Any, ada: Any) -> None:
    start_trial(admin=ada, reason=WHY)
    expire()
    assert "2 trials ended" in run("purge")
    assert (on_trial(), actions()) == (set(), ["start-trial"])


@pytest.mark.parametrize("service", [start_trial, end_trials])
def test_only_admins_run_promotions(people: Any, ada: Any, maud: Any, service: Any) -> None:
    start_trial(admin=ada, reason=WHY)
    expire()
    with pytest.raises(NotAllowed):
        service(admin=maud, reason=WHY)
    assert actions() == ["start-trial"]


def test_the_page_says_what_was_matched_and_modified(people: Any, as_ada: Browser) -> None:
    assert "Start for 2 accounts" in as_ada.text(PAGE)
    answer = as_ada.post(f"{PAGE}start/", {"days": "7", "reason": WHY}, follow=True)
    assert "2 of 2 standard accounts were given a trial." in answer.content.decode()
    answer = as_ada.post(f"{PAGE}end/", {"include_running": "on", "reason": WHY}, follow=True)
    assert "2 of 2 trials were ended." in answer.content.decode()
    assert on_trial() == set()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("start/", {"days": "0", "reason": WHY}),
        ("start/", {"days": "366", "reason": WHY}),
        ("start/", {"days": "soon", "reason": WHY}),
        ("start/", {"days": "7", "reason": ""}),
        ("end/", {"reason": "No."}),
    ],
)
def test_invalid_input_is_422(
    people: Any, as_ada: Browser, path: str, sent: dict[str, str]
) -> None:
    assert as_ada.post(f"{PAGE}{path}", sent).status_code == 422
    assert (on_trial(), actions()) == (set(), [])


def test_the_commands_log_the_operator_with_a_reason(people: Any) -> None:
    run("start_trial", "--days", "5", "--reason", "A birthday of the site.")
    run("end_trials", "--all")
    first, second = logged()
    assert [row["moderator"]["handle"] for row in (first, second)] == ["operator", "operator"]
    assert (first["reason"], second["reason"]) == (
        "A birthday of the site.",
        "From the command line.",
    )


def test_the_first_admin_is_in_the_log(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("correct horse battery 9\n"))
    run("create_admin", "--email", "root@example.test", "--name", "Ruth")
    [row] = logged()
    assert (row["action"], row["detail"]) == ("set-role", "from member to admin")
