"""Clearing what a profile says: its words go everywhere, come back, and cannot be set again."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from moderation.account_closing import close_account
from moderation.appeals import answer_appeal, file_appeal
from moderation.errors import NothingToDo, NotUndoable
from moderation.log import verify_log
from moderation.profile_editing import edit_profile
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review
from tests.support.moderation import a_report_of_member, an_old_member, as_stored, decided, inbox_of

ABOUT = "Rex is a fool, and everybody knows it."


class Reported:
    """Rex, whose profile Bob has reported, and a review of his; Maud decides."""

    def __init__(self) -> None:
        self.rex = an_old_member("Nasty Rex", about=ABOUT)
        self.film = a_film()
        a_review(self.rex, self.film, "A film.")
        self.bob = an_old_member("Bob")
        self.maud = an_old_member("Maud", role="moderator")
        self.moe = an_old_member("Moe", role="moderator")
        self.case = a_report_of_member(self.bob, "nasty_rex", "abusive")

    def save(self, **changed: str) -> int:
        doc = as_stored(self.rex)
        form = {"name": doc["name"], "handle": doc["handle"], "about": doc.get("about", "")}
        page = Browser(self.rex).post("/accounts/profile/", {**form, **changed})
        return page.status_code


@pytest.fixture
def reported(database: Any) -> Reported:
    return Reported()


def profile_of(member: Any) -> tuple[str, str, str]:
    doc = as_stored(member)
    return doc["name"], doc["handle"], doc["about"]


WHOLE = ("Nasty Rex", "nasty_rex", ABOUT)


def test_a_cleared_profile_says_nothing_of_before_anywhere(reported: Reported) -> None:
    decision = decided(reported.maud, reported.case, "clear-profile")
    name, handle, about = profile_of(reported.rex)
    assert name.startswith("Member ")
    assert (handle.startswith("member_"), about) == (True, "")
    visitor = Browser()
    for path in (f"/members/{handle}/", f"/movies/{reported.film}/", decision.log_path):
        page = visitor.text(path)
        assert not [words for words in ("Nasty", "nasty_rex", "fool") if words in page]
    assert mongo.reviews().find_one({"author.name": "Nasty Rex"}) is None
    assert visitor.get("/members/nasty_rex/")["Location"].endswith(f"/members/{handle}/")


def test_the_about_text_alone_can_be_cleared(reported: Reported) -> None:
    decided(reported.maud, reported.case, "clear-about")
    assert profile_of(reported.rex) == ("Nasty Rex", "nasty_rex", "")


@pytest.mark.parametrize("action", ["clear-about", "clear-profile"])
def test_the_member_is_told_with_the_words_and_may_appeal(reported: Reported, action: str) -> None:
    decision = decided(reported.maud, reported.case, action)
    notice = inbox_of(reported.rex)[-1]
    assert "cleared" in notice["subject"]
    assert (ABOUT in notice["quote"], notice["label"]) == (True, "Appeal")
    file_appeal(member=reported.rex, decision_id=decision.id, text="It is a joke among us.")
    appeal = mongo.appeals().find_one({}) or {}
    answer_appeal(moderator=reported.moe, appeal_id=appeal["_id"], granted=True, answer="Fair.")
    assert profile_of(reported.rex) == WHOLE
    assert verify_log().problems == ()


def test_it_can_be_undone_and_stand_again(reported: Reported) -> None:
    decision = decided(reported.maud, reported.case, "clear-profile")
    cleared = profile_of(reported.rex)
    undone = undo_decision(moderator=reported.moe, decision_id=decision.id, reason="A mistake.")
    assert profile_of(reported.rex) == WHOLE
    assert mongo.reviews().count_documents({"author.name": "Nasty Rex"}) == 1
    again = undo_decision(moderator=reported.moe, decision_id=undone.id, reason="It was not.")
    assert profile_of(reported.rex) == cleared
    assert again.is_against_member
    assert not undone.is_against_member


def test_it_is_not_undone_over_what_the_member_has_chosen_since(reported: Reported) -> None:
    decision = decided(reported.maud, reported.case, "clear-profile")
    assert reported.save(name="Rex") == 302
    with pytest.raises(NotUndoable):
        undo_decision(moderator=reported.moe, decision_id=decision.id, reason="A mistake.")
    assert profile_of(reported.rex)[0] == "Rex"


@pytest.mark.parametrize(
    "changed", [{"name": "Nasty Rex"}, {"handle": "nasty_rex"}, {"about": f"Well. {ABOUT}"}]
)
def test_the_cleared_words_cannot_be_set_again(reported: Reported, changed: dict[str, str]) -> None:
    decided(reported.maud, reported.case, "clear-profile")
    assert reported.save(**changed) == 422
    assert reported.save(name="Rex", about="I like films.") == 302


def test_what_is_empty_is_not_cleared(reported: Reported) -> None:
    assert reported.save(about="") == 302
    with pytest.raises(NothingToDo):
        decided(reported.maud, reported.case, "clear-about")


def test_the_case_keeps_what_was_reported_and_shows_what_is_there_now(reported: Reported) -> None:
    assert reported.save(name="Kind Rex", handle="kind_rex", about="") == 302
    page = Browser(reported.maud).text(f"/moderation/cases/{reported.case}/")
    for words in ("Nasty Rex", ABOUT, "edited since", "Current version", "Kind Rex", "@kind_rex"):
        assert words in page


def test_the_words_leave_with_the_member(reported: Reported) -> None:
    decided(reported.maud, reported.case, "clear-profile")
    close_account(member=reported.rex, password=PASSWORD, keep_reviews=True)
    for stored in (mongo.cases(), mongo.reports(), mongo.decisions(), mongo.members()):
        assert "fool" not in str(list(stored.find()))
    page = Browser(reported.maud).text(f"/moderation/cases/{reported.case}/")
    assert "No longer has an account." in page


def test_a_closed_accounts_page_shows_no_about_text(reported: Reported) -> None:
    decided(reported.maud, reported.case, "close")
    assert "fool" not in Browser().text("/members/nasty_rex/")
    assert "fool" not in Browser().text("/api/v2/members/nasty_rex")


def test_two_clearings_are_undone_one_by_one(reported: Reported) -> None:
    first = decided(reported.maud, reported.case, "clear-about")
    assert reported.save(about="Films, films.") == 302
    case = a_report_of_member(reported.bob, "nasty_rex")
    second = decided(reported.maud, case, "clear-profile")
    for decision, about in ((second, "Films, films."),):
        undo_decision(moderator=reported.moe, decision_id=decision.id, reason="A mistake.")
        assert profile_of(reported.rex) == ("Nasty Rex", "nasty_rex", about)
    assert reported.save(about="") == 302
    undo_decision(moderator=reported.moe, decision_id=ObjectId(first.id), reason="A mistake.")
    assert profile_of(reported.rex) == WHOLE


def test_what_is_cleared_while_a_form_is_sent_stays_cleared(
    reported: Reported, monkeypatch: Any
) -> None:
    def edit_late(**sent: Any) -> Any:
        decided(reported.maud, reported.case, "clear-profile")
        return edit_profile(**sent)

    monkeypatch.setattr("moderation.views.account.edit_profile", edit_late)
    assert reported.save(picture="reel", colour="1") == 302
    name, handle, about = profile_of(reported.rex)
    assert (name[:7], handle[:7], about) == ("Member ", "member_", "")
    assert as_stored(reported.rex)["picture"] == "reel-1"
