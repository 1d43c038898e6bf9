"""The states of a review and its case: every service keeps to the table, in every order."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings as site_settings

from accounts.documents import Member
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from moderation.account_closing import close_account
from moderation.appeals import answer_appeal, file_appeal
from moderation.cases import open_case
from moderation.decisions import decide_case
from moderation.posting import edit_review, post_review
from moderation.posts import review_target
from moderation.queries import find_open_case
from moderation.rules import ACTIONS
from moderation.states import DECISIONS, STATES, TRANSITIONS
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.queries import get_review
from reviews.services import delete_review
from tests.support.cast import PASSWORD
from tests.support.factories import a_film
from tests.support.moderation import a_decision_input, a_report, an_old_member
from tests.support.moderation_states import broken_rules, is_allowed, snapshot_of
from tests.support.stored_state import StoredStates

WORDS, HELD_WORDS = "You are all fools.", "You are all fools in the casino."
# A quick run walks every eleventh path; `make test-all` walks all of them.
SAMPLE_STEP = 23
REPORTERS = ("bob", "carla", "dev")


@dataclass
class Walk:
    """A review, its author, and everybody who has to do with it."""

    scene: Any
    author: Member
    movie_id: ObjectId
    review_id: ObjectId = field(default_factory=ObjectId)
    edits: int = 0
    steps: list[str] = field(default_factory=list)

    def post(self, text: str = WORDS) -> str:
        content = ReviewContent(text, 80)
        review = post_review(member=self.author, movie_id=self.movie_id, content=content)
        self.review_id = ObjectId(review.id)
        return "post_review"

    def edit(self, text: str = WORDS) -> str:
        self.edits += 1
        content = ReviewContent(f"{text} {self.edits}", 80)
        edit_review(member=self.author, review_id=self.review_id, content=content)
        return "edit_review"

    def delete(self) -> str:
        delete_review(member=self.author, review_id=self.review_id)
        return "delete_review"

    def report(self, names: tuple[str, ...] = REPORTERS) -> str:
        for name in names:
            a_report(getattr(self.scene, name), str(self.review_id))
        return "file_report"

    def open(self) -> str:
        open_case(moderator=self.scene.moe, snapshot=review_target(get_review(self.review_id)))
        return "open_case"

    def decide(self, action: str) -> str:
        case_id = find_open_case(self.review_id) or ObjectId()
        chosen = a_decision_input(action)
        decide_case(moderator=self.scene.maud, case_id=case_id, chosen=chosen)
        return action

    def _last_row(self, **wanted: Any) -> ObjectId:
        about = {"about.id": str(self.review_id), **wanted}
        row = mongo.decisions().find_one(about, sort=[("number", -1)]) or {}
        return row.get("_id") or ObjectId()

    def undo(self) -> str:
        undo_decision(moderator=self.scene.moe, decision_id=self._last_row(), reason="No.")
        return "undo_decision"

    def undo_first(self) -> str:
        first = mongo.decisions().find_one({"about.id": str(self.review_id)}) or {}
        decision_id = first.get("_id") or ObjectId()
        undo_decision(moderator=self.scene.moe, decision_id=decision_id, reason="No.")
        return "undo_decision"

    def appeal(self, granted: bool) -> str:
        row = self._last_row(action={"$in": list(ACTIONS)})
        appeal_id = file_appeal(member=self.author, decision_id=row, text="I object.")
        answer_appeal(moderator=self.scene.moe, appeal_id=appeal_id, granted=granted, answer="So.")
        return "answer_appeal"

    def file_appeal(self) -> str:
        row = self._last_row(action={"$in": list(ACTIONS)})
        file_appeal(member=self.author, decision_id=row, text="I object.")
        return "file_appeal"

    def answer(self) -> str:
        waiting = mongo.appeals().find_one({"open": True}) or {}
        appeal_id = waiting.get("_id") or ObjectId()
        answer_appeal(moderator=self.scene.ada, appeal_id=appeal_id, granted=True, answer="So.")
        return "answer_appeal"

    def appeal_last(self) -> str:
        last = self._last_row()
        appeal_id = file_appeal(member=self.author, decision_id=last, text="I object.")
        answer_appeal(moderator=self.scene.ada, appeal_id=appeal_id, granted=True, answer="So.")
        return "answer_appeal"

    def close(self, keep_reviews: bool) -> str:
        close_account(member=self.author, password=PASSWORD, keep_reviews=keep_reviews)
        return "close_account"


Step = Callable[[Walk], str]
STEPS: Mapping[str, Step] = {
    "post": Walk.post,
    "edit": Walk.edit,
    "edit with a watched word": lambda w: w.edit(HELD_WORDS),
    "delete": Walk.delete,
    "report": lambda w: w.report(("bob",)),
    "report by three": Walk.report,
    "open a case": Walk.open,
    **{action: lambda w, action=action: w.decide(action) for action in DECISIONS},  # type: ignore[misc]
    "undo": Walk.undo,
    "undo the first": Walk.undo_first,
    "appeal, granted": lambda w: w.appeal(granted=True),
    "appeal, refused": lambda w: w.appeal(granted=False),
    "appeal the last row, granted": Walk.appeal_last,
    "appeal": Walk.file_appeal,
    "grant the appeal": Walk.answer,
    "close the account": lambda w: w.close(keep_reviews=False),
    "close the account, reviews stay": lambda w: w.close(keep_reviews=True),
}
BEGINNINGS: Mapping[str, Step] = {
    "visible": Walk.post,
    "held": lambda w: w.post(HELD_WORDS),
    "hidden by reports": lambda w: (w.post(), w.report())[0],
    "erased while hidden by reports": lambda w: (w.post(), w.report(), w.delete())[0],
    "held, then reported": lambda w: (w.post(), w.report(("bob",)), w.edit(HELD_WORDS))[0],
}
AFTERWARDS = (
    *("undo", "undo the first", "edit", "delete", "post", "report by three", "open a case"),
    *("appeal, granted", "close the account, reviews stay"),
)


@pytest.fixture
def walk(scene: Any, settings: Any, monkeypatch: Any) -> Walk:
    """Watch a word, and trust the reporters whatever their record."""
    settings.WATCHED_WORDS = ["casino"]
    monkeypatch.setattr("moderation.reports.MIN_CREDIBILITY", 0.0)
    mongo.reviews().delete_many({})
    mongo.cases().delete_many({})
    mongo.reports().delete_many({})
    film = a_film(title="Another film")
    return Walk(scene, an_old_member("Author"), film)


def take(walk: Walk, name: str) -> None:
    """Take a step that may be refused; where it is not, the table has it, and no rule is broken."""
    before = snapshot_of(walk.review_id)
    walk.steps.append(name)
    try:
        service = STEPS[name](walk)
    except Problem:
        assert snapshot_of(walk.review_id) == before or "report" in name, walk.steps
        return
    after = snapshot_of(walk.review_id)
    assert name == "post" or is_allowed(service, before, after), (walk.steps, before, after)
    assert not broken_rules(), walk.steps


def paths() -> list[tuple[str, ...]]:
    """Return every step, and every decision with each two steps that may follow it."""
    decided = [
        (action, first, second)
        for action in DECISIONS
        for first in AFTERWARDS
        for second in ("undo", "report by three", "edit", "dismiss", "appeal the last row, granted")
    ]
    followed = [
        (first, "appeal", "open a case", second, *rest)
        for first in ("hide", "remove", "mark-spoiler", "warn")
        for second in ("hide", "remove", "restore", "mark-spoiler")
        for rest in (("grant the appeal", "undo"), ("undo the first", "undo"), ("undo", "undo"))
    ]
    return [*((name,) for name in STEPS), *decided, *followed]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("action", [None, *DECISIONS])
def test_every_order_of_steps_keeps_to_the_table(
    walk: Any, stored_states: StoredStates, beginning: str, action: str | None, exhaustive: bool
) -> None:
    chosen = [path for path in paths() if (path[0] if len(path) > 1 else None) == action]
    start = sum(map(ord, f"{beginning}{action}")) % SAMPLE_STEP
    BEGINNINGS[beginning](walk)
    follow(walk, chosen if exhaustive else chosen[start::SAMPLE_STEP], stored_states)


def follow(walk: Walk, chosen: list[tuple[str, ...]], stored_states: StoredStates) -> None:
    """Walk each of these paths from here; what several begin with is walked once."""
    branches: dict[str, list[tuple[str, ...]]] = {}
    for name, *rest in filter(None, chosen):
        branches.setdefault(name, []).append(tuple(rest))
    here = stored_states.read(walk) if len(branches) > 1 else None
    for name, rests in branches.items():
        if here:
            stored_states.write(here)
        walked = replace(walk, steps=[*walk.steps])
        take(walked, name)
        follow(walked, rests, stored_states)


def test_the_table_names_states_and_reasons_that_exist() -> None:
    assert {t.before for t in TRANSITIONS} == {t.after for t in TRANSITIONS} == set(STATES)
    of_reviews = {name for name, action in ACTIONS.items() if "review" in action.kinds}
    assert set(DECISIONS) == of_reviews


def test_the_docs_draw_the_table() -> None:
    text = (site_settings.BASE_DIR / "docs" / "architecture.md").read_text()
    edges = re.findall(r"^    (\w+) --> (\w+): (.+)$", text, re.MULTILINE)
    drawn = {(before, after, name) for before, after, names in edges for name in names.split(", ")}
    back = ("undo_decision", "answer_appeal")
    table = {(t.before, t.after, t.service) for t in TRANSITIONS if t.service not in back}
    assert drawn == {(before, after, name) for before, after, name in table if before != after}
    assert all(f"| `{name}` | " in text for name in STATES)


def test_every_decision_settles_what_waits() -> None:
    for action in DECISIONS:
        rows = [t for t in TRANSITIONS if t.service == action and t.before in ("held",)]
        assert rows
        assert not [t for t in rows if t.after in ("held", "hidden_by_reports")]
