"""The diary follows its member and its films: closing, merging, deleting, editing, exporting."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from administration.films import delete_film, finish_all_removals, merge_films
from diary.documents import EntryContent
from diary.entry_queries import Diarist, find_film_entries
from diary.errors import EntryEditConflict
from diary.film_lists import WATCHED, find_listed_films
from diary.queries import get_state, own_entries_of_film
from diary.services import delete_entry, set_liked, set_on_watchlist
from mflix_site.errors import Problem
from moderation.account_closing import close_account
from moderation.errors import WordsRefused
from moderation.posting import edit_entry, log_film
from tests.diary.test_states import check_invariant
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.diaries import logged
from tests.support.factories import a_film, a_review, a_viewing
from tests.support.running import WHY, an_edit


@pytest.fixture
def ada(database: Any) -> Any:
    return make_member("Ada", role="admin")


@pytest.mark.parametrize(
    ("privacy", "deleted", "is_listed"),
    [("public", False, True), ("public", True, True), ("private", True, False)],
)
def test_a_merged_film_is_listed_if_one_of_the_two_was(
    ada: Any, privacy: str, deleted: bool, is_listed: bool
) -> None:
    alice, films = make_member("Alice"), (a_film(), a_film(title="Alien"))
    for film, seen in zip(films, ("private", privacy), strict=True):
        entry = logged(alice, film, "2020-01-01", privacy=seen)
        if seen == "private" or deleted:
            delete_entry(member=alice, entry_id=ObjectId(entry.id))
    merge_films(admin=ada, movie_id=films[0], target_id=films[1], reason=WHY)
    listed = find_listed_films(Diarist(alice.id, None), WATCHED)
    assert [film.movie_id for film in listed] == ([films[1]] if is_listed else [])


def test_closing_an_account_deletes_its_diary_and_states(database: Any) -> None:
    alice, bob, film = make_member("Alice"), make_member("Bob"), a_film()
    for member in (alice, bob):
        a_viewing(member, film)
        set_liked(member=member, movie_id=film, on=True)
    close_account(member=alice, password=PASSWORD, keep_reviews=True)
    for name in ("diary", "film_states"):
        assert [doc["member_id"] for doc in database[name].find()] == [bob.id]


def test_logging_while_the_account_is_closed_leaves_nothing(database: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    log = partial(log_film, member=alice, movie_id=film, content=EntryContent())
    close = partial(close_account, member=alice, password=PASSWORD, keep_reviews=False)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(log) for _ in range(6)]
        sent += [pool.submit(close), *(pool.submit(log) for _ in range(6))]
    assert all(isinstance(one.exception(), Problem | None) for one in sent)
    assert database.diary.count_documents({}) == database.film_states.count_documents({}) == 0


def test_viewings_that_are_logged_at_once_are_all_counted(database: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    content = EntryContent(day="2020-01-01", rating=50)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(12):
            pool.submit(log_film, member=alice, movie_id=film, content=content)
    check_invariant(alice, film)
    state = get_state(alice.id, film)
    assert (state.viewings, state.rating) == (12, 50)
    assert database.comments.count_documents({}) == 1


def test_merged_films_leave_one_state_and_all_entries(database: Any, ada: Any) -> None:
    alice, bob, double, kept = make_member("Alice"), make_member("Bob"), a_film(), a_film(year=1950)
    for film in (double, kept):
        a_viewing(alice, film)
    set_liked(member=alice, movie_id=double, on=True)
    set_on_watchlist(member=bob, movie_id=double, on=True)
    merge_films(admin=ada, movie_id=double, target_id=kept, reason=WHY)
    state = get_state(alice.id, kept)
    assert (state.viewings, state.liked, get_state(bob.id, kept).on_watchlist) == (2, True, True)
    assert {e.film.year for e in own_entries_of_film(alice.id, kept)} == {1950}
    assert database.film_states.count_documents({"movie_id": double}) == 0
    check_invariant(alice, kept)


def test_a_deleted_films_notes_are_returned_to_their_writers(database: Any, ada: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    a_viewing(alice, film, note="Rain on the roof.")
    delete_film(admin=ada, movie_id=film, reason=WHY)
    assert finish_all_removals() == 0
    assert database.diary.count_documents({}) == database.film_states.count_documents({}) == 0
    assert database.notices.find_one({"member_id": alice.id})["quote"] == "Rain on the roof."


def test_copied_facts_follow_an_edit_of_the_film(database: Any, ada: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    a_viewing(alice, film)
    an_edit(ada, film, title="The Fourth Man", year=1951)
    copied = own_entries_of_film(alice.id, film)[0].film
    assert (copied.title, copied.year, copied.decade) == ("The Fourth Man", 1951, 1950)


def test_the_export_has_diary_and_films(database: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    a_viewing(alice, film, privacy="private", tags=("Ciné club",))
    data = json.loads(Browser(alice).text("/accounts/export/"))
    assert [(e["note"], e["tags"]) for e in data["diary"]] == [("A leap day.", ["Ciné club"])]
    assert [(s["watched"], s["viewings"]) for s in data["films"]] == [(True, 1)]


@pytest.mark.parametrize(("privacy", "seen"), [("public", 1), ("private", 0)])
def test_only_the_owner_sees_a_private_entry(database: Any, privacy: str, seen: int) -> None:
    alice, film = make_member("Alice"), a_film()
    a_viewing(alice, film, privacy=privacy)
    viewers = [None, make_member("Bob").id, make_member("Maud", role="moderator").id]
    assert [len(find_film_entries(Diarist(alice.id, v))) for v in viewers] == [seen] * 3
    assert len(find_film_entries(Diarist(alice.id, alice.id))) == 1


def test_public_words_pass_the_rules_and_private_ones_need_not(
    database: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["zither"]
    alice, film = make_member("Alice"), a_film()
    for fields in ({"note": "Zither!"}, {"tags": ("zither",)}):
        with pytest.raises(WordsRefused, match="because"):
            log_film(member=alice, movie_id=film, content=EntryContent(**fields))
    a_viewing(alice, film, note="Zither!", privacy="private")
    assert database.diary.count_documents({}) == 1


def test_an_edit_of_another_version_is_a_conflict_that_shows_both(database: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    entry = ObjectId(a_viewing(alice, film).id)
    edit = partial(edit_entry, member=alice, entry_id=entry, version=1)
    edit(content=EntryContent(note="First tab."))
    with pytest.raises(EntryEditConflict):
        edit(content=EntryContent(note="Second tab."))
    sent = {"note": "Second tab.", "version": "1"}
    page = Browser(alice).post(f"/diary/{entry}/edit/", sent)
    assert (page.status_code, b"First tab." in page.content) == (409, True)
    assert b"Second tab." in page.content
    delete_entry(member=alice, entry_id=entry)


def test_the_form_of_an_entry_says_that_the_films_rating_stays(database: Any) -> None:
    alice, film = make_member("Alice"), a_film()
    entry = a_viewing(alice, film, rating=80)
    page = Browser(alice).text(f"/diary/{entry.id}/edit/")
    assert "change your rating of the film" in page
    assert "change your rating of the film" not in Browser(alice).text(f"/movies/{film}/")


@pytest.mark.parametrize("day", ["2999-01-01", "1887-12-31", "2020-02-30", "soon", "2020-1-1"])
def test_an_impossible_day_shows_the_form_again(database: Any, day: str) -> None:
    alice, film = make_member("Alice"), a_film()
    answer = Browser(alice).post(f"/movies/{film}/log/", {"day": day, "note": "Kept words."})
    assert (answer.status_code, b"Kept words." in answer.content) == (422, True)
    assert database.diary.count_documents({}) == 0
    a_review(alice, film)
