"""A list of thousands of films costs a page as few commands, by index, as one of fifty."""

from time import process_time
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from lists import services
from lists.documents import FilmList
from lists.entries import lock_known_films, new_entries
from lists.film_page import lists_with_film
from lists.ordering import Arrangement
from lists.pasting import TITLE_AND_YEAR
from lists.queries import positions_of
from lists.services import ListEdit
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import command_log
from tests.support.lists import a_list
from tests.support.stored_state import filled_once

MANY = 2_000
SESSION = ("sessions", "users")


@filled_once
def long_list_of_alice() -> tuple[Member, FilmList]:
    """Return a member and their list of many films, of which only ids and titles are known."""
    alice, ids = make_member("Alice Ångström"), [ObjectId() for _ in range(MANY)]
    mongo.movies().insert_many([{"_id": id, "title": f"No {n}"} for n, id in enumerate(ids)])
    return alice, a_list(alice, *ids)


@pytest.fixture
def alice(long_list_of_alice: tuple[Member, FilmList]) -> Member:
    return long_list_of_alice[0]


@pytest.fixture
def long_list(long_list_of_alice: tuple[Member, FilmList]) -> FilmList:
    return long_list_of_alice[1]


def commands_of(browser: Browser, path: str) -> list[str]:
    with command_log() as log:
        assert browser.get(path).status_code == 200
    return [f"{c.name} {c.collection}" for c in log.commands if c.collection not in SESSION]


def test_a_page_of_a_long_list_is_four_commands_and_one_for_its_buttons(
    long_list: FilmList, as_bob: Browser, visitor: Browser, settings: Any
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CommandsPanel" not in name]
    found = ["find lists", "aggregate list_entries", "find list_entries", "find film_states"]
    of_buttons = ["aggregate film_states"]
    assert commands_of(as_bob, f"/lists/{long_list.id}/?page=40") == found + of_buttons
    assert commands_of(visitor, f"/lists/{long_list.id}/?page=40") == found[:2]
    assert "No 1999" in visitor.text(f"/lists/{long_list.id}/?page=40")


def test_moving_one_of_many_writes_one(long_list: FilmList, alice: Any) -> None:
    order = list(positions_of(long_list.id))
    moved = Arrangement((order[0],), numbers={order[0]: MANY}, is_complete=False)
    with command_log() as log:
        edit = ListEdit(arrangement=moved)
        services.edit_list(member=alice, list_id=long_list.id, edit=edit)
    written = [c for c in log.commands if (c.collection, c.name) == ("list_entries", "update")]
    assert [len(command.document["updates"]) for command in written] == [1]
    assert list(positions_of(long_list.id)) == [*order[1:], order[0]]


def test_the_order_of_a_list_is_read_from_its_index_alone(long_list: FilmList) -> None:
    keys = {"_id": 0, "movie_id": 1, "position": 1}
    cursor = mongo.list_entries().find({"list_id": long_list.id}, keys)
    stats = cursor.sort([("position", 1), ("movie_id", 1)]).explain()["executionStats"]
    assert (stats["totalDocsExamined"], stats["totalKeysExamined"]) == (0, MANY)


def test_a_film_in_many_lists_reads_a_hundred_of_them(alice: Any, long_list: FilmList) -> None:
    film = next(iter(positions_of(long_list.id)))
    entries = new_entries(ObjectId(), alice.id, [film])
    others = [{**entries[0], "_id": ObjectId(), "list_id": ObjectId()} for _ in range(300)]
    mongo.list_entries().insert_many(others)
    with command_log() as log:
        assert lists_with_film(film) == []
    stages = [stage for c in log.commands for stage in c.document["pipeline"]]
    assert [stage["$limit"] for stage in stages if "$limit" in stage] == [8, 92]
    mongo.list_entries().delete_many({"_id": {"$in": [doc["_id"] for doc in others[90:]]}})
    assert [link.id for link in lists_with_film(film)] == [long_list.id]


def test_any_number_of_unknown_films_costs_three_commands(long_list: FilmList) -> None:
    films = list(positions_of(long_list.id))[:3]
    with command_log() as log:
        ids = [*films, *(ObjectId() for _ in range(100)), films[0]]
        assert in_transaction(lambda session: lock_known_films(ids, session=session)) == films
    assert len(log.commands) == 3


def test_a_title_that_is_pasted_is_parsed_in_linear_time() -> None:
    def seconds(length: int) -> float:
        begun = process_time()
        assert not TITLE_AND_YEAR.fullmatch("a" + "," * length + "x")
        return process_time() - begun

    # Four times in linear time, sixteen times in quadratic time.
    assert min(seconds(8_000) for _ in range(5)) < 9 * min(seconds(2_000) for _ in range(5))
