"""What is going to be reported on a seeded site, and what comes of it: a pure plan, no writes."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from bson import ObjectId

from moderation.rules import ACTIONS, HELD_REASON, MEMBER, REASONS, REVIEW

from .data_files import load_toml
from .reviews import ONLY_STARS
from .seeded_random import seeded_random, to_millisecond

_REVIEWS_PER_CASE, _MEAN_REPORTS = 60, 1.89
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


@dataclass(slots=True)
class CasePlan:
    """A case from its first report on: `action` is empty while it is open.

    A held one nobody has reported. `follow_up` is "appeal" (not answered), "uphold", "overturn",
    "undo" or empty, as are its moments.
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


def reported_numbers(reviews: int, reports: int | None, seed: int) -> list[int]:
    """Return which reviews, counted from 0, are reported: for about `reports` reports."""
    if reports is None:
        reports = round(reviews / _REVIEWS_PER_CASE * _MEAN_REPORTS)
    # Some of them turn out to hold stars alone, which give nobody a reason.
    cases = min(reviews, round(reports / _MEAN_REPORTS / (1 - ONLY_STARS)))
    apart = reviews // cases if cases else 1
    rng = seeded_random(seed, "reported")
    return [number * apart + int(rng.random() * apart) for number in range(cases)]


def plan_cases(reviews: Sequence[ReportedReview], seed: int, until: datetime) -> list[CasePlan]:
    cases = [_open_case(review, seed, until) for review in reviews]
    cases.sort(key=attrgetter("opened"))
    some = min(_OPEN_AT_LEAST, int(len(cases) * _OPEN_AT_MOST))
    number = len(cases) - max(int(len(cases) * _OPEN), some)
    decided = [case for case in cases[:number] if case.decided <= until]
    decided.sort(key=attrgetter("decided"), reverse=True)
    for case in decided:
        _decide(case, seed, until)
    for case, (action, follow_up) in zip(decided, _NEWEST, strict=False):
        _plan_newest(case, action, follow_up, until)
    _limit_standing_changes(decided)
    still_open = [case for case in cases if not case.action]
    for position, case in enumerate(still_open):
        _vary_open_case(case, position, until)
    return decided + still_open


def _open_case(review: ReportedReview, seed: int, until: datetime) -> CasePlan:
    rng = seeded_random(seed, "case", review.number)
    reason = _weighted_choice(rng, "reasons")
    kind = MEMBER if rng.random() < _MEMBER_CASE_SHARE else REVIEW
    if kind not in REASONS[reason].kinds:
        reason = "spam"
    opened = review.date + timedelta(hours=0.3 + rng.expovariate(1 / 30))
    if opened >= until:
        opened = review.date + (until - review.date) * rng.random()
    decided = opened + timedelta(hours=min(200.0, 0.4 + rng.lognormvariate(2.2, 1.1)))
    reports = int(_weighted_choice(rng, "reports_per_case"))
    return CasePlan(review, kind, reason, reports, to_millisecond(opened), to_millisecond(decided))


def _decide(case: CasePlan, seed: int, until: datetime) -> None:
    rng = seeded_random(seed, "decided", case.review.number)
    action = _weighted_choice(rng, "actions", case.reason)
    if case.kind == MEMBER:
        action = load_toml("moderation/plan", "actions_on_members").get(action, action)
    if action in _LASTING and case.decided < until - _LASTING_SINCE:
        action = "suspend"
    case.action, dice, follow_up = action, rng.random(), ""
    if dice < _APPEALED and ACTIONS[action].is_sanction:
        follow_up = UPHELD if rng.random() < _REFUSED else OVERTURNED
    elif dice > 1 - _UNDONE and action not in ("dismiss", "warn"):
        follow_up = UNDONE
    appealed = to_millisecond(case.decided + timedelta(hours=1 + rng.expovariate(1 / 60)))
    answered = to_millisecond(appealed + timedelta(hours=2 + rng.expovariate(1 / 40)))
    if follow_up and answered <= until:
        case.follow_up, case.appealed, case.answered = follow_up, appealed, answered
    elif follow_up and follow_up != UNDONE and appealed <= until:
        case.follow_up, case.appealed = APPEALED, appealed


def _plan_newest(case: CasePlan, action: str, follow_up: str, until: datetime) -> None:
    """Plan one of the newest decisions: what follows it happens before `until`, however late."""
    left = until - case.decided
    case.action, case.follow_up = action, follow_up
    case.kind = REVIEW if action in ("remove", "hide") else case.kind
    case.reason = "abusive" if case.reason in ("spoiler", "other") else case.reason
    case.appealed = to_millisecond(case.decided + left * 0.4) if follow_up else None
    has_answer = follow_up not in ("", APPEALED)
    case.answered = to_millisecond(case.decided + left * 0.8) if has_answer else None


def _limit_standing_changes(newest_first: Sequence[CasePlan]) -> None:
    """Replace all but the newest decision on an author's standing by warnings."""
    changed: set[ObjectId] = set()
    for case in (case for case in newest_first if ACTIONS[case.action].standing):
        if case.review.author_id in changed:
            case.action = "warn"
            if case.follow_up == UNDONE:
                case.follow_up, case.appealed = "", None
        changed.add(case.review.author_id)


def _vary_open_case(case: CasePlan, position: int, until: datetime) -> None:
    # Open ones take turns with the reasons, and one in fourteen is held rather than reported.
    names = tuple(REASONS)
    case.reason = names[position % len(names)]
    case.decided = to_millisecond(case.opened + (until - case.opened) * 0.7)
    if case.kind not in REASONS[case.reason].kinds:
        case.kind = REVIEW
    if position % (2 * len(names)) == 3:
        case.kind, case.reason, case.reports = REVIEW, HELD_REASON, 0


def _weighted_choice(rng: random.Random, *keys: str) -> str:
    weights = load_toml("moderation/plan", *keys)
    return str(rng.choices(tuple(weights), tuple(weights.values()))[0])
