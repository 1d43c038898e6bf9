"""Deciding a case: the change, the log, both notices and the tally, together and once."""

from typing import Any

import pytest

from accounts.errors import NotAllowed
from mflix_site.mongo import collections as mongo
from moderation import decisions, log
from moderation.cases import claim_case
from moderation.errors import (
    AlreadyDecided,
    ClaimedByOther,
    NothingToDo,
    OwnReport,
    OwnTarget,
    StaffTarget,
)
from moderation.log import verify_log
from moderation.rules import ACTIONS
from reviews.errors import ReviewNotFound
from reviews.services import delete_review
from tests.support.factories import a_review, tally_of

from ..support.moderation import (
    a_decision_input,
    a_report,
    a_report_of_member,
    as_stored,
    decided,
    inbox_of,
    state_of,
)


def test_a_removed_review_is_gone_from_the_tally(scene: Any) -> None:
    decided(scene.maud, scene.case, "remove")
    assert state_of(scene.review) == "removed"
    tally = tally_of(scene.film)
    assert (tally["reviews"], tally["count"], tally["sum"]) == (0, 0, 0)


def test_the_author_is_told_rule_words_role_and_how_to_appeal(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    [notice] = inbox_of(scene.alice)
    text = " ".join(notice["paragraphs"])
    assert notice["subject"] == "Your review of The Third Man was removed"
    assert "A moderator decided this under rule 2: " in text
    assert "you can appeal within 30 days" in notice["ending"]
    assert "It is about a person, not the film." in text
    assert notice["quote"] == "You are all fools."
    assert notice["path"] == f"/accounts/appeals/{decision.id}/"


def test_every_reporter_is_told_what_came_of_it(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    for reporter in (scene.bob, scene.carla):
        [notice] = inbox_of(reporter)
        assert notice["subject"].startswith("Your report of the review of The Third Man by Alice")
        assert "Thank you. A moderator hid it." in notice["paragraphs"][0]
        assert "fools" not in str(notice)


def test_the_notices_say_an_admin(scene: Any) -> None:
    decided(scene.ada, scene.case, "hide")
    told = {scene.alice: "An admin decided this", scene.bob: "An admin hid it."}
    for member, words in told.items():
        [notice] = inbox_of(member)
        assert words in " ".join(notice["paragraphs"])


def test_reporters_are_counted_as_right_or_wrong(scene: Any) -> None:
    decided(scene.maud, scene.case, "dismiss")
    assert as_stored(scene.bob)["report_record"] == {"wrong": 1}
    assert state_of(scene.review) == "visible"
    assert inbox_of(scene.alice) == []


def test_the_log_shows_neither_reporter_nor_words(scene: Any) -> None:
    decided(scene.maud, scene.case, "remove", note="Third time.")
    row = log.public_row(mongo.decisions().find_one({}) or {})
    assert row["moderator"] == {"handle": "maud", "role": "moderator"}
    assert row["about"]["kind"] == "review"
    assert not [w for w in ("fools", "Third", str(scene.bob.id), "Bob") if w in str(row)]


def test_a_case_is_decided_once(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    with pytest.raises(AlreadyDecided):
        decided(scene.moe, scene.case, "dismiss")
    assert mongo.decisions().count_documents({}) == 1


def test_whoever_decides_twice_is_not_told_that_it_was_somebody_else(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    for moderator in (scene.maud, scene.moe):
        with pytest.raises(AlreadyDecided, match="This case has already been decided"):
            decided(moderator, scene.case, "dismiss")


def test_who_reported_does_not_decide(scene: Any) -> None:
    a_report(scene.moe, scene.review)
    with pytest.raises(OwnReport):
        decided(scene.moe, scene.case)
    assert mongo.decisions().count_documents({}) == 0


def test_authors_cannot_decide_about_their_own_posts(scene: Any) -> None:
    case = a_report(scene.bob, a_review(scene.maud, scene.film).id)
    with pytest.raises(OwnTarget):
        decided(scene.maud, case)


def test_the_filter_of_a_decision_leaves_out_cases_about_oneself(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_report(scene.bob, a_review(scene.maud, scene.film).id)
    monkeypatch.setattr(decisions, "check_may_decide", lambda *_args: None)
    with pytest.raises(OwnTarget):
        decided(scene.maud, case)


def test_what_staff_wrote_is_for_admins_to_decide(scene: Any) -> None:
    case = a_report(scene.bob, a_review(scene.moe, scene.film).id)
    with pytest.raises(StaffTarget):
        decided(scene.maud, case)
    assert decided(scene.ada, case).role == "admin"


def test_the_last_admin_cannot_be_suspended(scene: Any) -> None:
    mongo.members().update_one({"_id": scene.maud.id}, {"$set": {"role": "admin"}})
    maud = scene.maud.__class__.from_doc(as_stored(scene.maud))
    decided(maud, a_report_of_member(scene.bob, scene.ada.handle), "suspend")
    case = a_report_of_member(scene.bob, maud.handle)
    with pytest.raises(NotAllowed):
        decided(scene.ada, case, "suspend")


def test_a_member_cannot_decide(scene: Any) -> None:
    with pytest.raises(NotAllowed):
        decided(scene.bob, scene.case)


def test_a_moderator_who_has_lost_the_role_meanwhile_cannot_decide(scene: Any) -> None:
    mongo.members().update_one({"_id": scene.maud.id}, {"$set": {"role": "member"}})
    with pytest.raises(NotAllowed):
        decided(scene.maud, scene.case)
    assert mongo.decisions().count_documents({}) == 0
    assert mongo.log_head().count_documents({}) == 0


def test_a_case_that_somebody_claimed_is_theirs(scene: Any) -> None:
    claim_case(moderator=scene.moe, case_id=scene.case)
    with pytest.raises(ClaimedByOther):
        decided(scene.maud, scene.case)
    assert decided(scene.moe, scene.case).number == 1


@pytest.mark.parametrize("action", [a for a, x in ACTIONS.items() if "review" in x.kinds])
def test_every_action_on_a_review_is_logged_or_refused_in_words(scene: Any, action: str) -> None:
    if action == "restore":
        with pytest.raises(NothingToDo):
            decided(scene.maud, scene.case, action)
        return
    assert decided(scene.maud, scene.case, action).action == action
    assert verify_log().problems == ()


@pytest.mark.parametrize("action", ["limit", "suspend", "close"])
def test_a_standing_follows_the_decision(scene: Any, action: str) -> None:
    case = a_report_of_member(scene.bob, scene.alice.handle)
    decided(scene.maud, case, action)
    kinds = {"limit": "limited", "suspend": "suspended", "close": "closed"}
    assert as_stored(scene.alice)["standing"] == kinds[action]
    assert ("standing_until" in as_stored(scene.alice)) == (action == "suspend")


def test_a_review_that_its_author_removed_can_only_be_dismissed(scene: Any) -> None:
    delete_review(member=scene.alice, review_id=scene.review_id)
    with pytest.raises(ReviewNotFound):
        decided(scene.maud, scene.case, "remove")
    assert decided(scene.maud, scene.case, "dismiss").action == "dismiss"


def test_a_decision_ends_only_where_it_needs_an_end() -> None:
    assert a_decision_input("suspend").until is not None
    assert a_decision_input("hide").until is None
