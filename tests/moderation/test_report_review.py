"""Reporting: one open report per member and target, one case per target, hiding by reports."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from moderation.errors import AlreadyReported, OwnTarget
from moderation.queries import page_of_own_reports
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.errors import ReviewNotFound
from reviews.services import edit_review
from tests.support.factories import a_review, tally_of

from ..support.moderation import a_report, an_old_member, decided, state_of


def case_of(scene: Any) -> dict[str, Any]:
    return mongo.cases().find_one({"_id": scene.case}) or {}


def test_reports_of_one_target_are_one_case(scene: Any) -> None:
    case = case_of(scene)
    assert (case["reports"], case["reasons"]) == (2, ["abusive", "off-topic"])
    assert mongo.cases().count_documents({}) == 1


def test_a_member_has_one_open_report_of_a_target(scene: Any) -> None:
    with pytest.raises(AlreadyReported):
        a_report(scene.bob, scene.review, "spam")
    assert case_of(scene)["reports"] == 2


def test_members_see_their_own_reports_and_no_others(scene: Any) -> None:
    other = a_report(scene.carla, a_review(scene.dev, scene.film).id, "spam", note="Not Bob's.")
    pages = [page_of_own_reports(member, 1) for member in (scene.bob, scene.carla, scene.alice)]
    seen = [[report.case_id for report in page.items] for page in pages]
    assert seen == [[scene.case], [other, scene.case], []]
    assert [page.total for page in pages] == [1, 2, 0]
    assert "Not Bob" not in scene.browser("bob").text("/accounts/reports/")


def test_a_target_can_be_reported_again_after_a_decision(scene: Any) -> None:
    decided(scene.maud, scene.case, "dismiss")
    assert a_report(scene.bob, scene.review) != scene.case


def test_nobody_reports_their_own(scene: Any) -> None:
    with pytest.raises(OwnTarget):
        a_report(scene.alice, scene.review)


def test_a_hidden_review_cannot_be_reported(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    with pytest.raises(ReviewNotFound):
        a_report(scene.dev, scene.review)


def test_a_later_edit_does_not_hide_what_was_reported(scene: Any) -> None:
    edit_review(member=scene.alice, review_id=scene.review_id, content=ReviewContent("Nice.", 80))
    page = scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    assert "You are all fools." in page
    assert "edited since" in page
    assert "Nice." in page


def test_three_members_who_can_be_trusted_hide_a_review(scene: Any) -> None:
    assert state_of(scene.review) == "visible"
    a_report(scene.dev, scene.review)
    assert state_of(scene.review) == "hidden"
    assert tally_of(scene.film)["reviews"] == 0
    assert case_of(scene)["hidden_by_reports"] is True


def test_dismissing_shows_again_what_reports_had_hidden(scene: Any) -> None:
    a_report(scene.dev, scene.review)
    decided(scene.maud, scene.case, "dismiss")
    assert state_of(scene.review) == "visible"
    assert tally_of(scene.film)["reviews"] == 1


@pytest.mark.parametrize(
    ("action", "state"), [("hide", "hidden"), ("remove", "removed"), ("mark-spoiler", "visible")]
)
def test_what_reports_had_hidden_can_be_decided_in_every_way(
    scene: Any, action: str, state: str
) -> None:
    a_report(scene.dev, scene.review)
    decision = decided(scene.maud, scene.case, action)
    assert state_of(scene.review) == state
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    assert state_of(scene.review) == ("visible" if action == "hide" else "hidden")


def test_a_decided_case_can_be_looked_into_again(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    answer = scene.browser("moe").post(f"/moderation/reviews/{scene.review}/")
    case = ObjectId(answer["Location"].split("/")[3])
    assert case != scene.case
    assert decided(scene.moe, case, "restore").action == "restore"
    assert state_of(scene.review) == "visible"


def test_those_who_were_mostly_wrong_hide_nothing(scene: Any) -> None:
    review = a_review(scene.dev, scene.film).id
    for number in range(5):
        a_report(an_old_member(f"Wolf{number}", report_record={"wrong": 3}), review)
    assert state_of(review) == "visible"


def test_what_staff_wrote_is_never_hidden_by_reports(scene: Any) -> None:
    review = a_review(scene.moe, scene.film).id
    for name in ("bob", "carla", "dev", "alice"):
        a_report(getattr(scene, name), review)
    assert state_of(review) == "visible"


def test_a_report_that_was_often_right_weighs_more(scene: Any) -> None:
    first, second = (a_review(m, scene.film).id for m in (scene.dev, scene.bob))
    proven = an_old_member("Proven", report_record={"right": 8})
    a_report(proven, first, "spam")
    a_report(scene.carla, second, "spam")
    ranks = {str(c["target"]["id"]): c["points"] for c in mongo.cases().find()}
    assert ranks[first] > ranks[second]


def test_the_form_reports_and_thanks(scene: Any) -> None:
    dev = scene.browser("dev")
    path = f"/reviews/{scene.review}/report/"
    answer = dev.post(path, {"reason": "spam", "note": "Again."}, follow=True)
    assert "tell you the outcome" in answer.content.decode()
    assert "Again." in dev.text("/accounts/reports/")


TOO_LONG = {"reason": "spam", "note": "x" * 3000}


@pytest.mark.parametrize("sent", [{}, {"reason": "nonsense"}, {"reason": "other"}, TOO_LONG])
def test_a_bad_report_is_422_and_writes_nothing(scene: Any, sent: dict[str, str]) -> None:
    answer = scene.browser("dev").post(f"/reviews/{scene.review}/report/", sent)
    assert answer.status_code == 422
    assert case_of(scene)["reports"] == 2


def test_a_member_is_reported_from_their_page(scene: Any) -> None:
    answer = scene.browser("dev").post("/members/bob/report/", {"reason": "abusive"})
    assert answer.status_code == 302
    assert mongo.cases().count_documents({"target.kind": "member"}) == 1


def test_a_review_shows_the_way_to_report_it_to_all_but_its_author(scene: Any) -> None:
    path, link = f"/movies/{scene.film}/", f"/reviews/{scene.review}/report/"
    assert link in scene.browser("dev").text(path)
    assert link not in scene.browser("alice").text(path)


def test_too_many_reports_are_429(scene: Any, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "report": (1, 3600)}
    dev = scene.browser("dev")
    dev.post("/members/bob/report/", {"reason": "spam"})
    answer = dev.post("/members/carla/report/", {"reason": "spam"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_an_error_page_shows_the_words_of_a_report_and_sends_its_reason_unseen(
    scene: Any, settings: Any
) -> None:
    settings.LIMITS = {**settings.LIMITS, "report": (0, 3600)}
    sent = {"reason": "spam", "note": "About football."}
    dev, own = scene.browser("dev"), {"Origin": "http://testserver"}
    page = dev.post("/members/bob/report/", sent, headers=own).content.decode()
    assert page.count("<textarea") == 1
    assert "About football." in page
    assert '<input type="hidden" name="reason" value="spam">' in page


def test_words_of_others_can_be_reported_on_their_page(scene: Any) -> None:
    link = f"/reviews/{scene.review}/report/"
    pages = [scene.browser(name).text("/members/alice_angstrom/") for name in ("bob", "alice")]
    assert [link in page for page in pages] == [True, False]
