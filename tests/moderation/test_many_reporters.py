"""A case with thousands of reporters is decided at once; each of them is told, and once."""

import time
from typing import Any

import pytest
from bson import ObjectId

from accounts import notices
from accounts.notices import deliver_queued_notices
from accounts.outbox import send_pending
from mflix_site.mongo import collections as mongo
from moderation.undo import undo_decision
from tests.support.cast import password_hash

from ..support.moderation import decided, inbox_of

COUNT, MANY = 30, 15_000


def reported_by(scene: Any, count: int, *, with_accounts: bool) -> list[ObjectId]:
    """Insert reports of the scene's case as many members, without weighing each."""
    report = mongo.reports().find_one({"case_id": scene.case}) or {}
    ids = [ObjectId() for _ in range(count)]
    reporter = {"name": "Bob", "handle": "bob"}
    others = [{**report, "_id": ObjectId(), "reporter": {"id": id, **reporter}} for id in ids]
    mongo.reports().insert_many(others)
    if with_accounts:
        known = {"password": password_hash(), "session_epoch": 0}
        members = [{"_id": id, "name": f"R{n}", **known} for n, id in enumerate(ids)]
        mongo.members().insert_many(
            [{**doc, "email": f"r{n}@example.test"} for n, doc in enumerate(members)]
        )
    return ids


@pytest.fixture
def few_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(notices, "MAX_AT_ONCE", 10)
    monkeypatch.setattr(notices, "BATCH_SIZE", 7)


def told(ids: list[ObjectId]) -> list[int]:
    """Return how many notices each of these members has."""
    return [mongo.notices().count_documents({"member_id": id}) for id in ids]


def right_reports(ids: list[ObjectId]) -> list[int]:
    docs = mongo.members().find({"_id": {"$in": ids}})
    return [doc.get("report_record", {}).get("right", 0) for doc in docs]


def test_everybody_is_told_once_and_counted_once(scene: Any, few_at_once: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decided(scene.maud, scene.case)
    assert len(inbox_of(scene.alice)) == 1
    assert told(ids) == [0] * COUNT
    assert deliver_queued_notices() == COUNT + 2
    assert deliver_queued_notices() == 0
    assert told([*ids, scene.bob.id, scene.carla.id]) == [1] * (COUNT + 2)
    assert right_reports(ids) == [1] * COUNT


@pytest.fixture
def killed_in_the_second_batch(monkeypatch: Any) -> None:
    insert, calls = notices.insert_notices, iter([False, True])

    def insert_or_die(*args: Any) -> Any:
        result = insert(*args)
        if next(calls, False):
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(notices, "insert_notices", insert_or_die)


def test_what_is_killed_between_batches_goes_on(
    scene: Any, few_at_once: Any, killed_in_the_second_batch: Any
) -> None:
    # The decision tells the author at once: the first of the calls.
    ids = reported_by(scene, COUNT, with_accounts=True)
    decided(scene.maud, scene.case)
    with pytest.raises(KeyboardInterrupt):
        deliver_queued_notices()
    deliver_queued_notices()
    assert (told(ids), right_reports(ids)) == ([1] * COUNT, [1] * COUNT)


def test_the_mail_sender_delivers(scene: Any, few_at_once: Any, mailoutbox: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    by_mail = {"$set": {"preferences": {"notices_by_mail": True}}}
    mongo.members().update_one({"_id": ids[3]}, by_mail)
    decided(scene.maud, scene.case)
    assert send_pending() == 1
    assert (told(ids), [mail.to for mail in mailoutbox]) == ([1] * COUNT, [["r3@example.test"]])


def test_an_undone_decision_counts_nothing_whatever_was_delivered(
    scene: Any, few_at_once: Any
) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decision = decided(scene.maud, scene.case)
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    deliver_queued_notices()
    assert (told(ids), right_reports(ids)) == ([2] * COUNT, [0] * COUNT)


def test_fifteen_thousand_reporters_are_no_hindrance(scene: Any, monkeypatch: Any) -> None:
    # Reading them all after each transaction would take longer than the decision.
    monkeypatch.setattr("tests.moderation.conftest.broken_rules", list)
    reported_by(scene, MANY, with_accounts=False)
    started = time.perf_counter()
    decision = decided(scene.maud, scene.case)
    print(f"\n{time.perf_counter() - started:.2f} s for {MANY:,} reporters")
    closed = {"case_id": scene.case, "open": False, "decision_id": decision.id}
    assert mongo.reports().count_documents(closed) == MANY + 2
    queued = list(mongo.notice_batches().find())
    assert sum(len(batch["member_ids"]) for batch in queued) == MANY + 2
