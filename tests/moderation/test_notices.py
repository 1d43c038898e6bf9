"""The inbox: what is new, by mail too for those who want it, and what joins the export."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.notices import Notice, mark_inbox_read, send_notices
from accounts.outbox import send_pending
from accounts.queries import find_member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation.account_closing import close_account
from moderation.appeals import answer_appeal, file_appeal
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD

from ..support.moderation import a_report, as_stored, decided, inbox_of, state_of


def test_the_inbox_says_how_much_is_new_until_it_is_read(scene: Any) -> None:
    decided(scene.maud, scene.case)
    alice = scene.browser("alice")
    assert "1 new" in alice.text("/accounts/preferences/")
    alice.post("/accounts/inbox/read/")
    assert "1 new" not in alice.text("/accounts/inbox/")
    assert as_stored(scene.alice)["unread"] == 0


def test_whoever_opens_the_inbox_has_read_it(scene: Any) -> None:
    decided(scene.maud, scene.case)
    alice = scene.browser("alice")
    assert "1 new" in alice.text("/accounts/inbox/")
    assert (inbox_of(scene.alice)[0]["seen"], as_stored(scene.alice)["unread"]) == (True, 0)
    assert "1 new" not in alice.text("/accounts/inbox/")


def test_only_the_page_that_is_shown_is_read(scene: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.notices.PAGE_SIZE", 1)
    decided(scene.maud, scene.case, "mark-spoiler")
    decided(scene.maud, a_report(scene.dev, scene.review), "hide")
    alice = scene.browser("alice")
    for left in (1, 1, 0):
        alice.get("/accounts/inbox/" if left else "/accounts/inbox/?page=2")
        assert as_stored(scene.alice)["unread"] == left


def send_one_to(member: Any) -> None:
    notices = {member.id: Notice("A", ("b",))}
    in_transaction(lambda session: send_notices(notices, session=session))


def test_a_notice_that_comes_while_all_are_marked_read_is_counted(
    alice: Any, monkeypatch: Any
) -> None:
    def members_after_another() -> Any:
        monkeypatch.undo()
        send_one_to(alice)
        return mongo.members()

    send_one_to(alice)
    monkeypatch.setattr(mongo, "members", members_after_another)
    mark_inbox_read(member=alice)
    unread = mongo.notices().count_documents({"seen": False})
    assert as_stored(alice)["unread"] == unread


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_reads_their_inbox_leaves_the_notices_of_others_new(scene: Any, method: str) -> None:
    decided(scene.maud, scene.case)
    mongo.notices().update_many({}, {"$set": {"at": now()}})  # told at the same moment
    path = {"get": "/accounts/inbox/", "post": "/accounts/inbox/read/"}[method]
    getattr(scene.browser("bob"), method)(path)
    assert [notice["seen"] for notice in inbox_of(scene.bob)] == [True]
    assert [notice["seen"] for notice in inbox_of(scene.alice)] == [False]


def test_neither_head_nor_a_browser_that_prefetches_reads_it(scene: Any) -> None:
    decided(scene.maud, scene.case)
    alice = scene.browser("alice")
    alice.head("/accounts/inbox/")
    alice.get("/accounts/inbox/", headers={"sec-purpose": "prefetch;prerender"})
    assert inbox_of(scene.alice)[0]["seen"] is False


def test_the_inbox_offers_no_appeal_where_there_can_be_none(scene: Any) -> None:
    decision = decided(scene.maud, scene.case)
    alice = scene.browser("alice")
    assert ">Appeal<" in alice.text("/accounts/inbox/")
    appeal = file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    answer_appeal(moderator=scene.moe, appeal_id=appeal, granted=False, answer="It stays.")
    page = alice.text("/accounts/inbox/")
    assert ">Appeal<" not in page
    assert ">See your appeal<" in page


def test_nor_where_it_is_too_late_or_was_undone(scene: Any) -> None:
    decision = decided(scene.maud, scene.case)
    long_ago = {"$set": {"at": now() - timedelta(days=31)}}
    mongo.decisions().update_one({"_id": decision.id}, long_ago)
    page = scene.browser("alice").text("/accounts/inbox/")
    assert ">Appeal<" not in page
    assert ">See the decision<" in page


def test_those_who_want_it_are_told_by_mail_too(scene: Any, mailoutbox: Any) -> None:
    want = {"$set": {"preferences": {"notices_by_mail": True}}}
    mongo.members().update_one({"_id": scene.bob.id}, want)
    decided(scene.maud, scene.case)
    assert send_pending() == 1
    [mail] = mailoutbox
    assert mail.to == [scene.bob.email]
    assert "It is about a person" in mail.body
    assert "/moderation/log/1/" in mail.body


def test_the_preference_can_be_set_by_the_form(scene: Any) -> None:
    sent = {"rating_scale": "5", "theme": "auto", "language": "en", "notices_by_mail": "on"}
    scene.browser("bob").post("/accounts/preferences/", sent)
    assert find_member(scene.bob.id).preferences.notices_by_mail  # type: ignore[union-attr]


def test_the_export_holds_what_moderation_keeps_of_somebody(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, note="A private note.")
    file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    hers = json.loads(scene.browser("alice").text("/accounts/export/"))
    his = json.loads(scene.browser("bob").text("/accounts/export/"))
    assert [a["text"] for a in hers["appeals"]] == ["I object."]
    assert [d["number"] for d in hers["decisions"]] == [1]
    assert (len(hers["notices"]), len(his["reports"])) == (1, 1)
    assert "A private note." not in str(hers)


def test_closing_an_account_takes_its_name_from_reports_and_cases(scene: Any) -> None:
    close_account(member=scene.bob, password=PASSWORD, keep_reviews=True)
    page = scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    assert "A former member" in page
    assert "Bob" not in page
    assert inbox_of(scene.bob) == []
    assert decided(scene.maud, scene.case).number == 1


def test_closing_an_account_with_its_reviews_takes_the_reported_words_too(scene: Any) -> None:
    close_account(member=scene.alice, password=PASSWORD, keep_reviews=False)
    page = scene.browser("maud").text(f"/moderation/cases/{scene.case}/")
    assert "You are all fools." not in page
    assert decided(scene.maud, scene.case, "dismiss").action == "dismiss"


def test_closing_an_account_withdraws_its_appeals(scene: Any) -> None:
    decision = decided(scene.maud, scene.case)
    file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    close_account(member=scene.alice, password=PASSWORD, keep_reviews=True)
    one = mongo.appeals().find_one({}) or {}
    assert (one["open"], one.get("name"), one["member_id"]) == (False, None, None)
    assert state_of(scene.review) == "removed"


def test_two_who_reported_the_same_may_both_leave(scene: Any) -> None:
    for name in ("bob", "carla"):
        close_account(member=getattr(scene, name), password=PASSWORD, keep_reviews=True)
    assert mongo.reports().count_documents({"open": True}) == 2
    assert a_report(scene.dev, scene.review) == scene.case


def test_a_visitor_has_no_inbox() -> None:
    assert Browser().get("/accounts/inbox/").status_code == 302


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        ("mark-spoiler", "Your review of The Third Man was marked as a spoiler"),
        ("hide", "Your review of The Third Man was hidden"),
        ("remove", "Your review of The Third Man was removed"),
        ("warn", "You've been given a warning"),
        ("limit", "Your account is limited"),
        ("close", "Your account is closed"),
    ],
)
def test_an_author_reads_of_their_own_review_and_account(
    scene: Any, action: str, subject: str
) -> None:
    decided(scene.maud, scene.case, action)
    [notice] = inbox_of(scene.alice)
    text = " ".join([notice["subject"], *notice["paragraphs"]])
    assert notice["subject"] == subject
    assert "our review of The Third Man" in text
    assert scene.alice.name not in text


def test_a_suspension_says_when_it_ends(scene: Any) -> None:
    until = datetime(now().year + 1, 3, 4, tzinfo=UTC)
    decided(scene.maud, scene.case, "suspend", until=until)
    [notice] = inbox_of(scene.alice)
    assert notice["subject"] == f"Your account is suspended until 4 March {until.year}"


def test_an_author_reads_of_what_was_undone_as_theirs(scene: Any) -> None:
    decision = decided(scene.maud, scene.case, "remove")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="It was about the film.")
    told = {m: inbox_of(m)[-1]["subject"] for m in (scene.alice, scene.bob)}
    assert told[scene.alice] == "A decision about your review of The Third Man was undone"
    assert told[scene.bob].startswith("A decision on your report of the review of The Third Man")
