"""The plan as events in the order of time: who reports, who decides, and in which words."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from bson import ObjectId

from accounts.documents import MODERATOR, Member, ReportRecord
from moderation.bulk_events import (
    BulkReport,
    CaseEvent,
    Event,
    FollowUpEvent,
)
from moderation.decisions import DecisionInput
from moderation.reports import (
    FULL_TRUST,
    MIN_CREDIBILITY,
    NEW_MEMBER_PERIOD,
    NEW_MEMBER_TRUST,
    ReportContent,
    ReportWeight,
)
from moderation.rules import ACTIONS, REASONS
from moderation.states import HOLD_REASONS

from .data_files import load_toml
from .phrase_templates import expand_choices
from .report_plan import OVERTURNED, UNDONE, CasePlan
from .seeded_random import deterministic_id, pick, seeded_random, to_millisecond

_TRIES = 12
_DECIDED, _FOLLOWED_UP = range(2)
_SUSPENSION_DAYS: Final = (3, 7, 14, 30)
Doc = dict[str, Any]


@cache
def _lines(file: str, *keys: str) -> tuple[str, ...]:
    """Return the lines of a list in `data/moderation`, with their choices spelled out."""
    entry: Any = load_toml(f"moderation/{file}")
    for key in keys:
        entry = entry[key]
    return tuple(line for template in entry for line in expand_choices(template))


def _say(rng: Random, *keys: str) -> str:
    return pick(rng, _lines("statements", *keys))


class EventPlanner:
    """Turns plans into events, and remembers how often each member's reports were right."""

    def __init__(self, members: Sequence[Doc], seed: int) -> None:
        self.seed = seed
        self.members = sorted(members, key=lambda doc: (doc["joined_at"], doc["_id"]))
        self.joined = [doc["joined_at"] for doc in self.members]
        moderators = (doc for doc in self.members if doc["role"] == MODERATOR)
        self.moderators = [Member.from_doc(doc) for doc in moderators]
        self.right: Counter[ObjectId] = Counter()
        self.wrong: Counter[ObjectId] = Counter()

    def events(self, plans: Iterable[CasePlan]) -> Iterator[Event]:
        """Yield everything that happens, oldest first."""
        rows = sorted((row for plan in plans for row in self._steps(plan)), key=lambda r: r[:3])
        for at, _, step, plan, moderator in rows:
            reporters = self._reporters(plan)
            if not reporters and not plan.is_held:
                continue
            if step == _DECIDED:
                yield self._case_event(plan, at, reporters, moderator)
            else:
                yield self._follow_up_event(plan, at, reporters, moderator)
            if step == _DECIDED and moderator:
                self._count(reporters, plan.action, 1)
            elif plan.follow_up in (UNDONE, OVERTURNED) and moderator:
                self._count(reporters, plan.action, -1)

    def _steps(self, plan: CasePlan) -> Iterator[tuple[datetime, int, int, CasePlan, Any]]:
        moderator = self._moderator(plan, "decide", plan.opened) if plan.action else None
        at = plan.decided if moderator else plan.opened
        yield at, plan.number, _DECIDED, plan, moderator
        if moderator is None or plan.appealed is None:
            return
        but = () if plan.follow_up == UNDONE else (moderator.id,)
        other = self._moderator(plan, "follow up", plan.decided, but) if plan.answered else None
        if other and plan.answered:
            yield plan.answered, plan.number, _FOLLOWED_UP, plan, other
        elif plan.follow_up != UNDONE:
            yield plan.appealed, plan.number, _FOLLOWED_UP, plan, None

    def _moderator(
        self, plan: CasePlan, step: str, at: datetime, but: Sequence[ObjectId] = ()
    ) -> Member | None:
        """Return a moderator who was there by then, and is neither the author nor one of `but`."""
        excluded = {plan.review.author_id, *but}
        able = [
            m for m in self.moderators if m.id not in excluded and m.joined_at and m.joined_at < at
        ]
        return pick(self._rng(plan, "moderator", step), able) if able else None

    def _reporters(self, plan: CasePlan) -> list[Member]:
        """Return members who had joined by then, each once: no moderators, and not the author."""
        rng, chosen = self._rng(plan, "reporters"), dict[ObjectId, Member]()
        joined = bisect(self.joined, plan.opened)
        for _ in range(_TRIES if joined else 0):
            if len(chosen) == plan.reports:
                break
            doc = self.members[int(rng.random() * joined)]
            if doc["role"] != MODERATOR and doc["_id"] != plan.review.author_id:
                chosen[doc["_id"]] = Member.from_doc(doc)
        return list(chosen.values())

    def _count(self, reporters: Iterable[Member], action: str, by: int) -> None:
        counter = self.right if ACTIONS[action].against else self.wrong
        counter.update({member.id: by for member in reporters})

    def _rng(self, plan: CasePlan, *what: str) -> Random:
        return seeded_random(self.seed, *what, plan.number)

    def _id(self, plan: CasePlan, *what: object) -> ObjectId:
        return deterministic_id(self.seed, plan.number, *what)

    def _case_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> CaseEvent:
        hold = HOLD_REASONS["link" if plan.number % 2 else "first"]
        actions = (plan.action, "dismiss") if moderator else ()
        return CaseEvent(
            **self._about(plan, at, moderator),
            kind=plan.kind,
            opened_at=plan.opened,
            reports=list(self._reports(plan, reporters)),
            held_because=hold if plan.is_held else "",
            notes=list(self._notes(plan, at, moderator)),
            choices=[self._decision_input(plan, action, at) for action in actions],
        )

    def _about(self, plan: CasePlan, at: datetime, moderator: Member | None) -> Doc:
        return {
            "at": at,
            "case_id": self._id(plan, "case"),
            "decision_id": self._id(plan, "decision"),
            "review_id": plan.review.id,
            "author_id": plan.review.author_id,
            "moderator": moderator,
        }

    def _reports(self, plan: CasePlan, reporters: Sequence[Member]) -> Iterator[BulkReport]:
        """The first report opens the case; the others come before somebody has decided."""
        rng = self._rng(plan, "reports")
        later = sorted(rng.random() ** 1.5 for _ in reporters[1:])
        others = [name for name, reason in REASONS.items() if plan.kind in reason.kinds]
        for position, (member, part) in enumerate(zip(reporters, [0.0, *later], strict=False)):
            agrees = position == 0 or rng.random() < 0.75
            reason = plan.reason if agrees else pick(rng, others)
            says_more = reason == "other" or rng.random() < 0.4
            yield BulkReport(
                id=self._id(plan, "report", position),
                member=member,
                content=ReportContent(reason, _say(rng, "reports", reason) if says_more else ""),
                weight=self._weight(plan, member, f"{rng.getrandbits(64):016x}"),
                at=to_millisecond(plan.opened + (plan.decided - plan.opened) * part),
            )

    def _weight(self, plan: CasePlan, member: Member, network: str) -> ReportWeight:
        """Weigh a report by how often its reporter had been right until then."""
        credibility = ReportRecord(self.right[member.id], self.wrong[member.id]).credibility
        is_new = member.joined_at is not None and plan.opened - member.joined_at < NEW_MEMBER_PERIOD
        trust = 0.0 if credibility < MIN_CREDIBILITY else NEW_MEMBER_TRUST if is_new else FULL_TRUST
        return ReportWeight(round(credibility, 3), trust, network, is_new)

    def _notes(self, plan: CasePlan, at: datetime, moderator: Member | None) -> Iterator[Doc]:
        rng = self._rng(plan, "notes")
        if moderator and rng.random() < 0.16:
            noted = to_millisecond(plan.opened + (at - plan.opened) * rng.random())
            yield {"handle": moderator.handle, "text": _say(rng, "case_notes"), "at": noted}

    def _decision_input(self, plan: CasePlan, action: str, at: datetime) -> DecisionInput:
        """Return a decision with a rule and a reason that belong together."""
        rng, rule = self._rng(plan, "decision"), REASONS[plan.reason].rule
        by_rule: Mapping[str, Any] = load_toml("moderation/decisions")[action]
        if action == "dismiss":
            reason = pick(rng, _lines("decisions", action, plan.reason))
        else:
            rule = rule if rule in by_rule else pick(rng, tuple(by_rule))
            reason = pick(rng, _lines("decisions", action, rule))
        note = _say(rng, "private_notes") if rng.random() < 0.2 else ""
        days = timedelta(days=pick(rng, _SUSPENSION_DAYS))
        until = at + days if ACTIONS[action].needs_until else None
        return DecisionInput(action=action, rule=rule, reason=reason, note=note, until=until)

    def _follow_up_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> FollowUpEvent:
        undone, granted = plan.follow_up == UNDONE, plan.follow_up == OVERTURNED
        rng = self._rng(plan, "follow up")
        statement = "undone" if undone else "granted" if granted else "refused"
        return FollowUpEvent(
            **self._about(plan, at, moderator),
            row_id=self._id(plan, "follow up"),
            appeal_id=None if undone else self._id(plan, "appeal"),
            appeal_text="" if undone else _say(rng, "appeals"),
            appealed_at=plan.appealed or at,
            reporter_ids=[member.id for member in reporters],
            granted=granted,
            reason=_say(rng, statement),
        )
