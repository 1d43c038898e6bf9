"""The plan as events in the order of time: who reports, who decides, and in which words."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from bson import ObjectId

from accounts.documents import MODERATOR, Member, ReportRecord
from moderation import bulk, reports
from moderation.decisions import DecisionInput
from moderation.rules import ACTIONS, REASONS
from moderation.states import HOLD_REASONS

from .data_files import load_toml
from .phrases import expand_choices
from .report_plan import OVERTURNED, UNDONE, CasePlan
from .seeded_random import deterministic_id, pick, seeded_random, to_millisecond

_TRIES = 12
_DECIDED, _FOLLOWED_UP = range(2)
_SUSPENSION_DAYS: Final = (3, 7, 14, 30)
Doc = dict[str, Any]


@cache
def _lines(*place: str) -> list[str]:
    templates = load_toml(f"moderation/{place[0]}", *place[1:])
    return [line for template in templates for line in expand_choices(template)]


def _text(rng: Random, *keys: str) -> str:
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

    def events(self, plans: Iterable[CasePlan]) -> Iterator[bulk.Event]:
        rows = sorted((row for plan in plans for row in self._steps(plan)), key=lambda r: r[:3])
        for at, _, step, plan, moderator in rows:
            reporters = self._reporters(plan)
            if not reporters and not plan.is_held:
                continue
            if step == _DECIDED:
                yield self._case_event(plan, at, reporters, moderator)
                by = 1
            else:
                yield self._follow_up_event(plan, at, reporters, moderator)
                by = -1 if plan.follow_up in (UNDONE, OVERTURNED) else 0
            if moderator and by:
                counter = self.right if ACTIONS[plan.action].is_sanction else self.wrong
                counter.update({member.id: by for member in reporters})

    def _steps(self, plan: CasePlan) -> Iterator[tuple[datetime, int, int, CasePlan, Any]]:
        moderator = self._moderator(plan, "decide", plan.opened) if plan.action else None
        at = plan.decided if moderator else plan.opened
        yield at, plan.review.number, _DECIDED, plan, moderator
        if moderator is None or plan.appealed is None:
            return
        but = () if plan.follow_up == UNDONE else (moderator.id,)
        other = self._moderator(plan, "follow up", plan.decided, but) if plan.answered else None
        if other and plan.answered:
            yield plan.answered, plan.review.number, _FOLLOWED_UP, plan, other
        elif plan.follow_up != UNDONE:
            yield plan.appealed, plan.review.number, _FOLLOWED_UP, plan, None

    def _moderator(
        self, plan: CasePlan, step: str, at: datetime, but: Sequence[ObjectId] = ()
    ) -> Member | None:
        excluded = {plan.review.author_id, *but}
        able = [
            m for m in self.moderators if m.id not in excluded and m.joined_at and m.joined_at < at
        ]
        return pick(self._rng(plan, "moderator", step), able) if able else None

    def _reporters(self, plan: CasePlan) -> list[Member]:
        """Return members who had joined by then, each once: no moderators, and not the author."""
        rng, chosen = self._rng(plan, "reporters"), dict[ObjectId, Member]()
        joined = bisect(self.joined, plan.opened)
        for _ in range(_TRIES):
            if not joined or len(chosen) == plan.reports:
                break
            doc = self.members[int(rng.random() * joined)]
            if doc["role"] != MODERATOR and doc["_id"] != plan.review.author_id:
                chosen[doc["_id"]] = Member.from_doc(doc)
        return list(chosen.values())

    def _rng(self, plan: CasePlan, *what: str) -> Random:
        return seeded_random(self.seed, *what, plan.review.number)

    def _id(self, plan: CasePlan, *what: object) -> ObjectId:
        return deterministic_id(self.seed, plan.review.number, *what)

    def _case_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> bulk.CaseEvent:
        hold = HOLD_REASONS["link" if plan.review.number % 2 else "first"]
        actions = (plan.action, "dismiss") if moderator else ()
        return bulk.CaseEvent(
            **self._about(plan, at, moderator),
            id=self._id(plan, "case"),
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

    def _reports(self, plan: CasePlan, reporters: Sequence[Member]) -> Iterator[reports.NewReport]:
        rng = self._rng(plan, "reports")
        later = sorted(rng.random() ** 1.5 for _ in reporters[1:])
        others = [name for name, reason in REASONS.items() if plan.kind in reason.kinds]
        for position, (member, part) in enumerate(zip(reporters, [0.0, *later], strict=False)):
            agrees = position == 0 or rng.random() < 0.75
            reason = plan.reason if agrees else pick(rng, others)
            says_more = reason == "other" or rng.random() < 0.4
            note = _text(rng, "reports", reason) if says_more else ""
            yield reports.NewReport(
                id=self._id(plan, "report", position),
                member=member,
                content=reports.ReportContent(reason, note),
                weight=self._weight(plan, member, f"{rng.getrandbits(64):016x}"),
                at=to_millisecond(plan.opened + (plan.decided - plan.opened) * part),
            )

    def _weight(self, plan: CasePlan, member: Member, network: str) -> reports.ReportWeight:
        """Weigh a report by how often its reporter had been right until then."""
        record = ReportRecord(self.right[member.id], self.wrong[member.id])
        weight = reports.weigh_report(replace(member, report_record=record), "", plan.opened)
        return replace(weight, network=network)

    def _notes(self, plan: CasePlan, at: datetime, moderator: Member | None) -> Iterator[Doc]:
        rng = self._rng(plan, "notes")
        if moderator and rng.random() < 0.16:
            noted = to_millisecond(plan.opened + (at - plan.opened) * rng.random())
            yield {"handle": moderator.handle, "text": _text(rng, "case_notes"), "at": noted}

    def _decision_input(self, plan: CasePlan, action: str, at: datetime) -> DecisionInput:
        rng, rule = self._rng(plan, "decision"), REASONS[plan.reason].rule
        by_rule = load_toml("moderation/decisions", action)
        if action != "dismiss" and rule not in by_rule:
            rule = pick(rng, tuple(by_rule))
        key = plan.reason if action == "dismiss" else rule
        reason = pick(rng, _lines("decisions", action, key))
        note = _text(rng, "private_notes") if rng.random() < 0.2 else ""
        days = timedelta(days=pick(rng, _SUSPENSION_DAYS))
        until = at + days if ACTIONS[action].needs_until else None
        return DecisionInput(action=action, rule=rule, reason=reason, note=note, until=until)

    def _follow_up_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> bulk.FollowUpEvent:
        rng, undone = self._rng(plan, "follow up"), plan.follow_up == UNDONE
        statement = {UNDONE: "undone", OVERTURNED: "granted"}.get(plan.follow_up, "refused")
        return bulk.FollowUpEvent(
            **self._about(plan, at, moderator),
            id=self._id(plan, "follow up" if undone else "appeal"),
            row_id=self._id(plan, "follow up"),
            is_appeal=not undone,
            appeal_text="" if undone else _text(rng, "appeals"),
            appealed_at=plan.appealed or at,
            reporter_ids=[member.id for member in reporters],
            granted=plan.follow_up == OVERTURNED,
            reason=_text(rng, statement),
        )
