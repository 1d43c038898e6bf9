"""Moderation reaches lists, and lists follow members who leave and films that go."""

from dataclasses import replace
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import call_command

from accounts.documents import Standing
from accounts.queries import get_member
from administration.films import delete_film, merge_films
from lists.bulk import delete_old_lists
from lists.documents import ListDetails
from lists.entries import add_films, lock_known_films
from lists.errors import ListNotFound
from lists.ordering import Arrangement
from lists.queries import entries_of, find_list, lists_export, lists_to_add_to, positions_of
from lists.services import ListEdit, accept_invitation, delete_list
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from moderation import posting
from moderation.account_closing import close_account
from moderation.errors import ListWordsRefused
from moderation.posts import get_list_target
from moderation.profile_editing import edit_profile
from moderation.reports import ReportContent, file_report
from moderation.undo import undo_decision
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.lists import a_list, with_editor
from tests.support.moderation import decided, inbox_of, network_of

Films = list[ObjectId]


def reported(member: Any, list_id: ObjectId) -> ObjectId:
    return file_report(
        member=member,
        snapshot=get_list_target(list_id, member),
        content=ReportContent("abusive", ""),
        ip=network_of(member),
    )


def state_of(list_id: ObjectId) -> str:
    found = find_list(list_id)
    return found.state if found else ""


def test_a_reported_list_is_hidden_logged_and_restored(
    alice: Any, bob: Any, maud: Any, visitor: Browser, films: Films
) -> None:
    made = a_list(alice, *films, description="Rude words.", notes={films[0]: "A rude note."})
    case = reported(bob, made.id)
    page = Browser(maud).text(f"/moderation/cases/{case}/")
    assert all(text in page for text in ("Vienna by night", "Rude words.", "A rude note."))
    decision = decided(maud, case, "hide")
    assert (state_of(made.id), visitor.get(f"/lists/{made.id}/").status_code) == ("hidden", 404)
    assert "list “Vienna by night”" in inbox_of(alice)[-1]["subject"]
    assert visitor.get(f"/moderation/log/{decision.number}/").status_code == 200
    assert "A moderator has hidden this list" in Browser(alice).text(f"/lists/{made.id}/")
    undo_decision(moderator=maud, decision_id=decision.id, reason="It was not rude after all.")
    assert visitor.get(f"/lists/{made.id}/").status_code == 200


def test_words_of_a_hidden_list_are_not_posted_in_another(
    alice: Any, bob: Any, maud: Any, films: Films
) -> None:
    made = a_list(alice, *films, description="Words that are rude to everybody.")
    decided(maud, reported(bob, made.id), "hide")
    delete_list(member=alice, list_id=made.id)
    again = ListDetails("A fresh start", "Words that are rude to everybody.")
    alice = get_member(alice.id)
    with pytest.raises(ListWordsRefused):
        posting.create_list(member=alice, details=again, arrangement=Arrangement(films, {}))
    private = replace(again, privacy="private")
    posting.create_list(member=alice, details=private, arrangement=Arrangement(films, {}))


def test_an_editor_sees_and_changes_nothing_of_a_hidden_list(
    alice: Any, bob: Any, maud: Any, films: Films, as_bob: Browser
) -> None:
    made = with_editor(a_list(alice, films[0], title="Rude words"), alice, bob)
    decided(maud, reported(bob, made.id), "hide")
    assert "Rude words" not in as_bob.get(f"/movies/{films[1]}/lists/").text
    assert not lists_to_add_to(bob, films[1])
    with pytest.raises(ListNotFound):
        add_films(member=bob, list_id=made.id, films=[films[1]])
    with pytest.raises(ListNotFound):
        accept_invitation(member=bob, list_id=made.id)
    assert add_films(member=alice, list_id=made.id, films=[films[1]])[0] == [films[1]]


def test_deleting_a_list_does_not_escape_a_decision(
    alice: Any, bob: Any, maud: Any, films: Films
) -> None:
    made = a_list(alice, *films)
    case = reported(bob, made.id)
    delete_list(member=alice, list_id=made.id)
    decided(maud, case, "remove")
    Browser(alice).post(f"/lists/{made.id}/restore/")
    assert state_of(made.id) == "removed"


@pytest.mark.parametrize("words", ["title", "description", "tags", "note"])
def test_watched_words_are_refused_where_others_can_read_them(
    words: str, alice: Any, films: Films, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["rude"]
    given: dict[str, Any] = {"title": "Fine", words: ("Rude",) if words == "tags" else "Rude"}
    note = {films[0]: given.pop("note", "")}
    arrangement = Arrangement((films[0],), note)
    public, private = (ListDetails(**given, privacy=privacy) for privacy in ("link", "private"))
    with pytest.raises(ListWordsRefused):
        posting.create_list(member=alice, details=public, arrangement=arrangement)
    made = posting.create_list(member=alice, details=private, arrangement=arrangement)
    with pytest.raises(ListWordsRefused):
        posting.edit_list(member=alice, list_id=made.id, edit=ListEdit(public))


def test_a_limited_member_may_order_a_list_and_not_word_it(alice: Any, films: Films) -> None:
    made = a_list(alice, *films)
    mongo.members().update_one({"_id": alice.id}, {"$set": {"standing": "limited"}})
    limited = replace(alice, standing=Standing("limited"))
    turned = ListEdit(made.details, Arrangement(tuple(films[::-1])))
    posting.edit_list(member=limited, list_id=made.id, edit=turned)
    assert list(positions_of(made.id)) == films[::-1]
    with pytest.raises(ListWordsRefused):
        other = ListEdit(ListDetails("Other words"))
        posting.edit_list(member=limited, list_id=made.id, edit=other)


@pytest.mark.parametrize("keep", [True, False])
def test_a_member_who_leaves_leaves_no_name(keep: bool, alice: Any, bob: Any, films: Films) -> None:
    public, private = a_list(alice, *films), a_list(alice, *films, privacy="private")
    theirs = with_editor(a_list(bob, *films), bob, alice)
    Browser(bob).post(f"/lists/{public.id}/clone/")
    close_account(member=alice, password=PASSWORD, keep_reviews=keep)
    after, shared = find_list(public.id), find_list(theirs.id)
    assert (after.owner_name if after else "") == ("A former member" if keep else "")
    assert find_list(private.id) is None
    assert shared
    assert shared.editors == ()
    assert mongo.list_entries().count_documents({"list_id": private.id}) == 0
    assert not [doc for doc in mongo.lists().find() if "Alice" in str(doc)]


def test_a_new_name_is_on_all_lists(alice: Any, bob: Any, films: Films) -> None:
    made, theirs = a_list(alice, *films), with_editor(a_list(bob, *films), bob, alice)
    Browser(bob).post(f"/lists/{made.id}/clone/")
    names = {"name": "Alicia", "handle": "alicia", "about": "", "favorite_films": []}
    edit_profile(member=alice, parts=names)
    after, shared = find_list(made.id), find_list(theirs.id)
    assert after
    assert shared
    assert (after.owner_name, after.owner_handle) == ("Alicia", "alicia")
    assert shared.editors[0].name == "Alicia"
    assert mongo.lists().count_documents({"cloned_from.name": "Alicia"}) == 1


def test_entries_follow_a_merged_film_and_go_with_a_deleted_one(
    alice: Any, ada: Any, films: Films
) -> None:
    a, b, c, *_ = films
    both, one = a_list(alice, a, b, c, notes={a: "Kept."}), a_list(alice, a, c)
    merge_films(admin=ada, movie_id=a, target_id=b, reason="The same film.")
    assert [list(positions_of(made.id)) for made in (both, one)] == [[b, c], [b, c]]
    assert entries_of(both.id, [b])[b].note == "Kept."
    delete_film(admin=ada, movie_id=b, reason="It is no film.")
    after = find_list(both.id)
    assert after
    assert (after.entry_count, after.cover) == (1, (c,))


def test_a_film_that_was_merged_twice_is_added_as_the_last(
    alice: Any, ada: Any, films: Films
) -> None:
    a, b, c, d, *_ = films
    merge_films(admin=ada, movie_id=a, target_id=b, reason="The same film.")
    merge_films(admin=ada, movie_id=b, target_id=c, reason="The same film.")
    assert locked([d, a, ObjectId(), b]) == [d, c]
    delete_film(admin=ada, movie_id=c, reason="It is no film.")
    assert locked([d, a, b]) == [d]


def locked(ids: Films) -> Films:
    return in_transaction(lambda session: lock_known_films(ids, session=session))


def test_recount_corrects_the_number_of_films(alice: Any, films: Films, capsys: Any) -> None:
    made = a_list(alice, *films)
    mongo.lists().update_one({"_id": made.id}, {"$set": {"entry_count": 9}})
    call_command("recount")
    after = find_list(made.id)
    assert after
    assert after.entry_count == 5
    output = capsys.readouterr().out
    assert "Vienna by night: 9 instead of 5" in output
    assert "Nothing changed" not in output


def test_deleted_lists_are_gone_after_thirty_days_and_all_is_exported(
    alice: Any, films: Films
) -> None:
    made, kept = a_list(alice, *films), a_list(alice, films[0], notes={films[0]: "Mine."})
    delete_list(member=alice, list_id=made.id)
    assert delete_old_lists() == 0
    long_ago = now().replace(year=now().year - 1)
    mongo.lists().update_one({"_id": made.id}, {"$set": {"deleted_at": long_ago}})
    assert delete_old_lists() == 1
    exported = list(lists_export(alice.id))
    assert [(doc["_id"], doc["films"][0]["note"]) for doc in exported] == [(kept.id, "Mine.")]
    assert mongo.list_entries().count_documents({"list_id": made.id}) == 0


def test_an_export_has_what_a_member_added_to_lists_of_others(
    alice: Any, bob: Any, films: Films
) -> None:
    shared = with_editor(a_list(alice, films[0], notes={films[0]: "Mine."}), alice, bob)
    add_films(member=bob, list_id=shared.id, films=[films[1]])
    [exported] = lists_export(bob.id)
    assert (exported["_id"], exported["owner"]["name"]) == (shared.id, alice.name)
    assert [entry["movie_id"] for entry in exported["films"]] == [films[1]]
