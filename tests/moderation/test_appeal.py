"""Appeals: once, in words, within 30 days, answered by somebody else."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.closing import begin_closing
from accounts.errors import MemberNotFound
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.appeals import answer_appeal, file_appeal
from moderation.errors import (
    AlreadyAnswered,
    AlreadyAppealed,
    DecisionNotFound,
    NotAppealable,
    OwnDecision,
)
from moderation.log import verify_log
from moderation.log_queries import appeals_of_member, count_open_appeals
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.factories import tally_of

from ..support.moderation import decided, inbox_of, shown_on, state_of

TEXT = "I was angry about the film, not about anybody here."


def appealed(scene: Any, decision: Any, who: str = "alice") -> Any:
    return file_appeal(member=getattr(scene, who), decision_id=decision.id, text=TEXT)


def answered(scene: Any, appeal_id: Any, who: str = "moe", granted: bool = True) -> Any:
    by = getattr(scene, who)
    return answer_appeal(
        moderator=by, appeal_id=appeal_id, granted=granted, answer="You are right."
    )


def test_pages_say_that_an_appeal_overturned_it(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    answered(scene, appealed(scene, decision))
    alice = scene.browser("alice")
    assert "overturned by <a" in alice.text("/moderation/log/")
    assert "<dt>Overturned by</dt>" in alice.text("/moderation/log/1/")
    assert "<dt>Overturns</dt>" in alice.text("/moderation/log/2/")
    appeal = alice.text(f"/accounts/appeals/{decision.id}/")
    assert ("Overturned." in appeal, "has been undone" in appeal) == (True, False)


def test_the_inbox_shows_the_words_before_how_to_appeal(scene: Any) -> None:
    decided(scene.maud, scene.case, "remove")
    page = scene.browser("alice").text("/accounts/inbox/")
    assert page.index("You are all fools.") < page.index("you can appeal within 30 days")


def test_a_granted_appeal_puts_the_review_back(scene: Any) -> None:
    row = answered(scene, appealed(scene, decided(scene.maud, scene.case, "remove")))
    assert (row.action, row.undoes) == ("overturn", 1)
    assert state_of(scene.review) == "visible"
    assert tally_of(scene.film)["reviews"] == 1
    assert verify_log().problems == ()


def test_a_refused_appeal_leaves_it_and_says_so(scene: Any) -> None:
    one = appealed(scene, decided(scene.maud, scene.case, "remove"))
    assert answered(scene, one, granted=False).action == "uphold"
    assert state_of(scene.review) == "removed"
    notice = inbox_of(scene.alice)[-1]
    assert notice["subject"] == "Your appeal: decision #1 was upheld"
    assert notice["paragraphs"][0] == "“Removed” stands."
    assert "You are right." in notice["paragraphs"][1]


def test_an_account_that_is_closing_appeals_no_more(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    begin_closing(member=scene.alice, keep_reviews=True)
    with pytest.raises(MemberNotFound):
        appealed(scene, decision)
    assert count_open_appeals(scene.moe) == 0


def test_a_granted_appeal_sends_its_author_one_notice(scene: Any) -> None:
    one = appealed(scene, decided(scene.maud, scene.case, "remove"))
    before = len(inbox_of(scene.alice))
    answered(scene, one)
    notice = inbox_of(scene.alice)[before:]
    assert [n["subject"] for n in notice] == ["Your appeal: decision #1 was overturned"]
    assert notice[0]["paragraphs"][0].endswith("What it changed is back to how it was.")


def test_an_appeal_waits_for_others_than_who_decided(scene: Any) -> None:
    appealed(scene, decided(scene.maud, scene.case, "remove"))
    assert (count_open_appeals(scene.maud), count_open_appeals(scene.moe)) == (0, 1)
    own, other = (Browser(m).text("/moderation/appeals/") for m in (scene.maud, scene.moe))
    sentence, link = "You made this decision, so somebody else has to answer", '<h2><a href="/mod'
    assert (sentence in own, link in own) == (True, False)
    assert (sentence in other, link in other) == (False, True)


def test_whoever_decided_is_told_too(scene: Any) -> None:
    answered(scene, appealed(scene, decided(scene.maud, scene.case, "remove")))
    subject = inbox_of(scene.maud)[-1]["subject"]
    assert subject == "Your decision #1 was overturned on appeal"


def test_whoever_decided_does_not_answer(scene: Any) -> None:
    one = appealed(scene, decided(scene.maud, scene.case, "remove"))
    with pytest.raises(OwnDecision):
        answered(scene, one, "maud")
    assert mongo.appeals().count_documents({"open": True}) == 1


def test_an_admin_who_is_alone_answers_and_the_log_says_so(scene: Any) -> None:
    one = appealed(scene, decided(scene.ada, scene.case, "remove"))
    with pytest.raises(OwnDecision):
        answered(scene, one, "ada")
    mongo.members().update_many({"role": "moderator"}, {"$set": {"role": "member"}})
    assert "as nobody else could" in answered(scene, one, "ada").reason


def test_a_decision_is_appealed_once(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    appealed(scene, decision)
    with pytest.raises(AlreadyAppealed):
        appealed(scene, decision)


@pytest.mark.parametrize("who", ["bob", "moe"])
def test_others_cannot_appeal_and_learn_nothing(scene: Any, who: str) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    appealed(scene, decision)
    with pytest.raises(DecisionNotFound):
        appealed(scene, decision, who)
    assert not appeals_of_member(getattr(scene, who))


def test_after_thirty_days_it_is_too_late(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    long_ago = {"$set": {"at": now() - timedelta(days=31)}}
    mongo.decisions().update_one({"_id": decision.id}, long_ago)
    with pytest.raises(NotAppealable):
        appealed(scene, decision)


def test_an_undone_decision_cannot_be_appealed(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    with pytest.raises(NotAppealable):
        appealed(scene, decision)


def test_an_appeal_is_answered_once(scene: Any) -> None:
    one = appealed(scene, decided(scene.maud, scene.case, "remove"))
    answered(scene, one)
    with pytest.raises(AlreadyAnswered):
        answered(scene, one, "ada")
    assert mongo.decisions().count_documents({}) == 2


def test_undoing_a_decision_closes_its_appeal(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    one = appealed(scene, decision)
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    with pytest.raises(AlreadyAnswered):
        answered(scene, one, "ada", granted=False)
    assert "was undone" in inbox_of(scene.alice)[-1]["subject"]
    pages = {"/accounts/standing/": "alice", "/moderation/appeals/?state=answered": "moe"}
    pages |= {f"/moderation/appeals/{one}/": "moe", f"/accounts/appeals/{decision.id}/": "alice"}
    for path, who in pages.items():
        page = scene.browser(who).text(path)
        assert "undone" in page, path
        assert "pheld" not in page, path


def test_the_pages_lead_from_the_inbox_to_the_answer(scene: Any) -> None:
    decided(scene.maud, scene.case, "remove")
    alice, moe = scene.browser("alice"), scene.browser("moe")
    path = inbox_of(scene.alice)[0]["path"]
    assert path in alice.text("/accounts/inbox/")
    assert alice.post(path, {"text": ""}).status_code == 422
    assert alice.post(path, {"text": TEXT})["Location"] == "/accounts/standing/"
    one = mongo.appeals().find_one({}) or {}
    assert TEXT in moe.text(f"/moderation/appeals/{one['_id']}/")
    sent = {"granted": "yes", "answer": "You are right.", "shown": shown_on(one["_id"])}
    assert moe.post(f"/moderation/appeals/{one['_id']}/", sent).status_code == 302
    assert "Overturned on appeal" in alice.text("/accounts/standing/")


def test_whoever_answers_undoes_or_appeals_sees_the_words(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    one, moe = appealed(scene, decision), scene.browser("moe")
    for path in (f"/moderation/appeals/{one}/", f"/moderation/decisions/{decision.id}/undo/"):
        assert "You are all fools." in moe.text(path)
    assert "You are all fools." in scene.browser("alice").text(f"/accounts/appeals/{decision.id}/")


def test_every_page_of_moderators_shows_how_many_appeals_wait(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    one, moe = appealed(scene, decision), scene.browser("moe")
    paths = ("", "appeals/", "log/", "log/1/", f"cases/{scene.case}/", f"appeals/{one}/")
    for path in (*paths, f"decisions/{decision.id}/undo/"):
        assert 'badge">1<' in moe.text(f"/moderation/{path}"), path
