"""A film that is deleted while it is added to a list: never an entry without a film."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId
from pymongo.errors import OperationFailure

from accounts.documents import Member
from administration.films import merge_films
from lists import entries, services
from lists.bulk import recount_lists
from lists.documents import FilmList
from lists.ordering import Arrangement
from lists.queries import find_list, positions_of
from lists.services import ListEdit
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from movies import tallies
from tests.support.factories import a_film
from tests.support.lists import a_list
from tests.support.running import WHY

Add = Callable[[Member, FilmList, ObjectId], object]


def _edit(member: Member, made: FilmList, film: ObjectId) -> object:
    edit = ListEdit(arrangement=Arrangement((film,)))
    return services.edit_list(member=member, list_id=made.id, edit=edit)


ADDING: dict[str, Add] = {
    "adding": lambda m, made, film: entries.add_films(member=m, list_id=made.id, films=[film]),
    "saving": _edit,
    "creating": lambda m, _, film: a_list(m, film),
}
all_ways = pytest.mark.parametrize("add", ADDING.values(), ids=ADDING)


def delete(database: Any, film: ObjectId) -> None:
    with database.client.start_session() as other:
        other.start_transaction()
        database.movies.delete_one({"_id": film}, session=other)


@all_ways
def test_a_film_cannot_be_deleted_while_it_is_added(
    add: Add, alice: Any, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, made, new_entries = a_film(), a_list(alice), entries.new_entries

    def delete_meanwhile(*args: Any, **options: Any) -> Any:
        with pytest.raises(OperationFailure, match="WriteConflict"):
            delete(database, film)
        return new_entries(*args, **options)

    for module in (entries, services):
        monkeypatch.setattr(module, "new_entries", delete_meanwhile)
    add(alice, made, film)
    assert [entry["movie_id"] for entry in database.list_entries.find()] == [film]


@all_ways
def test_a_film_that_is_gone_is_not_added(add: Add, alice: Any, database: Any) -> None:
    film, made = a_film(), a_list(alice)
    database.movies.delete_one({"_id": film})
    add(alice, made, film)
    assert database.list_entries.count_documents({}) == 0
    assert set(database.lists.distinct("entry_count")) == {0}


def test_a_recount_drops_the_entries_of_films_that_do_not_exist(alice: Any, database: Any) -> None:
    gone, kept = a_film(), a_film(title="Alien")
    made = a_list(alice, gone, kept)
    database.movies.delete_one({"_id": gone})
    assert list(recount_lists()) == [f"film {gone} does not exist, and was in lists: 1"]
    corrected = find_list(made.id)
    assert corrected
    assert (corrected.entry_count, list(positions_of(made.id))) == (1, [kept])
    assert list(recount_lists()) == []


def test_a_recount_moves_the_entries_of_a_merged_film(alice: Any, ada: Any) -> None:
    film, target = a_film(), a_film(title="Alien")
    merge_films(admin=ada, movie_id=film, target_id=target, reason=WHY)
    made = a_list(alice, target)
    mongo.list_entries().update_one({}, {"$set": {"movie_id": film}})
    assert len(list(recount_lists())) == 1
    assert list(positions_of(made.id)) == [target]


def test_of_many_films_none_is_locked(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MAX_LOCKED", 2)
    films = [a_film() for _ in range(3)]
    for ids, locked in ((films, 0), (films[:2], 2)):
        assert locked_in_a_transaction(ids) == ids
        assert database.movies.count_documents({"locked_by": {"$exists": True}}) == locked


def locked_in_a_transaction(ids: list[ObjectId]) -> list[ObjectId]:
    return in_transaction(lambda session: entries.lock_known_films(ids, session=session))
