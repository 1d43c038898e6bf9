"""Whoever decides has read the words: decisions, undoing and answers are about what was shown."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from diary.documents import EntryContent
from lists.documents import ListDetails
from lists.ordering import Arrangement
from lists.services import ListEdit
from mflix_site.mongo import collections as mongo
from moderation import posting
from moderation.appeals import file_appeal
from moderation.decisions import decide_cases
from moderation.errors import WordsChanged, WrongKind
from moderation.posts import TargetSnapshot, get_entry_target, get_list_target
from moderation.reports import ReportContent, file_report
from reviews.documents import Review, ReviewContent
from tests.support.lists import a_list

from ..support.moderation import a_decision_input, decided, network_of, shown_on, state_of

NEW_WORDS = "Buy my pills instead."
REASON = "It is harmless, and about the film."
DECISION = {"action": "restore", "rule": "2", "reason": REASON}
UNREAD = (None, "", "x", "1", "0" * 64, '{"$gt": ""}', "\0")
NEITHER_READ_NOR_SENT = [repr(value)[:9] for value in UNREAD]


def edit(scene: Any, words: str = NEW_WORDS) -> Review:
    content = ReviewContent(words, 80)
    return posting.edit_review(member=scene.alice, review_id=scene.review_id, content=content)


def decide_page(scene: Any) -> tuple[str, dict[str, str]]:
    """Prepare a decision about a review that is hidden; return its page and what is sent."""
    mongo.reviews().update_one({"_id": scene.review_id}, {"$set": {"state": "hidden"}})
    mongo.cases().update_one({"_id": scene.case}, {"$set": {"hidden_by_reports": True}})
    return f"/moderation/cases/{scene.case}/", DECISION


def undo_page(scene: Any) -> tuple[str, dict[str, str]]:
    decision = decided(scene.maud, scene.case, "hide")
    return f"/moderation/decisions/{decision.id}/undo/", {"reason": REASON}


def appeal_page(scene: Any) -> tuple[str, dict[str, str]]:
    decision = decided(scene.maud, scene.case, "hide")
    appeal = file_appeal(member=scene.alice, decision_id=decision.id, text="Why?")
    return f"/moderation/appeals/{appeal}/", {"answer": REASON, "granted": "yes"}


Page = Callable[[Any], tuple[str, dict[str, str]]]
pages = pytest.mark.parametrize("prepare", [decide_page, undo_page, appeal_page])


def send(moe: Any, path: str, sent: dict[str, str]) -> Any:
    return moe.post(f"{path}decide/" if "cases" in path else path, sent)


def shown_in(page: str) -> str:
    return re.findall(r'name="shown" value="(\w*)"', page)[0]


@pages
def test_words_that_changed_meanwhile_are_shown_before_they_are_published(
    scene: Any, prepare: Page
) -> None:
    path, sent = prepare(scene)
    moe = scene.browser("moe")
    shown = shown_in(moe.text(path))
    edit(scene)
    refused = send(moe, path, {**sent, "shown": shown})
    page = refused.content.decode()
    assert (refused.status_code, state_of(scene.review)) == (409, "hidden")
    assert all(part in page for part in (NEW_WORDS, REASON, "The words have changed"))
    assert send(moe, path, {**sent, "shown": shown_in(page)}).status_code == 302
    assert state_of(scene.review) == "visible"


@pages
@pytest.mark.parametrize("shown", UNREAD, ids=NEITHER_READ_NOR_SENT)
def test_without_what_was_shown_nothing_is_published(
    scene: Any, prepare: Page, shown: str | None
) -> None:
    path, sent = prepare(scene)
    refused = send(scene.browser("moe"), path, {**sent, **({"shown": shown} if shown else {})})
    assert (refused.status_code, state_of(scene.review)) == (409, "hidden")
    assert REASON in refused.content.decode()


@pages
def test_correcting_a_form_does_not_count_as_having_read_what_is_new(
    scene: Any, prepare: Page
) -> None:
    path, sent = prepare(scene)
    moe = scene.browser("moe")
    shown = shown_in(moe.text(path))
    edit(scene)
    wrong = send(moe, path, {**sent, "reason": "", "answer": "", "shown": shown})
    assert wrong.status_code == 422
    again = send(moe, path, {**sent, "shown": shown_in(wrong.content.decode())})
    assert (again.status_code, state_of(scene.review)) == (409, "hidden")


def test_several_are_decided_about_the_words_that_were_reported(scene: Any, settings: Any) -> None:
    settings.WATCHED_WORDS = ["casino"]
    edit(scene, "A night at the casino.")
    edit(scene, "Buy my pills in the casino.")
    assert state_of(scene.review) == "held"
    sent = {**DECISION, "action": "dismiss", "case": str(scene.case)}
    refused = scene.browser("moe").post("/moderation/decide/", sent)
    assert (refused.status_code, state_of(scene.review)) == (409, "held")
    assert "1 case: The words have changed" in refused.content.decode()


def test_what_its_author_deleted_meanwhile_is_decided_all_the_same(scene: Any) -> None:
    moe, shown = scene.browser("moe"), shown_on(scene.case)
    mongo.reviews().delete_one({"_id": scene.review_id})
    sent = {**DECISION, "action": "warn", "shown": shown}
    assert send(moe, f"/moderation/cases/{scene.case}/", sent).status_code == 302


def an_entry(scene: Any) -> tuple[TargetSnapshot, Callable[[], Any]]:
    content = EntryContent(day="2026-11-20", note="The usher called us fools.")
    log = posting.log_film(member=scene.alice, movie_id=scene.film, content=content)
    entry, new = ObjectId(log.entry.id), EntryContent(day="2026-11-20", note=NEW_WORDS)
    return get_entry_target(entry), lambda: posting.edit_entry(
        member=scene.alice, entry_id=entry, content=new
    )


def list_of_films(scene: Any) -> tuple[TargetSnapshot, Callable[[], Any]]:
    made = a_list(scene.alice, scene.film, description="Rude words.")
    edit = ListEdit(details=ListDetails("New", NEW_WORDS), arrangement=Arrangement((scene.film,)))
    return get_list_target(made.id, scene.bob), lambda: posting.edit_list(
        member=scene.alice, list_id=made.id, edit=edit
    )


def report(scene: Any, snapshot: TargetSnapshot) -> ObjectId:
    content, ip = ReportContent("abusive", "Unkind."), network_of(scene.bob)
    return file_report(member=scene.bob, snapshot=snapshot, content=content, ip=ip)


others = pytest.mark.parametrize("make", [an_entry, list_of_films])


@others
def test_so_is_it_with_diary_entries_and_lists(scene: Any, make: Any) -> None:
    snapshot, change = make(scene)
    case = report(scene, snapshot)
    shown = shown_on(case)
    change()
    with pytest.raises(WordsChanged):
        decided(scene.moe, case, "dismiss", shown=shown)
    assert decided(scene.moe, case, "dismiss", shown=shown_on(case))


@others
def test_and_where_many_are_decided_together(scene: Any, make: Any) -> None:
    snapshot, change = make(scene)
    case, chosen = report(scene, snapshot), a_decision_input("dismiss")
    change()
    done, problems = decide_cases(moderator=scene.moe, case_ids=[case], chosen=chosen)
    assert (done, list(problems)) == (0, [str(WordsChanged.sentence)])


@others
def test_only_a_review_is_marked_as_a_spoiler(scene: Any, make: Any) -> None:
    snapshot, _change = make(scene)
    with pytest.raises(WrongKind):
        decided(scene.moe, report(scene, snapshot), "mark-spoiler")
