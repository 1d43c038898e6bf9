"""A review that waits for a moderator: every decision, undo and appeal settles it."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from moderation.account_closing import close_account
from moderation.appeals import answer_appeal, file_appeal
from moderation.posting import edit_review, post_review
from moderation.queries import find_open_case
from moderation.undo import undo_decision
from reviews.documents import ReviewContent
from reviews.services import delete_review
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review, tally_of
from tests.support.moderation import a_report, as_stored, decided, inbox_of, shown_on, state_of
from tests.support.sample import run


@pytest.fixture
def hidden(scene: Any) -> Any:
    """Three reports that can be trusted have hidden Alice's review."""
    a_report(scene.dev, scene.review)
    assert state_of(scene.review) == "hidden"
    return scene


def undone(scene: Any, decision: Any) -> Any:
    return undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")


def case_of(scene: Any) -> dict[str, Any]:
    return mongo.cases().find_one({"_id": scene.case}) or {}


def test_undoing_a_dismissal_puts_the_hidden_review_back_into_the_queue(hidden: Any) -> None:
    undone(hidden, decided(hidden.maud, hidden.case, "dismiss"))
    assert (state_of(hidden.review), case_of(hidden)["open"]) == ("hidden", True)
    assert mongo.reports().count_documents({"case_id": hidden.case, "open": True}) == 3
    decided(hidden.ada, hidden.case, "dismiss")
    assert state_of(hidden.review) == "visible"


def test_undoing_a_removal_of_a_hidden_review_reopens_its_case(hidden: Any) -> None:
    undone(hidden, decided(hidden.maud, hidden.case, "remove"))
    assert (state_of(hidden.review), case_of(hidden)["open"]) == ("hidden", True)


def test_undoing_the_undoing_closes_the_case_again(hidden: Any) -> None:
    undone(hidden, undone(hidden, decided(hidden.maud, hidden.case, "remove")))
    assert (state_of(hidden.review), case_of(hidden)["open"]) == ("removed", False)
    assert mongo.reports().count_documents({"outcome": "remove", "open": False}) == 3
    assert as_stored(hidden.bob)["report_record"] == {"right": 1}


def test_after_a_dismissal_the_author_who_had_deleted_it_posts_again(hidden: Any) -> None:
    delete_review(member=hidden.alice, review_id=hidden.review_id)
    decided(hidden.maud, hidden.case, "dismiss")
    content = ReviewContent("You are all very clever.", 70)
    again = post_review(member=hidden.alice, movie_id=hidden.film, content=content)
    assert again.is_visible


def test_an_edit_after_a_dismissal_is_visible(hidden: Any) -> None:
    decided(hidden.maud, hidden.case, "dismiss")
    edited = edit_review(
        member=hidden.alice, review_id=hidden.review_id, content=ReviewContent("Better.", 60)
    )
    assert edited.is_visible
    assert tally_of(hidden.film)["sum"] == 60


def test_an_edit_after_the_dismissal_is_undone_waits_in_an_open_case(hidden: Any) -> None:
    undone(hidden, decided(hidden.maud, hidden.case, "dismiss"))
    edit_review(
        member=hidden.alice, review_id=hidden.review_id, content=ReviewContent("Better.", 60)
    )
    assert find_open_case(hidden.review_id) == hidden.case


def test_reports_of_members_who_have_left_are_closed_with_their_case(scene: Any) -> None:
    for member in (scene.bob, scene.carla):
        close_account(member=member, password=PASSWORD, keep_reviews=True)
    decided(scene.maud, scene.case, "dismiss")
    assert mongo.reports().count_documents({"case_id": scene.case, "open": True}) == 0


def test_purge_closes_reports_of_departed_members_on_decided_cases(scene: Any) -> None:
    close_account(member=scene.bob, password=PASSWORD, keep_reviews=True)
    other = a_report(scene.carla, a_review(scene.dev, a_film()).id)
    decision = decided(scene.maud, scene.case)
    older = {"$set": {"open": True}, "$unset": {"outcome": "", "decision_id": ""}}
    mongo.reports().update_one({"case_id": scene.case, "reporter": {}}, older)
    assert "1 reports by former members closed" in run("purge")
    closed = mongo.reports().find_one({"case_id": scene.case, "reporter": {}}) or {}
    assert (closed["open"], closed["decision_id"]) == (False, decision.id)
    assert mongo.reports().count_documents({"case_id": other, "open": True}) == 1
    assert "0 reports by former members closed" in run("purge")


@pytest.mark.parametrize("action", ["warn", "limit", "suspend", "close"])
def test_a_decision_against_the_author_keeps_a_hidden_review_hidden(
    hidden: Any, action: str
) -> None:
    decision = decided(hidden.maud, hidden.case, action)
    effect = decision.private["effect"]
    assert effect.get("also", effect)["after"]["state"] == state_of(hidden.review) == "hidden"
    assert "now hidden" in " ".join(inbox_of(hidden.alice)[-1]["paragraphs"])
    undone(hidden, decision)
    assert state_of(hidden.review) == "visible"
    assert as_stored(hidden.alice).get("standing", "good") == "good"


def test_a_granted_appeal_shows_what_reports_had_hidden(hidden: Any) -> None:
    decision = decided(hidden.maud, hidden.case, "remove")
    appeal = file_appeal(member=hidden.alice, decision_id=decision.id, text="I object.")
    answer_appeal(moderator=hidden.moe, appeal_id=appeal, granted=True, answer="You are right.")
    assert (state_of(hidden.review), case_of(hidden)["open"]) == ("visible", False)


def test_a_granted_appeal_frees_the_place_of_a_deleted_review(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    delete_review(member=scene.alice, review_id=scene.review_id)
    appeal = file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    answer_appeal(moderator=scene.moe, appeal_id=appeal, granted=True, answer="You are right.")
    assert state_of(scene.review) == ""


def test_a_held_review_is_held_again_for_the_same_reason(scene: Any, settings: Any) -> None:
    settings.WATCHED_WORDS = ["casino"]
    content = ReviewContent("To the casino!", 10)
    review = post_review(member=scene.bob, movie_id=scene.film, content=content)
    case = find_open_case(ObjectId(review.id))
    assert case is not None
    undone(scene, decided(scene.maud, case, "restore"))
    stored = mongo.reviews().find_one({"_id": ObjectId(review.id)}) or {}
    assert (stored["state"], stored["held_because"]) == ("held", review.held_because)
    assert find_open_case(ObjectId(review.id)) == case


def edited(scene: Any, **fields: Any) -> Any:
    content = ReviewContent(**{"text": "He dies.", "rating": 80, **fields})
    return edit_review(member=scene.alice, review_id=scene.review_id, content=content)


def test_the_author_cannot_lift_a_spoiler_mark_of_a_moderator(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "mark-spoiler")
    assert edited(scene, spoiler=False).spoiler
    undone_case = undone(scene, decision)
    assert undone_case.action == "undo"
    assert not edited(scene, text="He lives.", spoiler=False).spoiler


def test_the_author_lifts_a_spoiler_mark_of_their_own(scene: Any) -> None:
    assert edited(scene, spoiler=True).spoiler
    assert not edited(scene, spoiler=False).spoiler


def test_the_page_says_that_the_mark_stays(scene: Any) -> None:
    decided(scene.maud, scene.case, "mark-spoiler")
    sent = {"text": "He dies.", "rating": "80", "version": "1"}
    answer = scene.browser("alice").post(f"/reviews/{scene.review}/edit/", sent, follow=True)
    assert "because a moderator marked it" in answer.content.decode()


@pytest.fixture
def held(scene: Any) -> ObjectId:
    """Return the id of a review that waits, as its author is limited."""
    mongo.members().update_one({"_id": scene.dev.id}, {"$set": {"standing": "limited"}})
    content = ReviewContent("Zithers.")
    return ObjectId(post_review(member=scene.dev, movie_id=scene.film, content=content).id)


def test_what_nobody_reported_is_published_and_not_dismissed(held: Any, scene: Any) -> None:
    case = find_open_case(held)
    page = scene.browser("maud").text(f"/moderation/cases/{case}/")
    for words in (">Publish<", "Publish and mark as spoiler", "as posted", "had to wait"):
        assert words in page
    for words in ("Dismiss", ">Restore<", "as reported"):
        assert words not in page


def test_what_is_published_is_said_to_be(held: Any, scene: Any) -> None:
    case = find_open_case(held)
    sent = {
        "action": "dismiss",
        "rule": "1",
        "reason": "Nothing wrong with it.",
        "shown": shown_on(case),
    }
    answer = scene.browser("maud").post(f"/moderation/cases/{case}/decide/", sent, follow=True)
    assert "Published." in answer.content.decode()


def test_what_was_also_reported_is_dismissed(held: Any, scene: Any) -> None:
    mongo.cases().update_one({"target.id": held}, {"$set": {"reports": 1}})
    page = scene.browser("maud").text(f"/moderation/cases/{find_open_case(held)}/")
    assert (">Dismiss<" in page, ">Publish<" in page) == (True, False)


def test_a_late_decision_without_a_reason_is_told_that_it_is_late(scene: Any) -> None:
    decided(scene.moe, scene.case, "dismiss")
    sent = {"action": "hide", "rule": "1", "reason": "Rude"}
    path = f"/moderation/cases/{scene.case}/decide/"
    page = scene.browser("maud").post(path, sent).content.decode()
    assert "This case has already been decided." in page
    assert "Check the fields below" not in page
