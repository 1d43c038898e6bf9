"""What is going to be reported on a seeded site, and what comes of it: a pure plan, no writes."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from moderation.rules import ACTIONS, HELD_REASON, MEMBER, REASONS, REVIEW

from ..randomness import lots
from ..reported_reviews import WITH_WORDS, Written

Weights = Mapping[str, float]
REVIEWS_A_CASE = 60
REPORTS_A_CASE: Final[Mapping[int, float]] = {1: 0.46, 2: 0.29, 3: 0.15, 4: 0.10}
MEAN_REPORTS = sum(number * weight for number, weight in REPORTS_A_CASE.items())
OPEN, OPEN_AT_LEAST, OPEN_AT_MOST = 0.06, 14, 0.4
PEOPLE, APPEALED, REFUSED, UNDONE = 0.06, 0.08, 0.6, 0.03
WHY: Final[Weights] = {
    **{"spoiler": 0.33, "abusive": 0.21, "off-topic": 0.19, "spam": 0.13},
    **{"other": 0.08, "personal": 0.04, "illegal": 0.02},
}
WHAT: Final[Mapping[str, Weights]] = {
    "spoiler": {"mark-spoiler": 0.74, "dismiss": 0.21, "hide": 0.03, "warn": 0.02},
    "off-topic": {"dismiss": 0.52, "hide": 0.31, "warn": 0.12, "remove": 0.05},
    "abusive": {"remove": 0.4, "hide": 0.24, "dismiss": 0.17, "warn": 0.12, "suspend": 0.07},
    "spam": {"remove": 0.66, "dismiss": 0.17, "limit": 0.09, "suspend": 0.06, "close": 0.02},
    "personal": {"remove": 0.6, "hide": 0.26, "dismiss": 0.1, "warn": 0.04},
    "illegal": {"remove": 0.62, "dismiss": 0.36, "close": 0.02},
    "other": {"dismiss": 0.7, "hide": 0.18, "warn": 0.12},
}
OF_PEOPLE: Final[Mapping[str, str]] = {"remove": "suspend", "hide": "warn", "mark-spoiler": "warn"}
# Who was limited or closed long ago would not have gone on writing.
LATELY = timedelta(days=60)
LASTING = ("limit", "close")
# The newest decisions of every site hold one of each, so that there is something to see.
NEWEST: Final = (("limit", ""), ("remove", "appeal"), ("hide", "undo"), ("hide", "overturn"))


@dataclass(frozen=True, slots=True)
class Story:
    """A case from its first report on: `action` is empty while it is open.

    `then` is what comes after: "appeal" (open), "uphold", "overturn" or "undo"; empty for nothing.
    """

    review: Written
    kind: str
    reason: str
    reports: int
    opened: datetime
    decided: datetime
    action: str = ""
    then: str = ""
    appealed: datetime | None = None
    answered: datetime | None = None

    @property
    def number(self) -> int:
        """Give the number of the review that it began with."""
        return self.review.number

    @property
    def is_held(self) -> bool:
        """Tell whether nobody reported it: it was held when it was posted."""
        return self.reason == HELD_REASON


def numbers(reviews: int, reports: int, seed: int) -> Iterator[int]:
    """Give which reviews (from 0 on) are reported, spread over all, for about so many reports."""
    cases = min(reviews, round(reports / MEAN_REPORTS / WITH_WORDS))
    apart = reviews // cases if cases else 1
    lot = lots(seed, "reported")
    yield from (at * apart + int(lot.random() * apart) for at in range(cases))


def usual_reports(reviews: int) -> int:
    """Give how many reports a site of this size has."""
    return round(reviews / REVIEWS_A_CASE * MEAN_REPORTS)


def stories(found: Sequence[Written], seed: int, until: datetime) -> list[Story]:
    """Give what happens to these reviews: the newest cases are open, the others decided."""
    begun = sorted((_begun(one, seed, until) for one in found), key=_opening)
    waiting = max(int(len(begun) * OPEN), min(OPEN_AT_LEAST, int(len(begun) * OPEN_AT_MOST)))
    split = len(begun) - waiting
    decided = [_decided(story, seed, until) for story in begun[:split]]
    late = [story for story in decided if not story.action]
    made = sorted((story for story in decided if story.action), key=lambda one: one.decided)
    newest = [_newest(made.pop(), *what, until) for what in NEWEST if made]
    left = sorted([*late, *begun[split:]], key=_opening)
    return [*made, *newest, *(_open(story, at, until) for at, story in enumerate(left))]


def _opening(story: Story) -> datetime:
    return story.opened


def _begun(review: Written, seed: int, until: datetime) -> Story:
    lot = lots(seed, "case", review.number)
    reason, kind = _one_of(lot, WHY), MEMBER if lot.random() < PEOPLE else REVIEW
    if kind not in REASONS[reason].kinds:
        reason = "spam"
    opened = _after(lot, review.date, timedelta(hours=0.3 + lot.expovariate(1 / 30)), until)
    waited = timedelta(hours=min(200.0, 0.4 + lot.lognormvariate(2.2, 1.1)))
    return Story(
        review=review,
        kind=kind,
        reason=reason,
        reports=_number_of(lot),
        opened=opened,
        decided=_whole(opened + waited),
    )


def _number_of(lot: random.Random) -> int:
    return int(_one_of(lot, {str(n): weight for n, weight in REPORTS_A_CASE.items()}))


def _decided(story: Story, seed: int, until: datetime) -> Story:
    """Give a story its end; one that would end after `until` stays open."""
    if story.decided > until:
        return story
    lot = lots(seed, "decided", story.number)
    action = _one_of(lot, WHAT[story.reason])
    if story.kind == MEMBER:
        action = OF_PEOPLE.get(action, action)
    if action in LASTING and story.decided < until - LATELY:
        action = "suspend"
    then, dice = "", lot.random()
    if dice < APPEALED and ACTIONS[action].against:
        then = "uphold" if lot.random() < REFUSED else "overturn"
    elif dice > 1 - UNDONE and action not in ("dismiss", "warn"):
        then = "undo"
    return _followed(replace(story, action=action, then=then), lot, until)


def _followed(story: Story, lot: random.Random, until: datetime) -> Story:
    """Say when it was appealed, and answered or taken back; an answer may be still to come."""
    if not story.then:
        return story
    appealed = _whole(story.decided + timedelta(hours=1 + lot.expovariate(1 / 60)))
    answered = _whole(appealed + timedelta(hours=2 + lot.expovariate(1 / 40)))
    if appealed > until or (story.then == "undo" and answered > until):
        return replace(story, then="")
    if story.then == "appeal" or answered > until:
        return replace(story, then="appeal", appealed=appealed)
    return replace(story, appealed=appealed, answered=answered)


def _newest(story: Story, action: str, then: str, until: datetime) -> Story:
    """One of the newest decisions: what follows it happens before `until`, however late it is."""
    left = until - story.decided
    kind = REVIEW if action in ("remove", "hide") else story.kind
    reason = "abusive" if story.reason in ("spoiler", "other") else story.reason
    made = replace(story, action=action, then=then, kind=kind, reason=reason)
    if not then:
        return replace(made, appealed=None, answered=None)
    appealed, answered = (_whole(story.decided + left * part) for part in (0.4, 0.8))
    return replace(made, appealed=appealed, answered=None if then == "appeal" else answered)


def _open(story: Story, at: int, until: datetime) -> Story:
    """Open ones take turns with the reasons, and one in fourteen is held rather than reported."""
    names, lasting = tuple(REASONS), until - story.opened
    story = replace(story, decided=_whole(story.opened + lasting * 0.7))
    held = at % (2 * len(names)) == 3
    reason = names[at % len(names)]
    if held or story.kind not in REASONS[reason].kinds:
        story = replace(story, kind=REVIEW)
    if held:
        return replace(story, reason=HELD_REASON, reports=0)
    return replace(story, reason=reason)


def _after(lot: random.Random, start: datetime, gap: timedelta, until: datetime) -> datetime:
    moment = start + gap
    return _whole(moment if moment < until else start + (until - start) * lot.random())


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _one_of(lot: random.Random, weights: Weights) -> str:
    return lot.choices(tuple(weights), tuple(weights.values()))[0]
