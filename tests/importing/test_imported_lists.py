"""Lists of an import and what their owners and moderators did with them meanwhile."""

from typing import Any

import pytest

from accounts.documents import Member
from accounts.queries import get_member
from importing.preview import choose_match
from lists.entries import remove_films
from lists.services import delete_list
from moderation.cases import open_case
from moderation.decisions import DecisionInput, decide_case
from moderation.posts import list_target
from tests.support.factories import a_film
from tests.support.histories import Histories, a_row, rows_of, stored, take
from tests.support.lists import a_list

LIST = {"list_key": "k", "list_name": "Vienna"}
RUDE = "Everybody who likes this film is a fool."
ROWS = [
    a_row("list", "", 0, **LIST),
    *rows_of(
        ("list-entry", "Alien", {**LIST, "position": 1}),
        ("list-entry", "Peter Pan", {**LIST, "position": 2}),
    ),
]


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch, database: Any) -> Histories:
    made = Histories(monkeypatch)
    made.films = {"Alien": [a_film(title="Alien")]}
    made.films["Peter Pan"] = [a_film(title="Peter Pan", year=year) for year in (1924, 1953)]
    return made


def import_the_rest(member: Member, import_id: Any, histories: Histories) -> Any:
    """Choose a film for the last row, and import it; return the film."""
    film = histories.films["Peter Pan"][0]
    choose_match(member=member, import_id=import_id, file="list-entry", number=2, film=film)
    take(member, import_id)
    return film


def test_a_film_that_was_removed_from_its_list_does_not_come_back(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, ROWS)
    list_id = database.lists.find_one()["_id"]
    remove_films(member=alice, list_id=list_id, films=[histories.films["Alien"][0]])
    film = import_the_rest(alice, import_id, histories)
    assert [doc["movie_id"] for doc in database.list_entries.find()] == [film]
    assert stored(import_id)["result"] == {"lists": 1, "listed": 2}


def test_a_list_that_was_deleted_does_not_come_back(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, ROWS)
    delete_list(member=alice, list_id=database.lists.find_one()["_id"])
    import_the_rest(alice, import_id, histories)
    assert [doc["state"] for doc in database.lists.find()] == ["deleted"]
    assert stored(import_id)["result"] == {"lists": 1, "listed": 1}
    assert database.import_rows.find_one({"row": 2})["remark"] == "list-gone"


def take_down(member: Member, moderator: Member, film: Any) -> Member:
    """Return a member of whom a list of rude words was removed."""
    made = a_list(member, film, title="Films", description=RUDE)
    case = open_case(moderator=moderator, snapshot=list_target(made))
    chosen = DecisionInput("remove", "1", "These words are rude.")
    decide_case(moderator=moderator, case_id=case, chosen=chosen)
    return get_member(member.id)


def test_a_list_that_repeats_what_was_taken_down_is_private(
    histories: Histories, alice: Member, maud: Member, database: Any
) -> None:
    alice = take_down(alice, maud, histories.films["Alien"][0])
    heading = a_row("list", "", 0, **LIST, description=RUDE, privacy="public")
    histories.take(alice, [heading, *ROWS[1:]])
    assert database.lists.find_one({"title": "Vienna"})["privacy"] == "private"


def test_notes_that_repeat_what_was_taken_down_do_not_come_into_a_shared_list(
    histories: Histories, alice: Member, maud: Member, database: Any
) -> None:
    alice = take_down(alice, maud, histories.films["Alien"][0])
    histories.take(alice, ROWS[::2])
    database.lists.update_one({"title": "Vienna"}, {"$set": {"privacy": "public"}})
    histories.take(alice, [ROWS[0], a_row("list-entry", "Alien", 1, **LIST, note=RUDE)])
    assert database.list_entries.find_one(sort=[("_id", -1)])["note"] == ""
    assert database.import_rows.count_documents({"remark": "held-note"}) == 1


def test_a_note_that_is_too_long_is_cut_with_a_remark(
    histories: Histories, alice: Member, database: Any
) -> None:
    histories.take(alice, [ROWS[0], a_row("list-entry", "Alien", 1, **LIST, note="z" * 1001)])
    assert len(database.list_entries.find_one()["note"]) == 1000
    assert database.import_rows.count_documents({"remark": "cut"}) == 1
