"""What an appeal decided is final for the overruled, and nobody judges what they reported."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.queries import find_member
from mflix_site.mongo import collections as mongo
from moderation.appeals import answer_appeal, file_appeal
from moderation.cases import open_case
from moderation.decisions import decide_cases
from moderation.errors import NotAppealable, Overruled, OwnDecision, OwnReport
from moderation.log import get_decision
from moderation.posts import get_member_target, review_target
from moderation.undo import undo_decision
from reviews.queries import get_review
from tests.support.factories import a_film, a_review

from ..support.moderation import (
    a_decision_input,
    a_report,
    a_report_of_member,
    an_old_member,
    as_stored,
    decided,
    inbox_of,
    state_of,
)


def appealed(scene: Any, decision: Any, by: str = "moe", granted: bool = True) -> Any:
    appeal = file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    moderator = getattr(scene, by)
    return answer_appeal(moderator=moderator, appeal_id=appeal, granted=granted, answer="Right.")


def undone(by: Any, decision: Any) -> Any:
    return undo_decision(moderator=by, decision_id=decision.id, reason="I know better.")


def opened_again(scene: Any) -> ObjectId:
    return open_case(moderator=scene.moe, snapshot=review_target(get_review(scene.review_id)))


@pytest.mark.parametrize("action", ["hide", "remove", "mark-spoiler", "suspend"])
def test_an_overruled_moderator_cannot_undo_the_appeals_decision(scene: Any, action: str) -> None:
    overturned = appealed(scene, decided(scene.maud, scene.case, action))
    with pytest.raises(Overruled):
        undone(scene.maud, overturned)
    assert state_of(scene.review) == "visible"
    assert as_stored(scene.alice).get("standing", "good") == "good"


def test_they_cannot_restore_it_by_undoing_the_overturning(scene: Any) -> None:
    overturned = appealed(scene, decided(scene.maud, scene.case, "remove"))
    again = undone(scene.ada, undone(scene.moe, overturned))
    with pytest.raises(Overruled):
        undone(scene.maud, again)


def test_who_undoes_before_the_answer_and_undoes_that_can_be_appealed_against(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    again = undone(scene.maud, undone(scene.maud, decision))
    overturned = appealed(scene, again)
    assert state_of(scene.review) == "visible"
    with pytest.raises(Overruled):
        undone(scene.maud, overturned)


def test_they_cannot_decide_a_new_case_about_the_same_post(scene: Any) -> None:
    appealed(scene, decided(scene.maud, scene.case, "remove"))
    case = opened_again(scene)
    with pytest.raises(Overruled):
        decided(scene.maud, case, "remove")
    done, problems = decide_cases(
        moderator=scene.maud, case_ids=[case], chosen=a_decision_input("hide")
    )
    assert (done, problems.total()) == (0, 1)
    assert "overturned on appeal" in scene.browser("maud").text(f"/moderation/cases/{case}/")
    assert decided(scene.moe, case, "dismiss").action == "dismiss"


def test_they_cannot_decide_a_case_about_the_member_after_a_standing_appeal(scene: Any) -> None:
    appealed(scene, decided(scene.maud, scene.case, "suspend"))
    case = open_case(moderator=scene.moe, snapshot=get_member_target(scene.alice.handle))
    with pytest.raises(Overruled):
        decided(scene.maud, case, "limit")
    assert decided(scene.ada, case, "limit").action == "limit"


def test_an_overruled_moderator_still_decides_about_other_reviews(scene: Any) -> None:
    appealed(scene, decided(scene.maud, scene.case, "remove"))
    case = a_report(scene.bob, a_review(scene.alice, a_film(title="Alien")).id)
    assert decided(scene.maud, case, "hide").action == "hide"


def test_the_only_admin_may_decide_again(scene: Any) -> None:
    overturned = appealed(scene, decided(scene.ada, scene.case, "remove"))
    mongo.members().update_many({"role": "moderator"}, {"$set": {"role": "member"}})
    assert undone(scene.ada, overturned).action == "undo"


@pytest.fixture
def standing_again(scene: Any) -> Any:
    """Maud removed the review, Moe granted the appeal, and undid that."""
    return undone(scene.moe, appealed(scene, decided(scene.maud, scene.case, "remove")))


def test_an_undone_appeal_can_be_appealed_and_its_notice_says_how(
    scene: Any, standing_again: Any
) -> None:
    assert state_of(scene.review) == "removed"
    notice = inbox_of(scene.alice)[-1]
    assert (notice["path"], notice["label"]) == (
        f"/accounts/appeals/{standing_again.id}/",
        "Appeal",
    )
    assert "within 30 days" in notice["ending"]
    assert notice["path"] in scene.browser("alice").text("/accounts/standing/")


def test_nobody_who_made_it_stand_answers(scene: Any, standing_again: Any) -> None:
    path = f"/accounts/appeals/{standing_again.id}/"
    assert scene.browser("alice").post(path, {"text": "Again?"}).status_code == 302
    appeal = mongo.appeals().find_one({"decision_id": standing_again.id}) or {}
    for by in (scene.moe, scene.maud):  # she decided first, he decided that it stands again
        with pytest.raises(OwnDecision):
            answer_appeal(moderator=by, appeal_id=appeal["_id"], granted=True, answer="So.")
    answer_appeal(moderator=scene.ada, appeal_id=appeal["_id"], granted=True, answer="Right.")
    assert state_of(scene.review) == "visible"


def in_favour(scene: Any, action: str) -> Any:
    """Decide in Alice's favour, after a decision against her."""
    if action == "restore":
        decided(scene.maud, scene.case, "hide")
        return decided(scene.moe, opened_again(scene), "restore")
    if action == "dismiss":
        a_report(scene.dev, scene.review)
        return decided(scene.maud, scene.case, "dismiss")
    decided(scene.maud, a_report_of_member(scene.bob, scene.alice.handle), "suspend")
    return decided(scene.moe, a_report_of_member(scene.bob, scene.alice.handle), action)


@pytest.mark.parametrize("action", ["restore", "reinstate", "dismiss", "limit"])
def test_undoing_what_was_in_a_members_favour_can_be_appealed(scene: Any, action: str) -> None:
    row = undone(scene.ada, in_favour(scene, action))
    assert row.is_against_member
    assert inbox_of(scene.alice)[-1]["path"] == f"/accounts/appeals/{row.id}/"
    appealed(scene, row)
    with pytest.raises(NotAppealable):
        file_appeal(member=scene.alice, decision_id=row.id, text="Once more.")


@pytest.mark.parametrize("action", ["hide", "remove", "mark-spoiler", "limit", "warn"])
def test_what_betters_somebodys_position_cannot_be_appealed(scene: Any, action: str) -> None:
    row = undone(scene.moe, decided(scene.maud, scene.case, action))
    assert not row.is_against_member
    assert "/appeals/" not in inbox_of(scene.alice)[-1]["path"]
    with pytest.raises(NotAppealable):
        file_appeal(member=scene.alice, decision_id=row.id, text="I object.")


@pytest.fixture
def reported(scene: Any) -> Any:
    """Moe reported the review too, and Maud removed it."""
    a_report(scene.moe, scene.review)
    scene.decision = decided(scene.maud, scene.case, "remove")
    return scene


def test_who_reported_it_does_not_undo_the_decision(reported: Any) -> None:
    with pytest.raises(OwnReport):
        undone(reported.moe, reported.decision)
    moe = reported.browser("moe")
    assert "Undo decision" not in moe.text("/moderation/log/1/")
    assert moe.get(f"/moderation/decisions/{reported.decision.id}/undo/").status_code == 403


def test_who_reported_it_does_not_answer_the_appeal(reported: Any) -> None:
    with pytest.raises(OwnReport):
        appealed(reported, reported.decision)
    assert mongo.appeals().count_documents({"open": True}) == 1
    appeal = mongo.appeals().find_one({}) or {}
    assert reported.browser("moe").get(f"/moderation/appeals/{appeal['_id']}/").status_code == 403


def test_who_reported_it_before_does_not_decide_it_now(scene: Any) -> None:
    a_report(scene.moe, scene.review)
    decided(scene.maud, scene.case, "dismiss")
    case = a_report(scene.dev, scene.review)
    with pytest.raises(OwnReport):
        decided(scene.moe, case, "remove")


def test_the_case_says_so_however_many_have_reported(scene: Any, monkeypatch: Any) -> None:
    a_report(scene.moe, scene.review)
    monkeypatch.setattr("moderation.queries.REPORTS_SHOWN", 1)
    page = scene.browser("moe").text(f"/moderation/cases/{scene.case}/")
    assert "You reported this, so somebody else has to decide." in page


def test_a_member_who_reported_and_became_a_moderator_is_bound_too(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    mongo.members().update_one({"_id": scene.bob.id}, {"$set": {"role": "moderator"}})
    bob = find_member(scene.bob.id)
    assert bob is not None
    with pytest.raises(OwnReport):
        undone(bob, decision)


def test_a_decision_keeps_what_it_is_about(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    assert get_decision({"_id": decision.id}).target_id == scene.review_id
    assert an_old_member("Nora").id != decision.target_id
