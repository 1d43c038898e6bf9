"""A diary entry's words: reported, hidden, restored and undone, as a review's are."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.queries import get_member
from diary.documents import PRIVATE, EntryContent
from diary.errors import EntryNotFound
from diary.services import delete_entry
from moderation.errors import WordsRefused
from moderation.log import verify_log
from moderation.posting import edit_entry, log_film
from moderation.posts import get_entry_target
from moderation.reports import ReportContent, file_report
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.moderation import decided, network_of

NOTE = "The usher called us fools."


@pytest.fixture
def entry(scene: Any) -> ObjectId:
    content = EntryContent(day="2026-11-20", tags=("grudges",), note=NOTE)
    logged = log_film(member=scene.alice, movie_id=scene.film, content=content)
    return ObjectId(logged.entry.id)


def report(scene: Any, entry: ObjectId, name: str = "bob") -> ObjectId:
    member, snapshot = getattr(scene, name), get_entry_target(entry)
    words = ReportContent("abusive", "Unkind.")
    return file_report(member=member, snapshot=snapshot, content=words, ip=network_of(member))


def diary_of(scene: Any, viewer: Browser | None = None) -> str:
    return (viewer or Browser()).text(f"/members/{scene.alice.handle}/diary/")


def test_a_moderator_reads_what_was_reported(scene: Any, entry: ObjectId) -> None:
    page = scene.browser("maud").text(f"/moderation/cases/{report(scene, entry)}/")
    assert NOTE in page
    assert "grudges" in page


def test_a_hidden_entry_is_its_authors_alone_until_that_is_undone(
    scene: Any, entry: ObjectId
) -> None:
    hiding = decided(scene.maud, report(scene, entry), "hide")
    alice = scene.browser("alice")
    assert NOTE not in diary_of(scene)
    assert NOTE in diary_of(scene, alice)
    assert "diary entry on The Third Man was hidden" in alice.text("/accounts/inbox/")
    assert "a diary entry on" in Browser().text("/moderation/log/")
    undo_decision(moderator=scene.moe, decision_id=hiding.id, reason="It is harmless.")
    assert NOTE in diary_of(scene)
    assert not verify_log().problems


def test_reports_of_trusted_members_hide_it_until_somebody_decides(
    scene: Any, entry: ObjectId
) -> None:
    for name in ("bob", "carla", "dev"):
        case = report(scene, entry, name)
    assert NOTE not in diary_of(scene)
    decided(scene.maud, case, "dismiss")
    assert NOTE in diary_of(scene)


def test_what_its_author_has_hidden_or_deleted_cannot_be_reported(
    scene: Any, entry: ObjectId
) -> None:
    case = report(scene, entry)
    private = EntryContent(note=NOTE, privacy=PRIVATE)
    edit_entry(member=scene.alice, entry_id=entry, content=private)
    with pytest.raises(EntryNotFound):
        get_entry_target(entry)
    assert scene.browser("bob").get(f"/diary/{entry}/report/").status_code == 404
    delete_entry(member=scene.alice, entry_id=entry)
    with pytest.raises(EntryNotFound):
        decided(scene.maud, case, "hide")
    assert decided(scene.maud, case, "dismiss").action == "dismiss"


def test_moderators_see_nothing_of_a_private_entry(scene: Any) -> None:
    content = EntryContent(note=NOTE, privacy=PRIVATE)
    logged = log_film(member=scene.alice, movie_id=scene.film, content=content)
    opening = scene.browser("maud").post(f"/moderation/diary/{logged.entry.id}/")
    assert opening.status_code == 404
    assert NOTE not in diary_of(scene, scene.browser("maud"))


def rewrite(scene: Any, entry: ObjectId, **fields: Any) -> None:
    """Delete an entry and log the film again, by default with the same note."""
    delete_entry(member=scene.alice, entry_id=entry)
    content = EntryContent(**{"day": "2026-11-21", "note": NOTE, **fields})
    log_film(member=get_member(scene.alice.id), movie_id=scene.film, content=content)


@pytest.mark.parametrize("action", ["hide", "remove"])
@pytest.mark.parametrize("note", [NOTE, f"  {NOTE.upper()} ", f"A new start.\n\n{NOTE}"])
def test_what_was_taken_down_is_not_logged_again(
    scene: Any, entry: ObjectId, action: str, note: str
) -> None:
    decided(scene.maud, report(scene, entry), action)
    with pytest.raises(WordsRefused):
        rewrite(scene, entry, note=note)


def test_neither_is_what_reports_have_hidden(scene: Any, entry: ObjectId) -> None:
    for name in ("bob", "carla", "dev"):
        report(scene, entry, name)
    with pytest.raises(WordsRefused):
        rewrite(scene, entry)


def test_other_words_or_private_ones_are_logged(scene: Any, entry: ObjectId) -> None:
    decided(scene.maud, report(scene, entry), "hide")
    rewrite(scene, entry, note="The zither, again.")
    content = EntryContent(day="2026-11-21", note=NOTE, privacy=PRIVATE)
    log_film(member=scene.alice, movie_id=scene.film, content=content)


def test_words_that_were_cleared_are_logged_again(scene: Any, entry: ObjectId) -> None:
    hiding = decided(scene.maud, report(scene, entry), "hide")
    undo_decision(moderator=scene.moe, decision_id=hiding.id, reason="It is harmless.")
    rewrite(scene, entry)


def test_a_hidden_entry_can_still_be_edited(scene: Any, entry: ObjectId) -> None:
    decided(scene.maud, report(scene, entry), "hide")
    content = EntryContent(day="2026-11-22", note=NOTE)
    edit_entry(member=scene.alice, entry_id=entry, content=content)
