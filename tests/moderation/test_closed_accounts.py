"""A closed account is named nowhere: not in others' inboxes, and not in what waits to be sent."""

from typing import Any

import pytest

from accounts.errors import HandleTaken
from accounts.queries import get_member
from lists.services import clone_list, delete_list, invite_editor
from mflix_site.mongo import collections as mongo
from moderation import decisions
from moderation.account_closing import close_account
from moderation.appeals import file_appeal
from moderation.decisions import settle_queued_reports
from moderation.profile_editing import edit_profile
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.factories import a_film, a_review
from tests.support.lists import a_list, with_editor

from ..support.moderation import a_report, a_report_of_member, as_stored, decided, inbox_of

TRACES = ("Ångström", "alice_angstrom", "alice@example.test")


def put_traces(scene: Any) -> None:
    """Insert a decision about Alice, an appeal, a report, and lists with invitations."""
    decision = decided(scene.maud, scene.case, "hide")
    file_appeal(member=scene.alice, decision_id=decision.id, text="I object.")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    decided(scene.moe, a_report_of_member(scene.bob, scene.alice.handle), "warn")
    a_report(scene.alice, a_review(scene.bob, scene.film, "Zithers.").id)
    shared = with_editor(a_list(scene.alice, scene.film), scene.alice, scene.bob)
    clone_list(member=scene.bob, list_id=shared.id, title="A copy")
    with_editor(a_list(scene.bob, scene.film), scene.bob, scene.alice)
    secret = a_list(scene.alice, privacy="private", title="Secret")
    invite_editor(member=scene.alice, list_id=secret.id, invited=scene.carla)


def queue_notices(scene: Any, monkeypatch: Any) -> None:
    """Insert notices about Alice that are still queued."""
    case = a_report(scene.bob, a_review(scene.alice, a_film(title="Alien"), "Fools.").id)
    monkeypatch.setattr(decisions, "BATCH_SIZE", 0)
    decided(scene.ada, case, "hide")
    notice = (mongo.cases().find_one({"_id": case}) or {})["unsettled"][0]["notice"]
    batch = {"notice": notice, "at": scene.alice.joined_at, "member_ids": [scene.bob.id]}
    mongo.notice_batches().insert_one(batch)
    monkeypatch.undo()


@pytest.mark.parametrize("keep", [True, False])
def test_nobody_can_read_the_name_any_more(
    scene: Any, database: Any, keep: bool, monkeypatch: Any
) -> None:
    put_traces(scene)
    queue_notices(scene, monkeypatch)
    alice = edit_profile(member=scene.alice, parts={"name": "Lisa", "handle": "lisa"})
    close_account(member=alice, password=PASSWORD, keep_reviews=keep)
    database.outbox.delete_many({"kind": "account-closed"})  # the last mail, until it is sent
    kept = [list(database[name].find()) for name in database.list_collection_names()]
    assert [trace for trace in (*TRACES, "lisa", "Lisa") if trace in str(kept)] == []


def test_others_read_of_a_former_member(scene: Any, monkeypatch: Any) -> None:
    put_traces(scene)
    queue_notices(scene, monkeypatch)
    close_account(member=scene.alice, password=PASSWORD, keep_reviews=True)
    settle_queued_reports()
    subjects = {notice["subject"] for notice in inbox_of(scene.bob)}
    assert "Your report of the review of Alien by a former member: Hidden" in subjects
    assert "A former member invites you to edit the list Vienna by night" in subjects
    assert "Ångström" not in Browser(scene.bob).text("/accounts/export/")


def test_what_led_to_a_deleted_list_is_deleted_and_unread_no_more(scene: Any) -> None:
    made = a_list(scene.alice)
    invite_editor(member=scene.alice, list_id=made.id, invited=scene.carla)
    delete_list(member=scene.alice, list_id=made.id)
    assert inbox_of(scene.carla) == []
    assert as_stored(scene.carla)["unread"] == 0


def test_nobody_takes_a_handle_that_the_log_names(scene: Any) -> None:
    decided(scene.maud, scene.case)
    maud = edit_profile(member=scene.maud, parts={"handle": "maudie"})
    mongo.members().update_one({"_id": maud.id}, {"$set": {"role": "member"}})
    close_account(member=get_member(maud.id), password=PASSWORD, keep_reviews=True)
    with pytest.raises(HandleTaken):
        edit_profile(member=scene.bob, parts={"handle": "maud"})


def test_what_they_added_to_their_own_lists_stays_without_them(scene: Any) -> None:
    a_list(scene.alice, scene.film)
    close_account(member=scene.alice, password=PASSWORD, keep_reviews=True)
    assert (mongo.list_entries().find_one() or {})["added_by"] is None
