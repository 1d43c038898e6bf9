"""A case with thousands of reporters is decided at once; each of them is told, and once."""

import time
from itertools import count
from typing import Any

import pytest
from bson import ObjectId
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from moderation import decisions
from moderation.cases import close_cases_about
from moderation.decisions import settle_queued_reports
from moderation.errors import AlreadyReported
from moderation.undo import undo_decision
from tests.support.cast import password_hash
from tests.support.sample import run
from tests.support.sampling import sampled

from ..support.moderation import a_report, decided, inbox_of

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
    monkeypatch.setattr(decisions, "BATCH_SIZE", 7)


def told(ids: list[ObjectId]) -> list[int]:
    """Return how many notices each of these members has."""
    return [mongo.notices().count_documents({"member_id": id}) for id in ids]


def open_reports() -> int:
    return mongo.reports().count_documents({"open": True})


def right_reports(ids: list[ObjectId]) -> list[int]:
    docs = mongo.members().find({"_id": {"$in": ids}})
    return [doc.get("report_record", {}).get("right", 0) for doc in docs]


def test_everybody_is_told_once_and_counted_once(scene: Any, few_at_once: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decided(scene.maud, scene.case)
    assert len(inbox_of(scene.alice)) == 1
    assert told(ids) == [0] * COUNT
    # Five batches, and that nothing is left.
    assert (settle_queued_reports(), settle_queued_reports()) == (6, 0)
    assert open_reports() == 0
    assert told([*ids, scene.bob.id, scene.carla.id]) == [1] * (COUNT + 2)
    assert right_reports(ids) == [1] * COUNT


def killed_in_batch(number: int, monkeypatch: Any) -> None:
    """Settle what is queued in a process that is killed before the end of a batch."""
    settle, calls = decisions._settle_batch, count()

    def settle_or_die(session: ClientSession) -> int:
        settled = settle(session)
        if next(calls) == number:
            raise KeyboardInterrupt
        return settled

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(decisions, "_settle_batch", settle_or_die)
        settle_queued_reports()


@pytest.mark.parametrize("batch", range(6))
def test_what_is_killed_in_any_batch_goes_on(
    scene: Any, few_at_once: Any, monkeypatch: Any, batch: int
) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decided(scene.maud, scene.case)
    killed_in_batch(batch, monkeypatch)
    settle_queued_reports()
    assert (told(ids), right_reports(ids), open_reports()) == ([1] * COUNT, [1] * COUNT, 0)


def test_the_mail_sender_delivers(scene: Any, few_at_once: Any, mailoutbox: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    by_mail = {"$set": {"preferences": {"notices_by_mail": True}}}
    mongo.members().update_one({"_id": ids[3]}, by_mail)
    decided(scene.maud, scene.case)
    assert run("send_mail") == "1 sent.\n"
    assert (told(ids), [mail.to for mail in mailoutbox]) == ([1] * COUNT, [["r3@example.test"]])


def test_an_undone_decision_counts_nothing_whatever_was_delivered(
    scene: Any, few_at_once: Any
) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decision = decided(scene.maud, scene.case)
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    settle_queued_reports()
    assert (told(ids), right_reports(ids)) == ([2] * COUNT, [0] * COUNT)


def test_an_undone_dismissal_opens_all_reports_again(scene: Any, few_at_once: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    decision = decided(scene.maud, scene.case, "dismiss")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    settle_queued_reports()
    assert (told(ids), open_reports()) == ([2] * COUNT, COUNT + 2)


def test_nobody_reports_again_what_is_about_to_be_opened_again(
    scene: Any, few_at_once: Any
) -> None:
    reported_by(scene, COUNT, with_accounts=True)
    decision = decided(scene.maud, scene.case, "dismiss")
    settle_queued_reports()
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    with pytest.raises(AlreadyReported):
        a_report(scene.bob, scene.review)
    assert a_report(scene.dev, scene.review) == scene.case  # who had not reported it
    settle_queued_reports()
    of_bob = {"reporter.id": scene.bob.id, "open": True}
    assert (mongo.reports().count_documents(of_bob), open_reports()) == (1, COUNT + 3)


def test_reporters_of_a_deleted_film_are_told(scene: Any, few_at_once: Any) -> None:
    ids = reported_by(scene, COUNT, with_accounts=True)
    mongo.cases().update_one({"_id": scene.case}, {"$set": {"reports": COUNT + 2}})
    in_transaction(lambda session: close_cases_about([scene.review_id], "Alien", session))
    settle_queued_reports()
    assert (told(ids), right_reports(ids), open_reports()) == ([1] * COUNT, [0] * COUNT, 0)


@pytest.mark.parametrize("reporters", sampled([2_000, MANY], 2))
def test_thousands_of_reporters_are_no_hindrance(
    scene: Any, monkeypatch: Any, reporters: int
) -> None:
    # Reading them all after each transaction would take longer than the decision.
    monkeypatch.setattr("tests.moderation.conftest.broken_rules", list)
    reported_by(scene, reporters, with_accounts=False)
    started = time.perf_counter()
    decision = decided(scene.maud, scene.case)
    elapsed = time.perf_counter() - started
    settled = time.perf_counter()
    settle_queued_reports()
    print(f"\n{reporters:,}: {elapsed:.2f} s, settled in {time.perf_counter() - settled:.1f} s")
    closed = {"case_id": scene.case, "open": False, "decision_id": decision.id}
    assert mongo.reports().count_documents(closed) == reporters + 2
