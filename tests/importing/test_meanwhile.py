"""What happens to an import while something else is done: nothing is lost, doubled or stuck."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from administration.films import delete_film, merge_films
from diary.entry_queries import Diarist
from diary.film_lists import WATCHED, find_listed_films
from diary.services import delete_entry
from importing import preview, running
from importing.addresses import site_url
from importing.documents import Options
from importing.errors import NotNow, RowIsImported
from importing.personal.documents import Row
from importing.states import DONE
from importing.worker import advance_imports
from lists.documents import PUBLIC
from tests.support.diaries import logged
from tests.support.factories import a_film, a_review
from tests.support.histories import Histories, history_bytes, rows_of, stored, take, undo
from tests.support.lists import a_list
from tests.support.shifted_clock import clock_shifter

ENTRY = ("entry", "The Third Man", {"key": "a", "day": "2020-01-01"})
LIKED = ("liked", "The Third Man", {"added": "2020-01-01"})


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch, database: Any) -> Histories:
    made = Histories(monkeypatch)
    made.films = {"The Third Man": [a_film()], "Alien": [a_film(title="Alien")]}
    return made


def killed_after_a_row(*_: Any, **__: Any) -> Iterator[Row]:
    yield from rows_of(ENTRY)
    raise SystemExit


def merge(histories: Histories, ada: Member) -> None:
    films = histories.films
    ids = {"movie_id": films["The Third Man"][0], "target_id": films["Alien"][0]}
    merge_films(admin=ada, **ids, reason="The same film.")


def test_an_import_of_somebody_who_has_left_is_deleted(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.upload(alice, rows_of(ENTRY))
    running.run_import(member=alice, import_id=import_id, options=Options())
    database.users.delete_one({"_id": alice.id})
    turns = iter(range(20))
    assert advance_imports(lambda: next(turns) > 10) == 1
    assert not database.imports.count_documents({})
    assert not database.import_rows.count_documents({})


def test_an_upload_whose_process_was_killed_is_deleted_after_a_while(
    alice: Member, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "BATCH_SIZE", 1)
    monkeypatch.setattr(preview, "read_upload", killed_after_a_row)
    with pytest.raises(SystemExit):
        preview.start_import(member=alice, upload=BytesIO(), filename="any.csv")
    assert (advance_imports(), database.import_rows.count_documents({})) == (0, 1)
    clock_shifter(monkeypatch)("importing.queries", minutes=16)
    assert (advance_imports(), database.import_rows.count_documents({})) == (1, 0)
    assert not database.imports.count_documents({})


def test_undone_after_its_film_was_merged_nothing_stays(
    histories: Histories, alice: Member, ada: Member, database: Any
) -> None:
    import_id = histories.take(alice, rows_of(ENTRY, LIKED))
    merge(histories, ada)
    undo(alice, import_id)
    assert list(database.film_states.find()) == list(database.diary.find()) == []
    assert stored(import_id)["result"]["kept"] == 0


def test_undone_after_a_merge_the_other_entries_are_counted(
    histories: Histories, alice: Member, ada: Member, database: Any
) -> None:
    logged(alice, histories.films["Alien"][0], "2021-01-01")
    import_id = histories.take(alice, rows_of(ENTRY))
    merge(histories, ada)
    assert database.film_states.find_one()["viewings"] == 2
    undo(alice, import_id)
    assert database.film_states.find_one()["viewings"] == 1


def test_an_imported_public_viewing_is_shown_after_a_private_one_was_deleted(
    histories: Histories, alice: Member, database: Any
) -> None:
    film = histories.films["The Third Man"][0]
    secret = logged(alice, film, "2019-01-01", privacy="private")
    delete_entry(member=alice, entry_id=ObjectId(secret.id))
    before = history_bytes(database)
    import_id = histories.take(alice, rows_of(ENTRY))
    assert [one.movie_id for one in find_listed_films(Diarist(alice.id, None), WATCHED)] == [film]
    undo(alice, import_id)
    assert history_bytes(database) == before


def test_of_a_film_that_is_merged_while_it_is_imported_nothing_is_left(
    histories: Histories, alice: Member, ada: Member, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, films = running.lock_films, histories.films

    def merged_before(ids: Any, **options: Any) -> Any:
        if database.movies.find_one({"_id": films["The Third Man"][0]}):
            merge(histories, ada)
        return lock(ids, **options)

    monkeypatch.setattr(running, "lock_films", merged_before)
    import_id = histories.take(alice, rows_of(ENTRY, LIKED))
    assert list(database.film_states.find()) == list(database.diary.find()) == []
    assert (stored(import_id)["state"], stored(import_id)["counts"]["not_found"]) == (DONE, 2)


def test_a_film_chosen_while_the_row_is_imported_is_refused(
    histories: Histories, alice: Member, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = histories.upload(alice, rows_of(ENTRY))
    found = preview.duplicate_rows
    monkeypatch.setattr(
        preview, "duplicate_rows", lambda *args: take(alice, import_id) or found(*args)
    )
    choice = {"file": "diary.csv", "number": 1, "film": histories.films["Alien"][0]}
    with pytest.raises(RowIsImported):
        preview.choose_match(member=alice, import_id=import_id, **choice)
    assert not database.import_rows.count_documents({"pending": {"$exists": True}})


def test_rows_are_not_matched_again_once_an_import_runs(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.upload(alice, rows_of(ENTRY, ("entry", "Unknown", {"key": "b"})))
    as_read = stored(import_id)
    take(alice, import_id)
    with pytest.raises(NotNow):
        preview.retry({**as_read})
    assert stored(import_id)["state"] == DONE
    assert database.import_rows.count_documents({"outcome": "not_found"}) == 1


def test_of_tags_that_are_alike_one_comes_in_and_at_most_fifty(
    histories: Histories, alice: Member, database: Any
) -> None:
    tags = ("Noir", "noir", *map(str, range(58)))
    kind, title, values = ENTRY
    histories.take(alice, rows_of((kind, title, {**values, "tags": tags})))
    entry = database.diary.find_one()
    assert entry["tags"][:2] == ["Noir", "0"]
    assert len(entry["tags"]) == len(set(entry["tag_keys"])) == 50


def test_notes_that_are_too_long_are_cut_with_a_remark(
    histories: Histories, alice: Member, database: Any
) -> None:
    a_review(alice, histories.films["The Third Man"][0], "Mine.")
    kind, title, values = ENTRY
    long = {**values, "text": "x" * 9990, "note": "y" * 100}
    wanted = ("wanted", "Alien", {"added": "2020-01-01", "note": "z" * 501})
    import_id = histories.take(alice, rows_of((kind, title, long), wanted))
    assert len(database.diary.find_one()["note"]) == 10_000
    assert [row["remark"] for row in database.import_rows.find({"import_id": import_id})] == [
        *("cut", "cut")
    ]


def test_tags_of_a_list_are_as_its_form_takes_them(
    histories: Histories, alice: Member, database: Any
) -> None:
    heading = ("list", "Vienna", {"list_key": "k", "tags": ("Noir", "noir", "x" * 100)})
    histories.take(alice, rows_of(heading, ("list-entry", "Alien", {"list_key": "k"})))
    assert database.lists.find_one()["tags"] == ["Noir", "x" * 50]


def test_notes_that_would_be_held_do_not_come_into_a_shared_list(
    histories: Histories, alice: Member, database: Any
) -> None:
    heading = ("list", "Vienna", {"list_key": "k"})
    histories.take(alice, rows_of(heading, ("list-entry", "Alien", {"list_key": "k"})))
    database.lists.update_one({}, {"$set": {"privacy": PUBLIC}})
    held = {"list_key": "k", "note": "https://a.example https://b.example https://c.example"}
    histories.take(alice, rows_of(heading, ("list-entry", "The Third Man", held)))
    assert [entry["note"] for entry in database.list_entries.find()] == ["", ""]
    assert database.import_rows.count_documents({"remark": "held-note"}) == 1


def test_an_imported_list_is_undone_after_a_merge_of_its_film(
    histories: Histories, alice: Member, ada: Member, database: Any
) -> None:
    rows = rows_of(
        ("list", "Vienna", {"list_key": "k"}), ("list-entry", "The Third Man", {"list_key": "k"})
    )
    import_id = histories.take(alice, rows)
    merge(histories, ada)
    undo(alice, import_id)
    assert list(database.lists.find()) == list(database.list_entries.find()) == []


def test_films_that_are_deleted_or_merged_before_their_list_is_imported(
    histories: Histories, alice: Member, ada: Member, database: Any
) -> None:
    histories.films |= {title: [a_film(title=title)] for title in ("Ran", "M")}
    titles = ("The Third Man", "Ran", "Alien", "M")
    entries = (("list-entry", title, {"list_key": "k"}) for title in titles)
    import_id = histories.upload(alice, rows_of(("list", "Vienna", {"list_key": "k"}), *entries))
    merge(histories, ada)
    delete_film(admin=ada, movie_id=histories.films["Ran"][0], reason="It is no film.")
    take(alice, import_id)
    kept = [histories.films[title][0] for title in ("Alien", "M")]
    assert [doc["movie_id"] for doc in database.list_entries.find().sort("position", 1)] == kept
    assert (stored(import_id)["counts"]["not_found"], stored(import_id)["done"]) == (1, 4)


def test_no_films_come_into_a_list_that_follows_a_search(
    histories: Histories, alice: Member, database: Any
) -> None:
    smart = a_list(alice, title="Dramas", smart="genre=Drama")
    key = {"list_key": site_url("lists", smart.id)}
    histories.take(alice, rows_of(("list", "Vienna", key), ("list-entry", "Alien", key)))
    assert database.lists.find_one({"_id": smart.id})["entry_count"] == 0
    assert database.list_entries.find_one()["list_id"] != smart.id
