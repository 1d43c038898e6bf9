"""Seeded reports, decisions and appeals: as the services write them, once, and believable."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from bson import encode
from django.core.management.base import CommandError

from mflix_site.mongo import collections as mongo
from moderation import bulk
from moderation.appeals import answer_appeal, file_appeal
from moderation.log import verify_log
from moderation.rules import ACTIONS, REASONS
from moderation.undo import undo_decision
from reviews.recounting import recount
from seeding import community
from tests.seeding.test_seed import fingerprint as fingerprint_of_site
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review
from tests.support.moderation import a_report, decided
from tests.support.sample import run
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

SIZE = {"movies": 40, "members": 40, "reviews": 600, "reports": 150, "until": "2026-11-20"}
NAMES = ("cases", "reports", "decisions", "appeals", "notices", "log_head", "users", "comments")


def seed(**options: Any) -> str:
    asked = {**SIZE, "seed": 1, **options}
    return run("seed", *(f"--{name}={value}" for name, value in asked.items()))


def fingerprint(database: Any) -> dict[str, str]:
    """Hash every document that a moderation's seed writes or changes."""
    found = {name: database[name].find().sort("_id", 1) for name in NAMES}
    docs = {name: b"".join(encode(dict(sorted(d.items()))) for d in found[name]) for name in NAMES}
    return {name: hashlib.sha256(text).hexdigest() for name, text in docs.items()}


# Fields that are there only where they are set.
OPTIONAL = ("rating", "hidden_by_reports", "spoiler_locked", "held_because")


def shape(doc: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a document with their types, and of documents in it."""
    shown = {k: v for k, v in doc.items() if k not in OPTIONAL}
    return {k: shape(v) if isinstance(v, dict) else type(v).__name__ for k, v in shown.items()}


@filled_once
def site_with_reports() -> str:
    return seed()


@pytest.fixture
def seeded(site_with_reports: str, database: Any) -> Any:
    return database


def test_seeding_twice_changes_nothing(seeded: Any) -> None:
    before = fingerprint(seeded)
    assert "0 reports in 0 cases, 0 decisions and 0 appeals" in seed()
    assert fingerprint(seeded) == before


@pytest.fixture
def other(seeded: Any, settings: Any) -> Iterator[Any]:
    """Yield another database, which the settings name from now on."""
    settings.MONGODB_DB += "_other"
    other = seeded.client[settings.MONGODB_DB]
    run("migrate_mongodb")
    yield other
    seeded.client.drop_database(other.name)


def test_the_same_seed_and_day_make_the_same_documents_elsewhere(seeded: Any, other: Any) -> None:
    seed()
    assert fingerprint(seeded) == fingerprint(other)
    assert fingerprint_of_site(seeded) == fingerprint_of_site(other)
    assert other.comments.count_documents({}) == SIZE["reviews"]


@pytest.mark.parametrize("batches", sampled([1, 0, 3], 3))
def test_killed_halfway_it_is_completed_by_the_next_run(
    database: Any, monkeypatch: Any, batches: int
) -> None:
    monkeypatch.setattr(community, "EVENTS_PER_BATCH", 20)
    with (
        monkeypatch.context() as patched,
        pytest.raises(CommandError, match=r"Stopped at Cases: .* goes on"),
    ):
        patched.setattr(bulk.EventBatch, "flush", ending_after(batches, bulk.EventBatch.flush))
        seed()
    assert_whole(database, complete=False)
    run("recount")
    seed()
    assert_whole(database, complete=True)


def ending_after(batches: int, flush: Any) -> Any:
    """Return a `flush` that ends everything in the transaction after this many batches."""
    left = [batches]

    def killed(batch: Any) -> Any:
        left[0] -= 1
        inserted = flush(batch)
        if left[0] < 0:
            raise KeyboardInterrupt
        return inserted

    return killed


def assert_whole(database: Any, complete: bool) -> None:
    """The chain is right, each decision has its case, and nothing is there twice."""
    assert verify_log().problems == ()
    decisions = list(database.decisions.find({"action": {"$in": list(ACTIONS)}}))
    closed = database.cases.count_documents({"open": False})
    assert len({row["private"]["case_id"] for row in decisions}) == len(decisions) == closed
    assert (database.cases.count_documents({"open": True}) >= 12) == complete


def test_the_log_is_chained_and_in_the_order_of_time(seeded: Any) -> None:
    assert verify_log().problems == ()
    times = [row["at"] for row in seeded.decisions.find().sort("number", 1)]
    assert len(times) > 50
    assert times == sorted(times)


def test_no_tally_has_drifted(seeded: Any) -> None:
    assert seeded.comments.count_documents({"state": {"$ne": "visible"}}) > 10
    assert recount(lambda _: None).changed_nothing


def test_rows_follow_those_of_a_site_that_is_alive(seeded: Any) -> None:
    alice, maud = make_member("Alice"), make_member("Maud", role="moderator")
    review = a_review(alice, a_film()).id
    decided(maud, a_report(make_member("Bob"), review))
    before = verify_log().rows
    seed(seed=2)
    assert verify_log().problems == ()
    assert verify_log().rows > before + 50


def test_a_decision_in_between_does_not_fork_the_chain(database: Any, monkeypatch: Any) -> None:
    maud = make_member("Maud", role="moderator")
    case = a_report(make_member("Bob"), a_review(make_member("Al"), a_film()).id)
    once = [lambda: decided(maud, case)]
    begin = bulk.EventBatch.__init__
    monkeypatch.setattr(bulk.EventBatch, "__init__", meanwhile(once, begin))
    seed()
    assert verify_log().problems == ()
    assert mongo.decisions().count_documents({"number": 1, "moderator.handle": "maud"}) == 1


def meanwhile(once: list[Any], begin: Any) -> Any:
    """Return a batch's begin that does something else once, after the snapshot was taken."""

    def begun(batch: Any, *args: Any) -> None:
        begin(batch, *args)
        if once:
            once.pop()()

    return begun


APPEALABLE = {"label.message": "Appeal"}


class Real:
    """What the services write of a review that is removed, and restored by an appeal."""

    def __init__(self) -> None:
        self.maud, self.moe = (make_member(name, "moderator") for name in ("Maud", "Moe"))
        self.alice = make_member("Alice")
        self.case = a_report(make_member("Bob"), a_review(self.alice, a_film()).id)
        self.row = decided(self.maud, self.case, "remove")

    def appeal(self, granted: bool) -> Any:
        asked = file_appeal(member=self.alice, decision_id=self.row.id, text="Why?")
        answer_appeal(moderator=self.moe, appeal_id=asked, granted=granted, answer="So.")
        return asked


def test_documents_have_the_shapes_that_the_services_write(seeded: Any) -> None:
    real = Real()
    ours = {"_id": {"$ne": real.case}, "decision_id": {"$exists": True}, "target.kind": "review"}
    for name, chosen, theirs in (
        ("cases", ours, {"_id": real.case}),
        ("reports", {**ours, "outcome": "remove"}, {"case_id": real.case}),
        ("appeals", {"granted": True}, {"_id": real.appeal(granted=True)}),
        ("notices", APPEALABLE, {**APPEALABLE, "member_id": real.alice.id}),
    ):
        made, written = (seeded[name].find_one(c) for c in (chosen, theirs))
        assert shape(made) == shape(written)


@pytest.mark.parametrize("action", ["remove", "undo", "overturn", "uphold"])
def test_rows_have_the_shapes_that_the_services_write(seeded: Any, action: str) -> None:
    made = seeded.decisions.find_one({"action": action, "private.effect.member": None})
    real = Real()
    if action == "undo":
        undo_decision(moderator=real.moe, decision_id=real.row.id, reason="No.")
    elif action != "remove":
        real.appeal(granted=action == "overturn")
    written = seeded.decisions.find_one({"action": action}, sort=[("number", -1)])
    assert shape(made) == shape(written)


def test_open_cases_are_of_every_reason_and_one_is_held(seeded: Any) -> None:
    assert set(REASONS) <= set(seeded.cases.distinct("reasons", {"open": True}))
    [held] = seeded.cases.find({"reasons": "held"})
    review = seeded.comments.find_one({"_id": held["target"]["id"]})
    assert (review["state"], review["held_because"]) == ("held", held["held_because"])
    assert held["held_because"] == "word"  # what its text and its author don't contradict
    assert held["reports"] == 0 and held["open"]


def test_appeals_are_answered_by_somebody_else_and_some_are_open(seeded: Any) -> None:
    assert seeded.appeals.count_documents({"open": True}) >= 1
    answered = list(seeded.appeals.find({"open": False}))
    assert answered
    for one in answered:
        judged = seeded.decisions.find_one({"_id": one["decision_id"]})
        assert judged["moderator"]["handle"] != one["answered_by"]


def test_unread_counts_are_those_of_the_inboxes(seeded: Any) -> None:
    unseen = Counter(n["member_id"] for n in seeded.notices.find({"seen": False}))
    stored = {m["_id"]: m.get("unread", 0) for m in seeded.users.find()}
    assert {id: n for id, n in stored.items() if n} == dict(unseen)
    assert unseen


def test_reporters_were_right_as_often_as_the_decisions_that_stand_say(seeded: Any) -> None:
    undone = set(seeded.decisions.distinct("undoes"))
    stand = {r["_id"]: r for r in seeded.decisions.find() if r["number"] not in undone}
    right: Counter[Any] = Counter()
    for report in seeded.reports.find({"decision_id": {"$in": list(stand)}}):
        right[report["reporter"]["id"]] += ACTIONS[report["outcome"]].is_sanction
    stored = {m["_id"]: m.get("report_record", {}).get("right", 0) for m in seeded.users.find()}
    assert {id: n for id, n in stored.items() if n} == {id: n for id, n in right.items() if n}


def test_events_are_in_order_and_before_the_day(seeded: Any) -> None:
    until = datetime.fromisoformat("2026-11-20T00:00:00+00:00")
    for case in seeded.cases.find({"target.kind": "review"}):
        review = seeded.comments.find_one({"_id": case["target"]["id"]})
        reports = [r["at"] for r in seeded.reports.find({"case_id": case["_id"]})]
        moments = [review["date"], case["opened_at"], *sorted(reports)]
        moments += [case["decided_at"]] if "decided_at" in case else []
        assert moments == sorted(moments)
        assert moments[-1] <= until


def test_nobody_reports_or_judges_what_is_their_own(seeded: Any) -> None:
    for report in seeded.reports.find():
        assert report["reporter"]["id"] != report["about"]["member_id"]
    for row in seeded.decisions.find():
        assert str(row["private"]["moderator_id"]) != row["about"]["member"]


def test_reasons_vary_and_agree_with_their_rules(seeded: Any) -> None:
    rows = list(seeded.decisions.find())
    assert len({row["reason"] for row in rows}) > 30
    assert {row["rule"] for row in rows if row["action"] == "mark-spoiler"} == {"4"}
    for row in rows:
        assert not [mark for mark in "[]|{}%" if mark in row["reason"]]


def test_without_moderators_all_cases_are_open(database: Any) -> None:
    seed(members=8, reviews=60, reports=20)
    assert database.cases.count_documents({"open": True}) > 5
    assert database.decisions.count_documents({}) == 0


def test_reports_can_be_left_out(database: Any) -> None:
    assert "0 reports in 0 cases" in seed(reports=0)
