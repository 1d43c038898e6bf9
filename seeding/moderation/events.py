"""A plan as events in the order of time: opened, decided, appealed, answered, taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from accounts.documents import Member
from moderation.reports import ReportWeight
from moderation.rules import ACTIONS

from ..randomness import seeded_id
from .people import People
from .plan import Story

OPEN, DECIDE, APPEAL, ANSWER, UNDO = "open", "decide", "appeal", "answer", "undo"
Row = tuple[datetime, int, str, Story, Member | None]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to a story: when, by which moderator, and who had reported it."""

    at: datetime
    step: str
    story: Story
    judge: Member | None
    reporters: Sequence[Member]
    voices: Sequence[ReportWeight]
    seed: int

    def id(self, what: str, *more: object) -> ObjectId:
        """Give the id of a document of this story: always the same."""
        return seeded_id(self.seed, what, self.story.number, *more)

    @property
    def proof(self) -> tuple[str, ObjectId]:
        """Give the collection and the id of what is there once this has happened."""
        if self.step in (OPEN, DECIDE):
            return "cases", self.id("case")
        return ("decisions", self.id(UNDO)) if self.step == UNDO else ("appeals", self.id(APPEAL))


def events(stories: Sequence[Story], people: People) -> Iterator[Event]:
    """Give all that happens, oldest first."""
    rows = sorted((row for story in stories for row in _rows(story, people)), key=lambda r: r[:3])
    for at, _, step, story, judge in rows:
        reporters = people.reporters(story)
        if not reporters and not story.is_held:
            continue
        voices = people.voices(story, reporters)
        yield Event(at, step, story, judge, reporters, voices, people.seed)
        if step == DECIDE:
            people.count(reporters, ACTIONS[story.action].against, 1)
        elif step == UNDO or (step == ANSWER and story.then == "overturn"):
            people.count(reporters, ACTIONS[story.action].against, -1)


def _rows(story: Story, people: People) -> Iterator[Row]:
    judge = people.judge(story, DECIDE, story.opened) if story.action else None
    if judge is None:
        yield story.opened, story.number, OPEN, story, None
        return
    yield story.decided, story.number, DECIDE, story, judge
    if story.then == "undo" and story.answered:
        again = people.judge(story, UNDO, story.decided)
        yield story.answered, story.number, UNDO, story, again
    elif story.appealed:
        other = people.judge(story, ANSWER, story.decided, but=[judge.id])
        if other and story.answered:
            yield story.answered, story.number, ANSWER, story, other
        else:
            yield story.appealed, story.number, APPEAL, story, None
