"""What authors and moderators read is true: what happened, to which post, and who was told."""

from html import unescape
from typing import Any

import pytest
from bson import ObjectId

from diary.documents import EntryContent
from mflix_site.mongo import collections as mongo
from moderation.posting import log_film
from moderation.posts import get_entry_target, get_list_target
from moderation.reports import ReportContent, file_report
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film
from tests.support.lists import a_list
from tests.support.moderation import a_report, decided, inbox_of, network_of

BY_REPORTS, HIDDEN, REMOVED = "by reports", "hide", "remove"
STAYS = {
    BY_REPORTS: "It stays hidden until a moderator has looked at the reports about it.",
    HIDDEN: "It stays hidden, because a moderator hid it.",
    REMOVED: "It stays removed, because a moderator removed it.",
}


def take_down(scene: Any, how: str) -> None:
    if how == BY_REPORTS:
        a_report(scene.dev, scene.review)
    else:
        decided(scene.maud, scene.case, how)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize("how", list(STAYS))
def test_an_edit_says_why_a_review_stays_as_it_is(scene: Any, how: str) -> None:
    take_down(scene, how)
    sent = {"text": "You are kind.", "rating": "80", "version": "1"}
    page = text(scene.browser("alice").post(f"/reviews/{scene.review}/edit/", sent, follow=True))
    assert [other for other in STAYS.values() if other in page] == [STAYS[how]]


@pytest.mark.parametrize("how", list(STAYS))
def test_a_deletion_says_what_becomes_of_the_case(scene: Any, how: str) -> None:
    take_down(scene, how)
    page = text(scene.browser("alice").post(f"/reviews/{scene.review}/delete/", follow=True))
    still_stands = "The moderator's decision about it still stands." in page
    looks = "A moderator still looks at the reports about it." in page
    assert (still_stands, looks) == (how != BY_REPORTS, how == BY_REPORTS)
    case = scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    assert ("deleted by its author" in case, "edited since" in case) == (True, False)


def test_an_author_is_told_once_that_reports_hide_a_review(scene: Any) -> None:
    take_down(scene, BY_REPORTS)
    told = [n for n in inbox_of(scene.alice) if "is hidden until a moderator" in n["subject"]]
    assert [notice["quote"] for notice in told] == ["You are all fools."]
    alice = scene.browser("alice")
    assert "members have reported it" in alice.text("/accounts/standing/")
    assert "Members have reported it" in alice.text(f"/reviews/{scene.review}/")
    decided(scene.maud, scene.case, "dismiss")
    assert "is visible again" in inbox_of(scene.alice)[-1]["subject"]
    assert "members have reported it" not in alice.text("/accounts/standing/")


@pytest.mark.parametrize("action", ["dismiss", "restore"])
def test_a_released_review_was_never_visible_before(database: Any, action: str) -> None:
    nora, maud, film = make_member("Nora"), make_member("Maud", "moderator"), a_film()
    sent = {"text": "www.films.test", "rating": "80"}
    Browser(nora).post(f"/movies/{film}/reviews/", sent)
    case = mongo.cases().find_one({}) or {}
    decided(maud, case["_id"], action)
    assert "has been published" in inbox_of(nora)[-1]["subject"]


@pytest.mark.parametrize(
    ("action", "told"),
    [("dismiss", "Whoever reported it has been told."), ("remove", "Both sides have been told.")],
)
def test_the_moderator_reads_who_was_told(scene: Any, action: str, told: str) -> None:
    form = {"action": action, "rule": "2", "reason": "It is about a person."}
    maud = scene.browser("maud")
    shown = {"shown": hash_on(maud.text(f"/moderation/cases/{scene.case}/"))}
    page = text(maud.post(f"/moderation/cases/{scene.case}/decide/", form | shown, follow=True))
    assert told in page


def hash_on(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def test_undoing_says_that_too(scene: Any) -> None:
    decision, maud = decided(scene.maud, scene.case, "hide"), scene.browser("maud")
    address = f"/moderation/decisions/{decision.id}/undo/"
    sent = {"reason": "A mistake.", "shown": hash_on(maud.text(address))}
    page = text(maud.post(address, sent, follow=True))
    assert "Decision undone. Both sides have been told." in page


def test_a_dismissal_is_no_breach_of_a_rule(scene: Any) -> None:
    decided(scene.maud, scene.case, "dismiss")
    page = scene.browser("alice").text("/accounts/standing/")
    assert "found nothing against the rules" in page
    assert "Rule 2" not in page


def an_entry(scene: Any) -> ObjectId:
    content = EntryContent(day="2026-11-20", note="The usher is a fool.")
    logged = log_film(member=scene.alice, movie_id=scene.film, content=content)
    return ObjectId(logged.entry.id)


def reported(scene: Any, snapshot: Any) -> ObjectId:
    words, ip = ReportContent("abusive", ""), network_of(scene.bob)
    return file_report(member=scene.bob, snapshot=snapshot, content=words, ip=ip)


def test_standing_and_log_say_what_a_decision_is_about(scene: Any) -> None:
    made = a_list(scene.alice, scene.film, title="Worst ushers")
    snapshots = [get_entry_target(an_entry(scene)), get_list_target(made.id, scene.bob)]
    cases = [*(reported(scene, snapshot) for snapshot in snapshots), scene.case]
    rows = [decided(scene.maud, case, "remove") for case in cases]
    page = scene.browser("alice").text("/accounts/standing/")
    for words in ("your diary entry on", "your list “<bdi>Worst ushers</bdi>”", "your review of"):
        assert f"Removed: {words}" in page
    assert "Worst ushers" not in Browser().text("/moderation/log/")
    undo_decision(moderator=scene.moe, decision_id=rows[1].id, reason="A mistake.")
    assert "Worst ushers" in Browser().text("/moderation/log/")


@pytest.mark.parametrize(
    ("action", "words"), [("hide", "has hidden this list"), ("remove", "has removed this list")]
)
def test_a_list_says_what_was_done_to_it(scene: Any, action: str, words: str) -> None:
    made = a_list(scene.alice, scene.film, title="Worst ushers")
    decided(scene.maud, reported(scene, get_list_target(made.id, scene.bob)), action)
    alice = scene.browser("alice")
    assert words in alice.text(f"/lists/{made.id}/")


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_an_edited_entry_stays_as_it_is(scene: Any, action: str) -> None:
    entry = an_entry(scene)
    decided(scene.maud, reported(scene, get_entry_target(entry)), action)
    sent = {"note": "He is kind.", "privacy": "public", "version": "1", "day": "2026-11-20"}
    page = text(scene.browser("alice").post(f"/diary/{entry}/edit/", sent, follow=True))
    assert STAYS[action] in page


def test_no_reason_is_offered_that_no_decision_answers(scene: Any) -> None:
    page = scene.browser("bob").text(f"/diary/{an_entry(scene)}/report/")
    assert 'value="spoiler"' not in page
    assert 'value="spoiler"' in scene.browser("dev").text(f"/reviews/{scene.review}/report/")


def test_the_queue_says_what_was_reported(scene: Any) -> None:
    reported(scene, get_entry_target(an_entry(scene)))
    page = scene.browser("maud").text("/moderation/")
    assert "Review of <bdi>" in page
    assert "Diary entry on <bdi>" in page


def test_the_log_is_filtered_by_a_handle_as_it_is_printed(scene: Any) -> None:
    row = decided(scene.maud, scene.case, "hide")
    page = Browser().text("/moderation/log/", data={"moderator": "@maud"})
    assert row.log_path in page


@pytest.mark.parametrize("standing", ["limited", "good"])
def test_a_limited_members_advice_is_one_that_helps(scene: Any, standing: str) -> None:
    mongo.members().update_one({"_id": scene.alice.id}, {"$set": {"standing": standing}})
    sent = {"title": "Ushers", "privacy": "public", "films": str(scene.film)}
    page = text(scene.browser("alice").post("/lists/new/", sent, follow=True))
    assert ("You can make the list private." in page) == (standing == "limited")
    assert "Change them" not in page


REASON = "He wrote “you are ALL fools”, which is about people."


def sent_decision(scene: Any, action: str = "remove", **fields: str) -> Any:
    maud, form = scene.browser("maud"), {"action": action, "rule": "2", "reason": REASON}
    shown = hash_on(maud.text(f"/moderation/cases/{scene.case}/"))
    return maud.post(f"/moderation/cases/{scene.case}/decide/", {**form, "shown": shown, **fields})


def test_a_reason_that_repeats_the_words_is_not_published_unasked(scene: Any) -> None:
    answer = sent_decision(scene)
    assert answer.status_code == 422
    assert "This repeats what was reported" in text(answer)
    assert 'name="may_quote"' in text(answer)
    assert sent_decision(scene, may_quote="on").status_code == 302


@pytest.mark.parametrize(
    "fields", [{"reason": "You are not to call people fools."}, {"action": "dismiss"}]
)
def test_other_reasons_are(scene: Any, fields: dict[str, str]) -> None:
    assert 'name="may_quote"' not in scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    assert sent_decision(scene, **fields).status_code == 302


def test_a_late_appeal_is_given_back_under_its_own_label(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "hide")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    address = f"/accounts/appeals/{decision.id}/"
    page = text(scene.browser("alice").post(address, {"text": "It is a joke."}))
    assert ">Why should the decision change?</label>" in page
    assert "This wasn't sent." in page
