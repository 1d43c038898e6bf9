"""A decision after another about the same: appeals of the first, and undoing the second."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from accounts.permissions import permitted_members_filter
from accounts.queries import find_member
from accounts.services import sign_up
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.appeals import answer_appeal, file_appeal
from moderation.cases import open_case
from moderation.posts import get_member_target, review_target
from moderation.undo import undo_decision
from reviews.queries import get_review
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.moderation import as_stored, decided, inbox_of, state_of

UNTIL = now().replace(microsecond=0) + timedelta(days=7)
AFTER = UNTIL + timedelta(seconds=1)


def decided_again(scene: Any, action: str, by: str = "moe") -> Any:
    case = open_case(moderator=scene.moe, snapshot=review_target(get_review(scene.review_id)))
    return decided(getattr(scene, by), case, action)


def about_alice(scene: Any, action: str, **fields: Any) -> Any:
    case = open_case(moderator=scene.moe, snapshot=get_member_target(scene.alice.handle))
    return decided(scene.maud, case, action, **fields)


def overturned(scene: Any, decision: Any) -> Any:
    appeal = file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    return answer_appeal(moderator=scene.ada, appeal_id=appeal, granted=True, answer="Right.")


def undone(scene: Any, decision: Any) -> Any:
    return undo_decision(moderator=scene.ada, decision_id=decision.id, reason="A mistake.")


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [("remove", "restore", "visible"), ("hide", "remove", "removed"), ("remove", "hide", "hidden")],
)
def test_an_appeal_is_granted_although_a_later_decision_stands(
    scene: Any, first: str, second: str, left: str
) -> None:
    decision = decided(scene.maud, scene.case, first)
    decided_again(scene, second)
    row = overturned(scene, decision)
    assert (row.action, row.undoes, state_of(scene.review)) == ("overturn", decision.number, left)
    assert inbox_of(scene.alice)[-1]["paragraphs"][0].endswith("had already changed again.")


@pytest.mark.parametrize(("first", "second"), [("hide", "remove"), ("remove", "hide")])
def test_undoing_the_later_one_then_brings_back_nothing_that_no_longer_stands(
    scene: Any, first: str, second: str
) -> None:
    decision = decided(scene.maud, scene.case, first)
    later = decided_again(scene, second)
    overturned(scene, decision)
    stands_again = undone(scene, undone(scene, later))
    assert state_of(scene.review) == {"hide": "hidden", "remove": "removed"}[second]
    undone(scene, stands_again)
    assert state_of(scene.review) == "visible"


def test_an_appeal_gives_back_what_a_later_decision_left_alone(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "hide")
    decided_again(scene, "mark-spoiler")
    overturned(scene, decision)
    assert state_of(scene.review) == "visible"
    assert get_review(scene.review_id).spoiler


def test_an_appeal_about_what_its_author_deleted_is_granted_too(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    mongo.reviews().delete_one({"_id": scene.review_id})
    assert overturned(scene, decision).action == "overturn"


def test_a_limit_is_overturned_during_a_suspension_which_stays(scene: Any) -> None:
    limit = about_alice(scene, "limit")
    suspension = about_alice(scene, "suspend", until=UNTIL)
    overturned(scene, limit)
    alice = find_member(scene.alice.id)
    assert alice
    assert (alice.standing.at(now()), alice.standing.at(AFTER)) == ("suspended", "good")
    undone(scene, suspension)
    assert as_stored(scene.alice)["standing"] == "good"


def may_post(member_id: ObjectId, moment: Any) -> bool:
    permitted = {"_id": member_id, **permitted_members_filter("start-import", moment)}
    return mongo.members().count_documents(permitted) == 1


def test_a_limit_without_an_end_comes_back_after_a_suspension(scene: Any) -> None:
    about_alice(scene, "limit")
    suspension = about_alice(scene, "suspend", until=UNTIL)
    alice = find_member(scene.alice.id)
    assert alice
    assert [alice.standing.at(moment) for moment in (now(), AFTER)] == ["suspended", "limited"]
    assert not may_post(alice.id, AFTER)
    undone(scene, suspension)
    assert as_stored(scene.alice)["standing"] == "limited"
    assert "standing_later" not in as_stored(scene.alice)


@pytest.mark.parametrize(("days", "kind"), [(3, "good"), (30, "limited")])
def test_a_limit_comes_back_only_if_it_lasts_longer(scene: Any, days: int, kind: str) -> None:
    end = now() + timedelta(days=days)
    about_alice(scene, "limit", until=end)
    about_alice(scene, "suspend", until=UNTIL)
    alice = find_member(scene.alice.id)
    assert alice
    assert alice.standing.at(AFTER) == kind
    assert alice.standing.at(now() + timedelta(days=31)) == "good"
    assert may_post(alice.id, AFTER) == (kind == "good")
    assert may_post(alice.id, now() + timedelta(days=31))


def test_a_limit_that_came_back_says_its_own_end(scene: Any) -> None:
    about_alice(scene, "limit")
    about_alice(scene, "suspend", until=UNTIL)
    over = {"$set": {"standing_until": now() - timedelta(seconds=1)}}
    mongo.members().update_one({"_id": scene.alice.id}, over)
    page = scene.browser("alice").text("/accounts/standing/")
    assert "<strong>Limited</strong></p>" in page
    members = scene.browser("ada").text("/administration/members/?role=&standing=limited")
    assert scene.alice.handle in members


@pytest.mark.parametrize("second", ["limit", "close", "reinstate"])
def test_another_decision_than_a_suspension_replaces_what_was(scene: Any, second: str) -> None:
    about_alice(scene, "limit", until=AFTER)
    about_alice(scene, second)
    assert "standing_later" not in as_stored(scene.alice)


def joined(scene: Any) -> Member:
    address = scene.alice.email.replace("@", "+2@")
    return sign_up(name="Gus", email=address, password=PASSWORD)


@pytest.mark.parametrize(("action", "standing"), [("close", "closed"), ("limit", "limited")])
def test_another_form_of_the_address_is_no_way_around_it(
    scene: Any, action: str, standing: str
) -> None:
    decision = about_alice(scene, action)
    assert joined(scene).current_standing == standing
    undone(scene, decision)
    mongo.members().delete_one({"name": "Gus"})
    assert joined(scene).current_standing == "good"


def test_nobody_is_offered_to_appeal_what_an_earlier_account_was_closed_for(scene: Any) -> None:
    about_alice(scene, "close")
    offer, pages = (
        "You can still appeal",
        map(Browser, [joined(scene), find_member(scene.alice.id)]),
    )
    shown = [offer in page.text("/accounts/standing/") for page in pages]
    assert shown == [False, True]
