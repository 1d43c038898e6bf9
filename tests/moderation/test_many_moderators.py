"""Fifty moderators on hundreds of cases at once: each is decided once, and the log is whole."""

import random
import threading
import time
from collections import Counter
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from mflix_site.errors import Unavailable
from mflix_site.mongo import collections as mongo
from moderation.decisions import decide_case
from moderation.errors import AlreadyDecided
from moderation.log import verify_log
from reviews.recounting import recount
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review

from ..support.moderation import a_decision_input, a_report

pytestmark = pytest.mark.process
MODERATORS, EACH = 50, 3
CASES, QUICK_CASES = 500, 30


class Crowd:
    """Moderators who all begin at once; each case is on the lists of three of them."""

    def __init__(self, cases: int) -> None:
        self.staff = [make_member(f"Moe{n}", role="moderator") for n in range(MODERATORS)]
        self.cases = list(map(self.a_case, range(cases)))
        self.said: Counter[str] = Counter()
        self.waits: list[float] = []
        self.problems: list[BaseException] = []
        self.lock = threading.Lock()

    def a_case(self, number: int) -> ObjectId:
        """Report a review of one of twenty films; 25 authors write 20 each."""
        if number == 0:
            self.films = [a_film(title=f"Film {n}") for n in range(20)]
            self.authors = [make_member(f"Al{n}") for n in range(25)]
            self.reporter = make_member("Bob")
        author, film = self.authors[number // 20], self.films[number % 20]
        return a_report(self.reporter, a_review(author, film, "You fools.", 80).id)

    def list_of(self, at: int) -> list[ObjectId]:
        """Return the cases that a moderator wants to decide, in an order of their own."""
        mine = [c for n, c in enumerate(self.cases) if (at - n) % MODERATORS < EACH]
        random.Random(at).shuffle(mine)
        return mine

    def work(self, at: int) -> None:
        """Decide one's cases, sending each again while the site says that it cannot."""
        try:
            for case_id in self.list_of(at):
                started = time.perf_counter()
                said = decided_by(self.staff[at], case_id)
                with self.lock:
                    self.said += said
                    self.waits.append(time.perf_counter() - started)
        except BaseException as problem:
            self.problems.append(problem)

    def all_at_once(self) -> float:
        """Run all moderators at once; return the seconds it took."""
        threads = [threading.Thread(target=self.work, args=[at]) for at in range(MODERATORS)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - started


def decided_by(moderator: Member, case_id: ObjectId) -> Counter[str]:
    """Return the result, and how often it had to be sent again."""
    action = ("remove", "hide", "dismiss", "mark-spoiler")[case_id.binary[-1] % 4]
    again = 0
    while True:
        try:
            decide_case(moderator=moderator, case_id=case_id, chosen=a_decision_input(action))
            return Counter(decided=1, again=again)
        except AlreadyDecided:
            # An attempt of one's own that was not answered in time may have decided it.
            made = mongo.decisions().find_one({"private.case_id": case_id})
            is_own = again and made["private"]["moderator_id"] == moderator.id
            return Counter(decided=1, again=again) if is_own else Counter(late=1, again=again)
        except Unavailable:
            again += 1


@pytest.fixture
def crowd(database: Any, exhaustive: bool) -> Crowd:
    return Crowd(CASES if exhaustive else QUICK_CASES)


def test_each_case_is_decided_once_and_the_log_is_valid(crowd: Crowd) -> None:
    seconds, cases = crowd.all_at_once(), len(crowd.cases)
    said, slowest = crowd.said, max(crowd.waits)
    print(f"\n{seconds:.1f} s, {said['again']} sent again, the slowest took {slowest:.2f} s")
    assert not [(problem, problem.__cause__) for problem in crowd.problems]
    assert (said["decided"], said["late"]) == (cases, cases * (EACH - 1))
    assert len(mongo.decisions().distinct("private.case_id")) == cases
    found = verify_log()
    assert (found.rows, found.problems) == (cases, ())
    assert recount(lambda _: None).changed_nothing
    assert unread() == mongo.notices().count_documents({})


def unread() -> int:
    """Return the sum of all unread counts."""
    return sum(m.get("unread", 0) for m in mongo.members().find({}, {"unread": 1}))
