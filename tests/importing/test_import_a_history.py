"""Importing a history: complete, without overwriting what is here, and reversible."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from accounts.preferences import set_preferences
from accounts.queries import get_member
from diary.queries import get_state
from importing.preview import choose_match, retry_import
from importing.worker import advance_imports
from lists.entries import remove_films
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.factories import a_film, a_review, tally_of
from tests.support.histories import Histories, history_bytes, rows_of, stored, take, undo

ENTRY = {"key": "https://boxd.it/aaaaaa", "day": "2019-03-04", "rating": 80, "tags": ("Été",)}
AGAIN = {"key": "https://boxd.it/bbbbbb", "day": "2021-01-02", "rewatch": True, "rating": 60}


@pytest.fixture
def histories(monkeypatch: pytest.MonkeyPatch, database: Any) -> Histories:
    made = Histories(monkeypatch)
    made.films = {"The Third Man": [a_film()], "Alien": [a_film(title="Alien")]}
    made.films["Peter Pan"] = [a_film(title="Peter Pan", year=year) for year in (1924, 1953)]
    return made


def third_man_rows() -> Any:
    return rows_of(
        ("entry", "The Third Man", ENTRY),
        ("entry", "The Third Man", AGAIN),
        ("review", "The Third Man", {**ENTRY, "text": "Zithers."}),
        ("review", "The Third Man", {**AGAIN, "text": "Zithers again."}),
        ("rating", "The Third Man", {"rating": 70, "added": "2021-02-03"}),
        ("watched", "Alien", {"added": "2015-05-06"}),
        ("liked", "Alien", {"added": "2015-05-07"}),
        ("entry", "Unknown", {"key": "x", "day": "2011-01-01"}),
        ("entry", "Peter Pan", {"key": "y", "day": "2012-01-01"}),
        ("entry", "Friends", {"skip_reason": "An episode."}),
    )


def test_viewings_reviews_and_ratings_are_where_they_belong(
    histories: Histories, alice: Member, database: Any
) -> None:
    film = histories.films["The Third Man"][0]
    histories.take(alice, third_man_rows())
    review = database.comments.find_one({"movie_id": film})
    assert (review["text"], review["rating"]) == ("Zithers again.", 70)
    assert f"{review['date']:%Y-%m-%d}" == "2021-01-02"
    first, second = database.diary.find().sort("day", 1)
    assert (first["day"], first["rating"], first["note"]) == ("2019-03-04", 80, "Zithers.")
    assert (second["rewatch"], second["note"], second["review_id"]) == (True, "", review["_id"])
    assert first["tags"] == ["Été"]
    assert tally_of(film)["sum"] == 70


def test_states_say_watched_liked_and_how_often(
    histories: Histories, alice: Member, database: Any
) -> None:
    histories.take(alice, third_man_rows())
    film, alien = histories.films["The Third Man"][0], histories.films["Alien"][0]
    state = database.film_states.find_one({"movie_id": film})
    assert (state["watched"], state["viewings"], state["last_day"]) == (True, 2, "2021-01-02")
    state = database.film_states.find_one({"movie_id": alien})
    assert (state["watched"], state["liked"], "viewings" in state) == (True, True, False)


def test_counts_add_up_and_a_second_time_all_is_here_already(
    histories: Histories, alice: Member, database: Any
) -> None:
    first = histories.take(alice, third_man_rows())
    counts = stored(first)["counts"]
    assert counts == {"match": 7, "choose": 1, "not_found": 1, "skip": 1, "already": 0}
    before = history_bytes(database)
    second = histories.take(alice, third_man_rows())
    counts = stored(second)["counts"]
    assert counts == {"match": 0, "choose": 1, "not_found": 1, "skip": 1, "already": 7}
    assert not stored(second).get("result")
    assert history_bytes(database) == before


def test_undoing_restores_every_byte(histories: Histories, alice: Member, database: Any) -> None:
    film = histories.films["The Third Man"][0]
    a_review(alice, film, "My words.", 20)
    before, tally = history_bytes(database), tally_of(film)
    import_id = histories.take(alice, third_man_rows(), overwrite=True)
    assert tally_of(film)["sum"] == 70
    assert history_bytes(database) != before
    undo(alice, import_id)
    assert history_bytes(database) == before
    assert tally_of(film) == tally
    assert stored(import_id)["state"] == "undone"


def test_ratings_and_reviews_that_are_here_stay_unless_asked(
    histories: Histories, alice: Member, database: Any
) -> None:
    film = histories.films["The Third Man"][0]
    a_review(alice, film, "My words.", 20)
    import_id = histories.take(alice, third_man_rows())
    review = database.comments.find_one({"movie_id": film})
    assert (review["text"], review["rating"], review["version"]) == ("My words.", 20, 1)
    notes = {doc["note"] for doc in database.diary.find({"movie_id": film})}
    assert notes == {"Zithers.", "Zithers again."}
    remarks = {doc.get("remark") for doc in database.import_rows.find({"import_id": import_id})}
    assert {"kept-rating", "kept-review"} <= remarks


def test_what_was_changed_after_the_import_stays_when_it_is_undone(
    histories: Histories, alice: Member, database: Any
) -> None:
    film = histories.films["The Third Man"][0]
    import_id = histories.take(alice, third_man_rows())
    review = database.comments.find_one({"movie_id": film})
    edit_review(member=alice, review_id=review["_id"], content=ReviewContent("Edited.", 90))
    undo(alice, import_id)
    assert database.comments.find_one({"movie_id": film})["text"] == "Edited."
    assert database.diary.count_documents({}) == 0
    state = database.film_states.find_one({"movie_id": film})
    assert (state["watched"], "viewings" in state) == (True, False)
    assert stored(import_id)["result"]["kept"] >= 1
    assert "The Third Man" in stored(import_id)["kept_names"]


def test_held_words_stay_private(
    histories: Histories, alice: Member, database: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    histories.take(alice, third_man_rows())
    assert database.comments.find_one({})["text"] == ""
    entries = list(database.diary.find({"movie_id": histories.films["The Third Man"][0]}))
    assert {entry["note"] for entry in entries} == {"Zithers.", "Zithers again."}
    assert {entry["privacy"] for entry in entries} == {"private"}
    assert database.cases.count_documents({}) == 0


@pytest.mark.parametrize("is_private", [False, True])
def test_a_held_note_of_a_watchlist_is_left_out(
    histories: Histories, alice: Member, settings: Any, is_private: bool
) -> None:
    settings.WATCHED_WORDS = ["zithers"]
    set_preferences(member=alice, preferences={"watchlist_private": is_private})
    wanted = ("wanted", "Alien", {"added": "2020-05-01", "note": "Zithers."})
    histories.take(get_member(alice.id), rows_of(wanted))
    assert get_state(alice.id, histories.films["Alien"][0]).watchlist_note == ""


def test_nothing_is_announced(histories: Histories, alice: Member, database: Any) -> None:
    histories.take(alice, third_man_rows())
    for name in ("notices", "outbox", "cases", "reports", "notice_batches"):
        assert database[name].count_documents({}) == 0, name


def test_a_chosen_film_comes_in_later_and_none_of_these_stays_out(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, third_man_rows())
    pan = histories.films["Peter Pan"][1]
    row = {"member": alice, "import_id": import_id, "file": "diary.csv", "number": 9}
    assert choose_match(**row, film=None) == "not_found"
    assert choose_match(**row, film=pan) == "match"
    take(alice, import_id)
    assert database.diary.find_one({"movie_id": pan})["day"] == "2012-01-01"
    assert stored(import_id)["counts"]["choose"] == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("", {"imdb_id": 41959}), ("", {"imdb_id": 78748})),
        (("Hamlet", {"year": 1996, "tmdb_id": 1}), ("Hamlet", {"year": 1996, "tmdb_id": 2})),
        (("???", {}), ("!!!", {})),
    ],
)
def test_a_choice_is_not_made_for_rows_of_another_film(
    histories: Histories, alice: Member, database: Any, first: Any, second: Any
) -> None:
    rows = [(title, {"rating": 80, **facts}) for title, facts in (first, first, second)]
    import_id = histories.upload(alice, rows_of(*(("rating", *row) for row in rows)))
    film = histories.films["The Third Man"][0]
    choose_match(member=alice, import_id=import_id, file="ratings.csv", number=1, film=film)
    outcomes = [doc["outcome"] for doc in database.import_rows.find().sort("n", 1)]
    assert outcomes == ["match", "match", "not_found"]


def test_rows_without_a_film_are_found_when_the_catalogue_grows(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, third_man_rows())
    histories.films["Unknown"] = [a_film(title="Unknown")]
    retry_import(member=alice, import_id=import_id)
    advance_imports()
    assert stored(import_id)["counts"]["not_found"] == 0
    take(alice, import_id)
    assert database.diary.count_documents({"day": "2011-01-01"}) == 1


def test_a_watchlist_keeps_what_was_not_seen_here_since(
    histories: Histories, alice: Member, database: Any
) -> None:
    wanted = {"added": "2014-01-01"}
    rows = rows_of(("wanted", "Alien", wanted), ("wanted", "The Third Man", wanted))
    a_review(alice, histories.films["The Third Man"][0])
    film = histories.films["The Third Man"][0]
    seen = {"_id": ObjectId(), "member_id": alice.id, "movie_id": film, "watched": True}
    database.film_states.replace_one({"movie_id": film}, seen, upsert=True)
    histories.take(alice, rows)
    assert "wanted" not in database.film_states.find_one({"movie_id": film})
    alien = database.film_states.find_one({"movie_id": histories.films["Alien"][0]})
    assert f"{alien['wanted']['at']:%Y-%m-%d}" == "2014-01-01"


def test_the_parts_that_were_not_chosen_can_come_later(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, third_man_rows(), parts=("ratings",))
    assert database.diary.count_documents({}) == 0
    assert database.comments.find_one({})["rating"] == 70
    take(alice, import_id)
    assert database.diary.count_documents({}) == 2
    assert database.comments.find_one({})["text"] == "Zithers again."


LIST = {"list_key": "https://boxd.it/abcde", "list_name": "Favourites, so far"}


def list_rows(**heading: Any) -> Any:
    return rows_of(
        ("list", "", {**LIST, "description": "On a train.", "tags": ("best",), **heading}),
        ("list-entry", "Alien", {**LIST, "position": 1, "note": "Holds up."}),
        ("list-entry", "Unknown", {**LIST, "position": 2}),
        ("list-entry", "The Third Man", {**LIST, "position": 3}),
    )


def test_a_list_comes_in_with_its_order_and_what_is_found_later_fits_in(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, list_rows())
    made = database.lists.find_one({})
    assert (made["title"], made["privacy"]) == (LIST["list_name"], "private")
    histories.films["Unknown"] = [a_film(title="Unknown")]
    retry_import(member=alice, import_id=import_id)
    advance_imports()
    take(alice, import_id)
    films = [doc["movie_id"] for doc in database.list_entries.find().sort("position", 1)]
    assert films == [histories.films[title][0] for title in ("Alien", "Unknown", "The Third Man")]
    assert database.lists.find_one({})["entry_count"] == 3


def test_a_list_is_not_made_twice_and_goes_when_it_is_undone(
    histories: Histories, alice: Member, database: Any
) -> None:
    before = history_bytes(database)
    first = histories.take(alice, list_rows(privacy="public"))
    after = history_bytes(database)
    second = histories.take(alice, list_rows(privacy="public"))
    assert stored(second)["counts"]["already"] == 2
    assert history_bytes(database) == after
    assert database.lists.find_one({})["privacy"] == "public"
    undo(alice, second)
    assert history_bytes(database) == after
    undo(alice, first)
    assert history_bytes(database) == before


def test_a_list_that_was_changed_here_stays_with_its_films(
    histories: Histories, alice: Member, database: Any
) -> None:
    import_id = histories.take(alice, list_rows())
    made = database.lists.find_one({})
    remove_films(member=alice, list_id=made["_id"], films=[histories.films["Alien"][0]])
    undo(alice, import_id)
    assert database.lists.find_one({})["entry_count"] == 1
    assert database.list_entries.count_documents({}) == 1
    assert stored(import_id)["result"]["kept"] == 1
