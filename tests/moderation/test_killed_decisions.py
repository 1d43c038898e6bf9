"""A moderator's process killed between any two writes of a decision: all of it, or none."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings as site_settings
from django.test import override_settings

from mflix_site.errors import Unavailable
from mflix_site.mongo import client as door
from mflix_site.mongo import collections as mongo
from mflix_site.mongo import indexes, validators
from moderation.log import verify_log
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

from ..support.killed_moderator import NEVER
from ..support.moderation import a_report, decided
from ..support.scratch_server import scratch_server

pytestmark = pytest.mark.process
KILLS, SECONDS_TO_RELEASE, PATIENCE = 100, 3, 60
NAMES = ("comments", "movies", "cases", "reports", "decisions", "log_head", "notices", "users")


class Site:
    """Alice's review, reported by Bob and Carla, and Maud in a process that will be killed."""

    def __init__(self, doomed: Any) -> None:
        self.doomed = doomed
        self.alice, self.bob, self.carla = map(make_member, ("Alice", "Bob", "Carla"))
        self.maud = make_member("Maud", role="moderator")
        self.film = a_film()
        self.begin()

    def begin(self) -> None:
        """Report another review, so that there is a case to decide."""
        author = make_member(f"Al{mongo.members().count_documents({})}")
        self.review = ObjectId(a_review(author, self.film, "You fools.", 80).id)
        self.author = author
        self.case = a_report(self.bob, str(self.review))
        a_report(self.carla, str(self.review))

    def decide(self, when: str, at: int) -> dict[str, Any]:
        """Remove it as Maud, whose process is killed at a point."""
        order = {"case": str(self.case), "moderator": str(self.maud.id), "action": "remove"}
        self.doomed.stdin.write(json.dumps({**order, "when": when, "at": at}) + "\n")
        self.doomed.stdin.flush()
        answer: dict[str, Any] = json.loads(self.doomed.stdout.readline())
        return answer

    def to_doc(self) -> dict[str, Any]:
        """Return every document that a decision touches."""
        return {name: list(door.database()[name].find().sort("_id", 1)) for name in NAMES}

    def is_decided(self) -> bool:
        """Return whether all that follows from the decision is there; the log's chain holds."""
        case = mongo.cases().find_one({"_id": self.case}) or {}
        row = mongo.decisions().find_one({"private.case_id": self.case}) or {}
        reports = list(mongo.reports().find({"case_id": self.case}))
        review = mongo.reviews().find_one({"_id": self.review}) or {}
        told = mongo.notices().distinct("member_id", {"at": {"$gte": row["at"]}}) if row else []
        return (
            not case["open"]
            and case["decision_id"] == row["_id"]
            and [r["open"] for r in reports] == [False, False]
            and review["state"] == "removed"
            and {self.author.id, self.bob.id, self.carla.id} <= set(told)
        )

    def sums(self) -> dict[str, Any]:
        """Return what must agree: tally and reviews, rows and head, notices and unread counts."""
        film = mongo.movies().find_one({"_id": self.film}) or {}
        visible = mongo.reviews().count_documents({"state": "visible"})
        members = list(mongo.members().find())
        rows = mongo.decisions().count_documents({})
        right = sum(m.get("report_record", {}).get("right", 0) for m in members)
        return {
            "reviews": film["num_mflix_comments"] - visible,
            "ratings": film["rating"]["count"] - visible,
            "sum": film["rating"]["sum"] - 80 * visible,
            "unread": sum(m.get("unread", 0) for m in members) - 3 * rows,
            "notices": mongo.notices().count_documents({}) - 3 * rows,
            "right": right - 2 * rows,
            "head": sum(h["number"] for h in mongo.log_head().find()) - rows,
        }


@pytest.fixture(scope="module")
def doomed() -> Iterator[Any]:
    """Yield the process, on a server of our own: its sessions can all be ended."""
    with scratch_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "_client_by_process", {})  # the run's own clients stay open
        told = {"MONGODB_URI": server.uri, "MONGODB_DB": "doomed"}
        with override_settings(**told), deciding_process(told) as process:
            for name in validators.find_drift():
                validators.set_validator(name)
            indexes.create_indexes(indexes.find_drift())
            yield process
            door.close()


@contextmanager
def deciding_process(told: dict[str, str]) -> Iterator[Any]:
    told = {**told, "SECRET_KEY": site_settings.SECRET_KEY}
    told |= {"DJANGO_SETTINGS_MODULE": "mflix_site.settings", "DEBUG": "true"}
    command = [sys.executable, "-m", "tests.support.killed_moderator"]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    where: Any = {"cwd": site_settings.BASE_DIR, "env": {**os.environ, **told}}
    with subprocess.Popen(command, **pipes, **where) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.fixture
def site(doomed: Any) -> Site:
    release()
    let_transactions_last(PATIENCE)
    for name in door.database().list_collection_names():
        door.database()[name].delete_many({})
    return Site(doomed)


def let_transactions_last(seconds: int) -> None:
    """Set after how long the server ends a transaction that begins from now on."""
    limit = {"transactionLifetimeLimitSeconds": seconds}
    door.client().admin.command({"setParameter": 1, **limit})


def release() -> None:
    """End the transactions of killed processes, as the server does itself after a while."""
    door.client().admin.command("killAllSessions", [])


def kill_points(writes: int, exhaustive: bool) -> list[tuple[str, int]]:
    """Return every moment before and after a write, a hundred and more in all.

    After a write is before the next, but for the last: a quick run has each such moment once.
    """
    once = [(when, at) for at in range(1, writes + 1) for when in ("before", "after")]
    return once * -(-KILLS // len(once)) if exhaustive else [*once[::2], once[-1]]


def test_without_a_crash_everything_is_written(site: Site) -> None:
    said = site.decide(**NEVER)
    assert said["signal"] == 0
    assert said["writes"][-1] == "commit transaction"
    assert site.is_decided()
    assert set(site.sums().values()) == {0}


def test_killed_at_any_point_all_of_it_is_there_or_none(site: Site, exhaustive: bool) -> None:
    writes = len(site.decide(**NEVER)["writes"])
    chosen, hit = kill_points(writes, exhaustive), set()
    site.begin()
    for when, at in chosen:
        before = site.to_doc()
        said = site.decide(when, at)
        release()
        hit.add((when, len(said["writes"])))
        assert said["signal"] == signal.SIGKILL
        check(site, before, is_after=(when, at) == ("after", writes))
    assert len(hit) == len(set(chosen))


def check(site: Site, before: dict[str, Any], is_after: bool) -> None:
    """After the commit all of it is there; before, everything is as it was, to the last field."""
    assert verify_log().problems == ()
    assert set(site.sums().values()) == {0}
    assert site.is_decided() == is_after
    if is_after:
        site.begin()
    else:
        assert site.to_doc() == before


def test_what_the_dead_have_left_is_let_go_by_the_server_itself(site: Site) -> None:
    site.decide(**NEVER)
    site.begin()
    let_transactions_last(SECONDS_TO_RELEASE)
    said = site.decide("after", 1)  # the head of the log is in a transaction that nobody will end
    assert (said["signal"], said["writes"]) == (signal.SIGKILL, ["find_one_and_update log_head"])
    assert decided_patiently(site).number == 2
    assert verify_log().problems == ()


def decided_patiently(site: Site) -> Any:
    """Decide as a person does, who sends it again while the site says that it cannot."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return decided(site.maud, site.case, "remove")
        except Unavailable:
            continue
    raise AssertionError("nobody could decide")
