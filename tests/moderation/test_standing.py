"""A member's standing: shown with reasons, and enforced."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.queries import find_member
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.undo import undo_decision
from tests.support.api_client import ApiClient
from tests.support.authentication import log_in
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

from ..support.moderation import a_report_of_member, as_stored, decided, state_of


def stood(scene: Any, action: str) -> Any:
    """Decide about Alice, and give the decision."""
    return decided(scene.maud, a_report_of_member(scene.bob, scene.alice.handle), action)


def test_good_standing_says_so(scene: Any) -> None:
    page = scene.browser("alice").text("/accounts/standing/")
    assert "You can do everything a member can" in page


@pytest.mark.parametrize(
    ("action", "word"), [("limit", "Limited"), ("suspend", "Suspended"), ("close", "Closed")]
)
def test_it_shows_reason_rule_end_and_the_way_to_appeal(scene: Any, action: str, word: str) -> None:
    decision = stood(scene, action)
    alice = Browser(find_member(scene.alice.id))
    page = alice.text("/accounts/standing/")
    for part in (word, "Rule 2", "It is about a person", f"/accounts/appeals/{decision.id}/"):
        assert part in page, part
    assert "/accounts/standing/" in alice.text("/")


def test_the_end_is_shown(scene: Any) -> None:
    stood(scene, "suspend")
    until = as_stored(scene.alice)["standing_until"]
    assert f'datetime="{until:%Y-%m-%d}"' in scene.browser("alice").text("/accounts/standing/")


def test_a_limited_members_review_waits_and_says_why(scene: Any) -> None:
    stood(scene, "limit")
    film = a_film(title="Alien")
    alice = scene.browser("alice")
    page = alice.post(f"/movies/{film}/reviews/", {"text": "Good.", "rating": "80"}, follow=True)
    assert "waiting for a moderator, because your account is limited" in page.content.decode()
    doc = mongo.reviews().find_one({"movie_id": film}) or {}
    assert doc["state"] == "held"


@pytest.mark.parametrize("action", ["suspend", "close"])
def test_who_is_suspended_cannot_post_edit_or_report(scene: Any, action: str) -> None:
    stood(scene, action)
    alice, film = Browser(find_member(scene.alice.id)), a_film(title="Alien")
    sent = {"text": "Words.", "rating": "50", "reason": "spam"}
    paths = [f"/movies/{film}/reviews/", f"/reviews/{scene.review}/edit/", "/members/bob/report/"]
    answers = [alice.post(path, sent) for path in paths]
    assert [a.status_code for a in answers] == [403, 403, 403]
    assert all("appeal" in a.content.decode() for a in answers)


def test_who_is_suspended_can_read_delete_and_leave(scene: Any) -> None:
    stood(scene, "suspend")
    alice = scene.browser("alice")
    paths = ("/", "/accounts/export/", "/accounts/inbox/", "/accounts/delete/")
    assert [alice.get(path).status_code for path in paths] == [200] * 4
    assert alice.post(f"/reviews/{scene.review}/delete/").status_code == 302
    assert state_of(scene.review) == ""


def test_a_closed_account_may_log_in_to_appeal_and_nothing_else(scene: Any) -> None:
    decision = stood(scene, "close")
    old, new = scene.browser("alice"), Browser()
    assert not old.is_signed_in
    assert log_in(new, scene.alice.email).status_code == 302
    assert new.get("/accounts/preferences/").status_code == 403
    sent = {"text": "Please look again."}
    assert new.post(f"/accounts/appeals/{decision.id}/", sent).status_code == 302


def test_a_suspension_ends_by_itself(scene: Any) -> None:
    stood(scene, "suspend")
    over = {"$set": {"standing_until": now() - timedelta(seconds=1)}}
    mongo.members().update_one({"_id": scene.alice.id}, over)
    alice, film = scene.browser("alice"), a_film(title="Alien")
    assert alice.post(f"/movies/{film}/reviews/", {"rating": "70"}).status_code == 302
    assert "You can do everything a member can" in alice.text("/accounts/standing/")


def test_a_suspended_moderator_moderates_no_more(scene: Any) -> None:
    decided(scene.ada, a_report_of_member(scene.bob, scene.maud.handle), "suspend")
    assert scene.browser("maud").get("/moderation/").status_code == 403


def test_a_members_page_says_that_an_account_is_suspended(scene: Any) -> None:
    stood(scene, "suspend")
    assert "This account is suspended" in Browser().text(f"/members/{scene.alice.handle}/")


def test_an_open_page_of_a_member_who_is_suspended_meanwhile_writes_nothing(scene: Any) -> None:
    from accounts.errors import NotAllowed
    from reviews.documents import ReviewContent
    from reviews.services import post_review

    stood(scene, "suspend")  # scene.alice is the member as they were before
    with pytest.raises(NotAllowed):
        post_review(
            member=scene.alice, movie_id=a_film(title="Alien"), content=ReviewContent("Late.", 50)
        )


def test_a_review_that_was_taken_down_keeps_its_place_when_its_author_deletes_it(
    scene: Any,
) -> None:
    case = mongo.cases().find_one({"_id": scene.case}) or {}
    decided(scene.maud, case["_id"], "remove")
    alice = scene.browser("alice")
    alice.post(f"/reviews/{scene.review}/delete/")
    doc = mongo.reviews().find_one({"_id": scene.review_id}) or {}
    assert (doc["text"], doc["state"], "rating" in doc) == ("", "removed", False)
    again = alice.post(f"/movies/{scene.film}/reviews/", {"text": "The same again."})
    assert again.status_code == 409


def test_a_review_beside_it_stays_as_it_was(scene: Any) -> None:
    review = a_review(scene.dev, scene.film).id
    decided(scene.maud, scene.case, "remove")
    assert state_of(review) == "visible"


def test_all_decisions_are_listed_however_many(scene: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("moderation.log_queries.PAGE_SIZE", 2)
    for _ in range(3):
        stood(scene, "warn")
    alice = scene.browser("alice")
    first, second = (alice.text(f"/accounts/standing/?page={n}") for n in (1, 2))
    assert ["#3 in" in first, "#2 in" in first, "#1 in" in first] == [True, True, False]
    assert "#1 in" in second


def status_of_a_write(api: ApiClient) -> int:
    saved = api.ask("PUT", "/user/update-preferences", {"preferences": {}})
    return int(saved.status_code)


@pytest.mark.parametrize(("action", "keeps_browser"), [("suspend", True), ("close", False)])
def test_a_decision_ends_the_sessions_of_programs_for_good(
    scene: Any, action: str, keeps_browser: bool
) -> None:
    of_alice, of_bob = ApiClient(scene.alice), ApiClient(scene.bob)
    browser = scene.browser("alice")
    decision = stood(scene, action)
    assert status_of_a_write(of_alice) == 401
    assert browser.is_signed_in == keeps_browser
    undo_decision(moderator=scene.maud, decision_id=decision.id, reason="It was somebody else.")
    assert (status_of_a_write(of_alice), status_of_a_write(of_bob)) == (401, 201)


def test_a_limited_members_programs_go_on(scene: Any) -> None:
    of_alice = ApiClient(scene.alice)
    stood(scene, "limit")
    assert status_of_a_write(of_alice) == 201
