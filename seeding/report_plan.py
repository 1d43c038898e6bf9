"""What is going to be reported on a seeded site, and what comes of it: a pure plan, no writes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from bson import ObjectId

from moderation.rules import ACTIONS, HELD_REASON, MEMBER, REASONS, REVIEW

from .data_files import load_toml
from .reviews import ONLY_STARS
from .seeded_random import seeded_random, to_millisecond

_REVIEWS_PER_CASE = 60
_MEAN_REPORTS = 1.89
_OPEN, _OPEN_AT_LEAST, _OPEN_AT_MOST = 0.06, 14, 0.4
_MEMBER_CASE_SHARE, _APPEALED, _REFUSED, _UNDONE = 0.06, 0.08, 0.6, 0.03
# Who was limited or closed long ago would not have gone on writing.
_LASTING, _LASTING_SINCE = ("limit", "close"), timedelta(days=60)
UPHELD, OVERTURNED, APPEALED, UNDONE = "uphold", "overturn", "appeal", "undo"
# The newest decisions of every site hold one of each, so that there is something to see.
_NEWEST: Final = (("limit", ""), ("remove", APPEALED), ("hide", UNDONE), ("hide", OVERTURNED))


class ReportedReview(NamedTuple):
    """Which seeded review, counted from 0, by whom, and when."""

    number: int
    id: ObjectId
    author_id: ObjectId
    date: datetime


@dataclass(frozen=True, slots=True)
class CasePlan:
    """A case from its first report on: `action` is empty while it is open.

    `follow_up` is "appeal" (not answered), "uphold", "overturn", "undo" or empty.
    """

    review: ReportedReview
    kind: str
    reason: str
    reports: int
    opened: datetime
    decided: datetime
    action: str = ""
    follow_up: str = ""
    appealed: datetime | None = None
    answered: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Nobody reported it: it was held when it was posted."""
        return self.reason == HELD_REASON


def usual_reports(reviews: int) -> int:
    return round(reviews / _REVIEWS_PER_CASE * _MEAN_REPORTS)


def reported_numbers(reviews: int, reports: int, seed: int) -> Iterator[int]:
    """Yield which reviews, counted from 0, are reported, for about `reports` reports."""
    # Some of them turn out to hold stars alone, which give nobody a reason.
    cases = min(reviews, round(reports / _MEAN_REPORTS / (1 - ONLY_STARS)))
    apart = reviews // cases if cases else 1
    rng = seeded_random(seed, "reported")
    yield from (number * apart + int(rng.random() * apart) for number in range(cases))


def plan_cases(reviews: Sequence[ReportedReview], seed: int, until: datetime) -> list[CasePlan]:
    """Return what happens to these reviews: the newest cases are open, the others decided."""
    opened = sorted(
        (_plan_case(review, seed, until) for review in reviews), key=attrgetter("opened")
    )
    waiting = max(int(len(opened) * _OPEN), min(_OPEN_AT_LEAST, int(len(opened) * _OPEN_AT_MOST)))
    split = len(opened) - waiting
    closed = [_decided(case, seed, until) for case in opened[:split]]
    too_late = [case for case in closed if not case.action]
    decided = sorted((case for case in closed if case.action), key=attrgetter("decided"))
    newest = [_newest(decided.pop(), *what, until) for what in _NEWEST if decided]
    left = sorted([*too_late, *opened[split:]], key=attrgetter("opened"))
    still_open = [_open(case, position, until) for position, case in enumerate(left)]
    return [*_one_standing_a_member([*newest, *reversed(decided)]), *still_open]


def _plan_case(review: ReportedReview, seed: int, until: datetime) -> CasePlan:
    rng = seeded_random(seed, "case", review.number)
    reason = _weighted_choice(rng, "reasons")
    kind = MEMBER if rng.random() < _MEMBER_CASE_SHARE else REVIEW
    if kind not in REASONS[reason].kinds:
        reason = "spam"
    opened = review.date + timedelta(hours=0.3 + rng.expovariate(1 / 30))
    if opened >= until:
        opened = review.date + (until - review.date) * rng.random()
    waited = timedelta(hours=min(200.0, 0.4 + rng.lognormvariate(2.2, 1.1)))
    return CasePlan(
        review=review,
        kind=kind,
        reason=reason,
        reports=int(_weighted_choice(rng, "reports_per_case")),
        opened=to_millisecond(opened),
        decided=to_millisecond(opened + waited),
    )


def _decided(case: CasePlan, seed: int, until: datetime) -> CasePlan:
    """Return a case with its decision; one that would end after `until` stays open."""
    if case.decided > until:
        return case
    rng = seeded_random(seed, "decided", case.review.number)
    action = _weighted_choice(rng, "actions", case.reason)
    if case.kind == MEMBER:
        action = load_toml("moderation/plan", "actions_on_members").get(action, action)
    if action in _LASTING and case.decided < until - _LASTING_SINCE:
        action = "suspend"
    follow_up, dice = "", rng.random()
    if dice < _APPEALED and ACTIONS[action].is_sanction:
        follow_up = UPHELD if rng.random() < _REFUSED else OVERTURNED
    elif dice > 1 - _UNDONE and action not in ("dismiss", "warn"):
        follow_up = UNDONE
    return _followed_up(replace(case, action=action, follow_up=follow_up), rng, until)


def _followed_up(case: CasePlan, rng: random.Random, until: datetime) -> CasePlan:
    if not case.follow_up:
        return case
    appealed = to_millisecond(case.decided + timedelta(hours=1 + rng.expovariate(1 / 60)))
    answered = to_millisecond(appealed + timedelta(hours=2 + rng.expovariate(1 / 40)))
    if appealed > until or (case.follow_up == UNDONE and answered > until):
        return replace(case, follow_up="")
    if answered > until:
        return replace(case, follow_up=APPEALED, appealed=appealed)
    return replace(case, appealed=appealed, answered=answered)


def _newest(case: CasePlan, action: str, follow_up: str, until: datetime) -> CasePlan:
    """One of the newest decisions: what follows it happens before `until`, however late it is."""
    left = until - case.decided
    kind = REVIEW if action in ("remove", "hide") else case.kind
    reason = "abusive" if case.reason in ("spoiler", "other") else case.reason
    appealed, answered = (to_millisecond(case.decided + left * part) for part in (0.4, 0.8))
    return replace(
        case,
        action=action,
        follow_up=follow_up,
        kind=kind,
        reason=reason,
        appealed=appealed if follow_up else None,
        answered=answered if follow_up not in ("", APPEALED) else None,
    )


def _one_standing_a_member(newest_first: Sequence[CasePlan]) -> Iterator[CasePlan]:
    """Only the newest case changes how its author stands; at most a warning came before."""
    bound: set[ObjectId] = set()
    for case in newest_first:
        if ACTIONS[case.action].standing:
            if case.review.author_id in bound:
                follow_up = "" if case.follow_up == UNDONE else case.follow_up
                case = replace(case, action="warn", follow_up=follow_up)
            bound.add(case.review.author_id)
        yield case


def _open(case: CasePlan, position: int, until: datetime) -> CasePlan:
    # Open ones take turns with the reasons, and one in fourteen is held rather than reported.
    names = tuple(REASONS)
    reason = names[position % len(names)]
    decided = to_millisecond(case.opened + (until - case.opened) * 0.7)
    if position % (2 * len(names)) == 3:
        return replace(case, decided=decided, kind=REVIEW, reason=HELD_REASON, reports=0)
    kind = case.kind if case.kind in REASONS[reason].kinds else REVIEW
    return replace(case, decided=decided, kind=kind, reason=reason)


def _weighted_choice(rng: random.Random, *keys: str) -> str:
    weights = load_toml("moderation/plan", *keys)
    return str(rng.choices(tuple(weights), tuple(weights.values()))[0])
