"""What the demo's people find: open cases for Maud and Ada, a notice for Alice."""

from pathlib import Path
from typing import Any

import pytest

from accounts.queries import find_by_email
from moderation.log_verification import verify
from moderation.rules import REASONS
from seeding import demo
from tests.support.judging import inbox_of


@pytest.fixture
def made(database: Any, settings: Any, tmp_path: Path) -> Any:
    settings.VAR_DIR = tmp_path
    demo.create_demo()
    return database


def test_there_are_a_dozen_open_cases_of_every_reason_and_a_held_review(made: Any) -> None:
    waiting = list(made.cases.find({"open": True}))
    assert len(waiting) >= 12
    assert {reason for case in waiting for reason in case["reasons"]} == {*REASONS, "held"}
    assert made.comments.count_documents({"state": "held"}) == 1


def test_an_appeal_waits_for_somebody_else_than_who_decided(made: Any) -> None:
    waiting = list(made.appeals.find({"open": True}))
    assert waiting
    judged = made.decisions.find_one({"_id": waiting[0]["decision_id"]})
    assert judged["private"]["moderator_id"] != find_by_email("maud@demo.example").id  # type: ignore[union-attr]


def test_a_member_is_limited_and_decisions_were_taken_back(made: Any) -> None:
    assert made.users.count_documents({"standing": "limited"}) >= 1
    assert {"undo", "overturn"} <= set(made.decisions.distinct("action"))
    assert verify().wrong == ()


def test_alice_has_one_new_notice_and_may_appeal(made: Any) -> None:
    alice = find_by_email("alice@demo.example")
    assert alice is not None
    [notice] = inbox_of(alice)
    assert "folded it as a spoiler" in notice["paragraphs"][0]
    assert (alice.unread, notice["label"]) == (1, "Appeal")
    assert made.comments.find_one({"author.id": alice.id})["spoiler"]


def test_making_it_again_adds_nothing(made: Any, tmp_path: Path) -> None:
    names = ("cases", "decisions", "notices", "comments")
    before = [made[name].count_documents({}) for name in names]
    record = demo.read_record()
    demo.write_record(
        demo.DemoRecord(record.sign_ins, done=False)
    )  # as if it had been killed at the very end
    demo.create_demo()
    assert [made[name].count_documents({}) for name in names] == before
