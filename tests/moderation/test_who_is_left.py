"""Who may answer, claim and open: the pages offer only that, and no appeal waits for nobody."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from moderation.appeals import answer_appeal, file_appeal
from moderation.cases import claim_case, open_case
from moderation.errors import OwnDecision, OwnReport, OwnTarget, StaffTarget
from moderation.log_queries import count_open_appeals
from moderation.posts import get_member_target
from moderation.queries import page_of_own_reports
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

from ..support.moderation import (
    a_report,
    a_report_of_member,
    an_old_member,
    decided,
    inbox_of,
    shown_on,
)


def appealed(member: Any, decision: Any) -> ObjectId:
    return file_appeal(member=member, decision_id=decision.id, text="I object.")


def answered(by: Any, appeal: ObjectId, granted: bool = False) -> Any:
    return answer_appeal(moderator=by, appeal_id=appeal, granted=granted, answer="So.")


def about_maud(scene: Any) -> Any:
    review = a_review(scene.maud, a_film(title="Alien"), "Rude words.").id
    return decided(scene.ada, a_report(scene.bob, review), "hide")


def test_the_only_admin_answers_a_moderator_whom_nobody_else_may_answer(scene: Any) -> None:
    appeal = appealed(scene.maud, about_maud(scene))
    assert (count_open_appeals(scene.ada), count_open_appeals(scene.moe)) == (1, 0)
    ada = scene.browser("ada")
    assert f'<h2><a href="/moderation/appeals/{appeal}/">' in ada.text("/moderation/appeals/")
    assert "as nobody else could" in answered(scene.ada, appeal).reason


def test_another_admin_answers_if_there_is_one(scene: Any) -> None:
    appeal = appealed(scene.maud, about_maud(scene))
    other = an_old_member("Otto", role="admin")
    with pytest.raises(OwnDecision):
        answered(scene.ada, appeal)
    assert answered(other, appeal).action == "uphold"


@pytest.mark.parametrize("left", ["moe", None])
def test_who_reported_it_does_not_count_as_somebody_else(scene: Any, left: str | None) -> None:
    decision = decided(scene.ada, scene.case, "remove")
    appeal = appealed(scene.alice, decision)
    reports = [scene.maud, *([scene.moe] if left is None else [])]
    for member in reports:
        doc = mongo.reports().find_one({"case_id": scene.case}) or {}
        reporter = {"reporter": {"id": member.id, "name": member.name}}
        mongo.reports().insert_one({**doc, "_id": ObjectId(), **reporter})
    if left is None:
        assert answered(scene.ada, appeal).action == "uphold"
        return
    with pytest.raises(OwnDecision):
        answered(scene.ada, appeal)


def test_the_tab_and_the_page_count_the_same_and_link_only_what_may_be_answered(scene: Any) -> None:
    appealed(scene.maud, about_maud(scene))
    one = appealed(scene.alice, decided(scene.maud, scene.case, "remove"))
    page = scene.browser("moe").text("/moderation/appeals/")
    assert 'badge">1<' in page
    assert "<strong>2</strong> waiting, 1 for you to answer" in page
    assert page.count('<h2><a href="/moderation/appeals/') == 1
    assert "about a moderator or an admin" in page
    answered(scene.ada, one)
    answered_page = scene.browser("maud").text("/moderation/appeals/?state=answered")
    assert '<h2><a href="/moderation/appeals/' not in answered_page


def test_undo_is_offered_to_those_who_may(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    a_report(scene.bob, a_review(scene.dev, scene.film).id)
    report = mongo.reports().find_one({"reporter.id": scene.bob.id, "case_id": scene.case}) or {}
    moes = {"_id": ObjectId(), "reporter": {"id": scene.moe.id, "name": "Moe"}}
    mongo.reports().insert_one({**report, **moes})
    link = f"/moderation/decisions/{decision.id}/undo/"
    case = f"/moderation/cases/{scene.case}/"
    assert [link in scene.browser(who).text(case) for who in ("maud", "moe")] == [True, False]


def test_who_reported_it_cannot_claim_its_case(scene: Any) -> None:
    review = a_review(scene.dev, a_film(title="Alien")).id
    case = a_report(scene.moe, review)
    with pytest.raises(OwnReport):
        claim_case(moderator=scene.moe, case_id=case)
    assert "Claim<" not in scene.browser("moe").text(f"/moderation/cases/{case}/")
    of_staff = a_report_of_member(scene.bob, scene.maud.handle)
    with pytest.raises(StaffTarget):
        claim_case(moderator=scene.moe, case_id=of_staff)
    claim_case(moderator=scene.maud, case_id=case)


def test_nobody_opens_a_case_about_themselves(scene: Any) -> None:
    before = mongo.cases().count_documents({})
    with pytest.raises(OwnTarget):
        open_case(moderator=scene.moe, snapshot=get_member_target(scene.moe.handle))
    assert mongo.cases().count_documents({}) == before


@pytest.mark.parametrize("granted", [False, True])
def test_ones_reports_say_that_a_decision_no_longer_stands(scene: Any, granted: bool) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    if granted:
        answered(scene.moe, appealed(scene.alice, decision), granted=True)
    else:
        undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    assert page_of_own_reports(scene.bob, 1).items[0].undone_by == 2
    assert "no longer stands" in scene.browser("bob").text("/accounts/reports/")
    text = inbox_of(scene.bob)[-1]["paragraphs"][0]
    assert ("on appeal" in text, "undid" in text) == (granted, not granted)


def test_undoing_a_warning_about_what_reports_hid_says_that_it_is_visible(scene: Any) -> None:
    a_report(scene.dev, scene.review)
    mongo.reviews().update_one({"_id": scene.review_id}, {"$set": {"state": "hidden"}})
    mongo.cases().update_one({"_id": scene.case}, {"$set": {"hidden_by_reports": True}})
    decision = decided(scene.maud, scene.case, "warn")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    assert "is visible again" in inbox_of(scene.alice)[-1]["paragraphs"][0]
    page = scene.browser("moe").text(f"/moderation/cases/{scene.case}/")
    assert "have hidden this until a moderator decides" not in page


def send(scene: Any, case: ObjectId, **fields: str) -> Any:
    sent = {"rule": "2", "reason": "", "shown": shown_on(case), "action": "dismiss", **fields}
    return Browser(scene.maud).post(f"/moderation/cases/{case}/decide/", sent)


def test_after_an_error_the_choices_are_what_they_were(scene: Any) -> None:
    path = f"/moderation/cases/{scene.case}/"
    mongo.cases().update_one({"_id": scene.case}, {"$set": {"about.member_id": None}})
    before, after = Browser(scene.maud).text(path), send(scene, scene.case).content.decode()
    for page in (before, after):
        assert 'value="hide"' in page
        assert not [name for name in ("restore", "suspend", "limit") if f'value="{name}"' in page]


@pytest.mark.parametrize("action", ["warn", "hide", "close"])
def test_what_has_no_end_says_so(scene: Any, action: str) -> None:
    answer = send(scene, scene.case, action=action, reason="Long enough.", until="2027-11-30")
    assert answer.status_code == 422
    assert "Only a suspension or a limit has an end" in answer.content.decode()
