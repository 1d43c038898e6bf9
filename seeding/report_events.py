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
from moderation.rules import ACTIONS, HELD_REASON, REASONS

from .data_files import load_toml
from .phrases import expand_choices
from .report_plan import OVERTURNED, UNDONE, CasePlan
from .seeded_random import deterministic_id, pick, seeded_random, to_millisecond

_TRIES = 12
_SUSPENSION_DAYS: Final = (3, 7, 14, 30)
Doc = dict[str, Any]


@cache
def _texts(file: str, *keys: str) -> list[str]:
    templates = load_toml(f"moderation/{file}", *keys)
    return [text for template in templates for text in expand_choices(template)]


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
        steps = sorted((s for plan in plans for s in self._steps(plan)), key=lambda s: s[:3])
        for at, _, is_follow_up, plan, moderator in steps:
            reporters = self._reporters(plan)
            if not reporters and plan.reason != HELD_REASON:
                continue
            make_event = self._follow_up_event if is_follow_up else self._case_event
            yield make_event(plan, at, reporters, moderator)
            if moderator and (not is_follow_up or plan.follow_up in (UNDONE, OVERTURNED)):
                counter = self.right if ACTIONS[plan.action].is_sanction else self.wrong
                counter.update({member.id: -1 if is_follow_up else 1 for member in reporters})

    def _steps(self, plan: CasePlan) -> Iterator[tuple[datetime, int, bool, CasePlan, Any]]:
        moderator = self._moderator(plan, "decide", plan.opened) if plan.action else None
        number = plan.review.number
        yield plan.decided if moderator else plan.opened, number, False, plan, moderator
        if moderator is None or plan.appealed is None:
            return
        decider = () if plan.follow_up == UNDONE else (moderator.id,)
        other = self._moderator(plan, "follow up", plan.decided, decider) if plan.answered else None
        if other and plan.answered:
            yield plan.answered, number, True, plan, other
        elif plan.follow_up != UNDONE:
            yield plan.appealed, number, True, plan, None

    def _moderator(
        self, plan: CasePlan, step: str, at: datetime, excluded: Sequence[ObjectId] = ()
    ) -> Member | None:
        excluded = (plan.review.author_id, *excluded)
        joined = [m for m in self.moderators if m.joined_at and m.joined_at < at]
        able = [m for m in joined if m.id not in excluded]
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

    def _rng(self, plan: CasePlan, *what: str) -> Random:
        return seeded_random(self.seed, *what, plan.review.number)

    def _id(self, plan: CasePlan, *what: object) -> ObjectId:
        return deterministic_id(self.seed, plan.review.number, *what)

    def _case_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> bulk.Event:
        rng, notes = self._rng(plan, "notes"), []
        if moderator and rng.random() < 0.16:
            noted = to_millisecond(plan.opened + (at - plan.opened) * rng.random())
            text = pick(rng, _texts("statements", "case_notes"))
            notes.append({"handle": moderator.handle, "text": text, "at": noted})
        actions = (plan.action, "dismiss") if moderator else ()
        return bulk.CaseEvent(
            **self._about(plan, at, moderator),
            id=self._id(plan, "case"),
            kind=plan.kind,
            opened_at=plan.opened,
            reports=list(self._reports(plan, reporters)),
            # Any text may have a watched word; few have links, and few accounts are new.
            held_because="word" if plan.reason == HELD_REASON else "",
            notes=notes,
            choices=[self._decision_input(plan, action, at) for action in actions],
        )

    def _about(self, plan: CasePlan, at: datetime, moderator: Member | None) -> Doc:
        ids = {"case_id": self._id(plan, "case"), "decision_id": self._id(plan, "decision")}
        review = {"review_id": plan.review.id, "author_id": plan.review.author_id}
        return {"at": at, "moderator": moderator, **ids, **review}

    def _reports(self, plan: CasePlan, reporters: Sequence[Member]) -> Iterator[reports.NewReport]:
        rng = self._rng(plan, "reports")
        moments = [0.0, *sorted(rng.random() ** 1.5 for _ in reporters[1:])]
        others = [name for name, reason in REASONS.items() if plan.kind in reason.kinds]
        for position, (member, part) in enumerate(zip(reporters, moments, strict=False)):
            agrees = position == 0 or rng.random() < 0.75
            reason = plan.reason if agrees else pick(rng, others)
            has_note = reason == "other" or rng.random() < 0.4
            note = pick(rng, _texts("statements", "reports", reason)) if has_note else ""
            # A report weighs by how often its reporter had been right until then.
            record = ReportRecord(self.right[member.id], self.wrong[member.id])
            weight = reports.weigh_report(replace(member, report_record=record), "", plan.opened)
            yield reports.NewReport(
                id=self._id(plan, "report", position),
                member=member,
                content=reports.ReportContent(reason, note),
                weight=replace(weight, network=f"{rng.getrandbits(64):016x}"),
                at=to_millisecond(plan.opened + (plan.decided - plan.opened) * part),
            )

    def _decision_input(self, plan: CasePlan, action: str, at: datetime) -> DecisionInput:
        rng, rule = self._rng(plan, "decision"), REASONS[plan.reason].rule
        by_rule = load_toml("moderation/decisions", action)
        if action != "dismiss" and rule not in by_rule:
            rule = pick(rng, tuple(by_rule))
        key = plan.reason if action == "dismiss" else rule
        reason = pick(rng, _texts("decisions", action, key))
        note = pick(rng, _texts("statements", "private_notes")) if rng.random() < 0.2 else ""
        days = timedelta(days=pick(rng, _SUSPENSION_DAYS))
        until = at + days if ACTIONS[action].needs_until else None
        return DecisionInput(action=action, rule=rule, reason=reason, note=note, until=until)

    def _follow_up_event(
        self, plan: CasePlan, at: datetime, reporters: Sequence[Member], moderator: Member | None
    ) -> bulk.Event:
        rng, undone = self._rng(plan, "follow up"), plan.follow_up == UNDONE
        reasons = {UNDONE: "undone", OVERTURNED: "granted"}.get(plan.follow_up, "refused")
        return bulk.FollowUpEvent(
            **self._about(plan, at, moderator),
            id=self._id(plan, "follow up" if undone else "appeal"),
            row_id=self._id(plan, "follow up"),
            is_appeal=not undone,
            appeal_text="" if undone else pick(rng, _texts("statements", "appeals")),
            appealed_at=plan.appealed or at,
            reporter_ids=[member.id for member in reporters],
            granted=plan.follow_up == OVERTURNED,
            reason=pick(rng, _texts("statements", reasons)),
        )
