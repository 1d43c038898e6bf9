"""Who reports on a seeded site and who decides, and how far their reports are to be believed."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId

from accounts.documents import MODERATOR, Member, ReportRecord
from moderation.reports import (
    FULL_TRUST,
    MIN_CREDIBILITY,
    NEW_MEMBER_PERIOD,
    NEW_MEMBER_TRUST,
    ReportWeight,
)

from ..randomness import lots
from .plan import Story

TRIES = 12


class People:
    """The seeded members by when they joined, and how often their reports were right so far."""

    def __init__(self, docs: Sequence[dict[str, Any]], seed: int) -> None:
        self.seed = seed
        self.docs = sorted(docs, key=lambda doc: (doc["joined_at"], doc["_id"]))
        self.joined = [doc["joined_at"] for doc in self.docs]
        staff = (Member.from_doc(doc) for doc in self.docs)
        self.staff = [member for member in staff if member.role == MODERATOR]
        self.right: Counter[ObjectId] = Counter()
        self.wrong: Counter[ObjectId] = Counter()

    def reporters(self, story: Story) -> list[Member]:
        """Give who reports: members by then, each once, neither the author nor a moderator."""
        lot, chosen = lots(self.seed, "reporters", story.number), dict[ObjectId, Member]()
        here = bisect(self.joined, story.opened)
        for _ in range(TRIES if here else 0):
            if len(chosen) == story.reports:
                break
            doc = self.docs[int(lot.random() * here)]
            if doc["role"] != MODERATOR and doc["_id"] != story.review.author_id:
                chosen[doc["_id"]] = Member.from_doc(doc)
        return list(chosen.values())

    def judge(
        self, story: Story, step: str, at: datetime, but: Iterable[ObjectId] = ()
    ) -> Member | None:
        """Give a moderator who was there by then, and is neither the author nor one of `but`."""
        no = {story.review.author_id, *but}
        able = [m for m in self.staff if m.id not in no and m.joined_at and m.joined_at < at]
        lot = lots(self.seed, "judge", step, story.number)
        return able[int(lot.random() * len(able))] if able else None

    def voices(self, story: Story, reporters: Sequence[Member]) -> list[ReportWeight]:
        """Weigh each report by how often its reporter had been right until then."""
        lot = lots(self.seed, "networks", story.number)
        return [self._voice(story, member, f"{lot.getrandbits(64):016x}") for member in reporters]

    def _voice(self, story: Story, member: Member, network: str) -> ReportWeight:
        record = ReportRecord(self.right[member.id], self.wrong[member.id])
        credibility = record.credibility
        is_new = (
            member.joined_at is not None and story.opened - member.joined_at < NEW_MEMBER_PERIOD
        )
        trust = 0.0 if credibility < MIN_CREDIBILITY else NEW_MEMBER_TRUST if is_new else FULL_TRUST
        return ReportWeight(round(credibility, 3), trust, network, is_new)

    def count(self, reporters: Iterable[Member], was_right: bool, by: int) -> None:
        """Remember that reports of these members were right, or were not; -1 takes it back."""
        (self.right if was_right else self.wrong).update({m.id: by for m in reporters})
