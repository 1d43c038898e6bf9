"""Undoing a decision restores the earlier state, is logged, and notifies both sides."""

from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from moderation.errors import AlreadyUndone, NotUndoable, OwnTarget, StaffTarget
from moderation.log import verify_log
from moderation.undo import undo_decision
from tests.support.factories import a_review, tally_of

from ..support.moderation import (
    a_report,
    a_report_of_member,
    as_stored,
    decided,
    inbox_of,
    shown_on,
    state_of,
)

WHY = "It was about the film after all."


def undone(by: Any, decision: Any) -> Any:
    return undo_decision(moderator=by, decision_id=decision.id, reason=WHY)


@pytest.mark.parametrize("action", ["hide", "remove", "mark-spoiler", "warn", "dismiss"])
def test_every_decision_about_a_review_can_be_undone(scene: Any, action: str) -> None:
    before = mongo.reviews().find_one({"_id": scene.review_id})
    tally = tally_of(scene.film)
    row = undone(scene.moe, decided(scene.maud, scene.case, action))
    assert (row.action, row.undoes) == ("undo", 1)
    assert mongo.reviews().find_one({"_id": scene.review_id}) == before
    assert tally_of(scene.film) == tally
    assert verify_log().problems == ()


@pytest.mark.parametrize("action", ["limit", "suspend", "close"])
def test_every_change_of_standing_can_be_undone(scene: Any, action: str) -> None:
    case = a_report_of_member(scene.bob, scene.alice.handle)
    undone(scene.moe, decided(scene.maud, case, action))
    stored = as_stored(scene.alice)
    assert (stored["standing"], "standing_until" in stored) == ("good", False)


def test_a_suspension_after_a_limit_goes_back_to_the_limit(scene: Any) -> None:
    decided(scene.maud, a_report_of_member(scene.bob, scene.alice.handle), "limit")
    second = decided(scene.maud, a_report_of_member(scene.bob, scene.alice.handle), "suspend")
    undone(scene.moe, second)
    assert as_stored(scene.alice)["standing"] == "limited"


def test_an_undo_can_be_undone(scene: Any) -> None:
    first = undone(scene.moe, decided(scene.maud, scene.case, "hide"))
    assert state_of(scene.review) == "visible"
    undone(scene.maud, first)
    assert state_of(scene.review) == "hidden"
    assert tally_of(scene.film)["reviews"] == 0


def test_a_decision_is_undone_once(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "hide")
    undone(scene.moe, decision)
    with pytest.raises(AlreadyUndone):
        undone(scene.moe, decision)


def test_what_has_changed_since_is_left_alone(scene: Any) -> None:
    first = decided(scene.maud, scene.case, "hide")
    mongo.reviews().update_one({"_id": scene.review_id}, {"$set": {"state": "removed"}})
    with pytest.raises(NotUndoable):
        undone(scene.moe, first)
    assert state_of(scene.review) == "removed"


def test_both_sides_are_told(scene: Any) -> None:
    undone(scene.moe, decided(scene.maud, scene.case, "hide"))
    for member in (scene.alice, scene.bob, scene.carla):
        assert "was undone" in inbox_of(member)[-1]["subject"]
    assert inbox_of(scene.alice)[-1]["subject"].startswith("A decision about your review of")


def test_reporters_count_as_before(scene: Any) -> None:
    undone(scene.moe, decided(scene.maud, scene.case, "hide"))
    assert as_stored(scene.bob)["report_record"] == {"right": 0}


def test_undoing_a_dismissal_reopens_the_case(scene: Any) -> None:
    undone(scene.moe, decided(scene.maud, scene.case, "dismiss"))
    assert decided(scene.ada, scene.case, "hide").action == "hide"


def test_nobody_takes_back_what_concerns_themselves(scene: Any) -> None:
    case = a_report(scene.bob, a_review(scene.moe, scene.film).id)
    decision = decided(scene.ada, case, "hide")
    with pytest.raises(OwnTarget):
        undone(scene.moe, decision)
    with pytest.raises(StaffTarget):
        undone(scene.maud, decision)


def test_the_page_asks_why_and_takes_back(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "hide")
    moe, path = scene.browser("moe"), f"/moderation/decisions/{decision.id}/undo/"
    assert "Undo decision" in moe.text(path)
    assert moe.post(path, {"reason": " "}).status_code == 422
    sent = {"reason": WHY, "shown": shown_on(decision.id)}
    assert moe.post(path, sent)["Location"] == "/moderation/log/2/"
    assert moe.post(path, sent).status_code == 409
