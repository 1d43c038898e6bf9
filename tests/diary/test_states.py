"""A member's film states, in every order of setting, undoing and repeating them."""

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from diary.documents import PRIVATE, EntryContent, read_tags
from diary.errors import StillWatched
from diary.queries import get_state, own_entries_of_film
from diary.services import delete_entry, set_liked, set_on_watchlist, set_watched
from mflix_site.mongo import collections as mongo
from moderation.posting import edit_entry, log_film, post_review, rate_film
from movies.errors import MovieNotFound
from reviews.documents import ReviewContent
from reviews.services import delete_review
from tests.support.cast import make_member
from tests.support.factories import a_film

Act = Callable[[Member, ObjectId], Any]


def _log(**fields: Any) -> Act:
    content = EntryContent(**fields)
    return lambda m, f: log_film(member=m, movie_id=f, content=content)


def _delete_newest_entry(member: Member, film: ObjectId) -> None:
    for entry in own_entries_of_film(member.id, film)[:1]:
        delete_entry(member=member, entry_id=ObjectId(entry.id))


def _edit_newest_entry(member: Member, film: ObjectId) -> None:
    for entry in own_entries_of_film(member.id, film)[:1]:
        other = EntryContent(day="1999-12-31", rating=7)
        edit_entry(member=member, entry_id=ObjectId(entry.id), content=other)


def _delete_own_review(member: Member, film: ObjectId) -> None:
    doc = mongo.reviews().find_one({"author.id": member.id, "movie_id": film})
    if doc:
        delete_review(member=member, review_id=doc["_id"])


def _unwatch(member: Member, film: ObjectId) -> None:
    before = get_state(member.id, film)
    is_held = before.rating is not None or before.has_text or before.viewings
    if is_held:
        with pytest.raises(StillWatched):
            set_watched(member=member, movie_id=film, on=False)
    else:
        set_watched(member=member, movie_id=film, on=False)
        assert not get_state(member.id, film).watched


ACTS: dict[str, Act] = {
    "watch": lambda m, f: set_watched(member=m, movie_id=f, on=True),
    "unwatch": _unwatch,
    "want": lambda m, f: set_on_watchlist(member=m, movie_id=f, on=True),
    "unwant": lambda m, f: set_on_watchlist(member=m, movie_id=f, on=False),
    "like": lambda m, f: set_liked(member=m, movie_id=f, on=True),
    "unlike": lambda m, f: set_liked(member=m, movie_id=f, on=False),
    "rate": lambda m, f: rate_film(member=m, movie_id=f, rating=60),
    "clear": lambda m, f: rate_film(member=m, movie_id=f, rating=None),
    "review": lambda m, f: _review(m, f),
    "delete review": _delete_own_review,
    "log": _log(day="2020-02-29", rating=80),
    "log undated": _log(),
    "edit": _edit_newest_entry,
    "delete": _delete_newest_entry,
}


def _review(member: Member, film: ObjectId) -> None:
    if not mongo.reviews().find_one({"author.id": member.id, "movie_id": film}):
        post_review(member=member, movie_id=film, content=ReviewContent("Words.", 50))


def stored(member: Member, film: ObjectId) -> dict[str, Any] | None:
    return mongo.film_states().find_one({"member_id": member.id, "movie_id": film})


def check_invariant(member: Member, film: ObjectId) -> None:
    """Assert what is true of every state, whatever led there."""
    state, doc = get_state(member.id, film), stored(member, film)
    entries = own_entries_of_film(member.id, film)
    assert state.viewings == len(entries)
    assert state.last_day == max((e.content.day for e in entries if e.content.day), default=None)
    if entries or state.rating is not None or state.has_text:
        assert state.watched
    assert (doc is not None) == (state.watched or state.liked or state.on_watchlist)
    assert state.watched == (state.watched_at is not None)
    assert state.liked == (state.liked_at is not None)
    if doc:
        assert not {"viewings", "last_day", "wanted_before"} & set(doc) or state.watched
        assert doc.get("wanted", True)


def test_every_order_of_two_acts_keeps_the_invariant(database: Any) -> None:
    member = make_member("Alice")
    for first, second in product(ACTS, repeat=2):
        film = a_film(title=f"{first}, {second}")
        for act in (first, second, second):
            ACTS[act](member, film)
            check_invariant(member, film)


@pytest.mark.parametrize("seed", range(3))
def test_long_walks_keep_the_invariant(database: Any, seed: int) -> None:
    rng, member, film = Random(seed), make_member("Alice"), a_film()
    for act in rng.choices(list(ACTS), k=60):
        ACTS[act](member, film)
        check_invariant(member, film)


@pytest.mark.parametrize("act", ["watch", "rate", "review", "log undated"])
def test_what_is_seen_leaves_the_watchlist_and_what_is_wanted_again_stays(
    database: Any, act: str
) -> None:
    member = make_member("Alice")
    film, again = a_film(), a_film(title="Again")
    ACTS["want"](member, film)
    ACTS[act](member, film)
    assert not get_state(member.id, film).on_watchlist
    ACTS["watch"](member, again)
    ACTS["want"](member, again)
    ACTS[act](member, again)
    assert get_state(member.id, again).on_watchlist


def test_a_dated_viewing_takes_a_film_off_only_if_it_was_wanted_by_that_day(database: Any) -> None:
    member, film = make_member("Alice"), a_film()
    set_on_watchlist(member=member, movie_id=film, on=True, note="With Bob")
    assert not log_film(
        member=member, movie_id=film, content=EntryContent(day="2001-01-01")
    ).left_watchlist
    today = get_state(member.id, film).watchlist_at
    assert today
    day = today.date().isoformat()
    assert log_film(member=member, movie_id=film, content=EntryContent(day=day)).left_watchlist
    assert not get_state(member.id, film).on_watchlist
    set_on_watchlist(member=member, movie_id=film, on=True)
    assert get_state(member.id, film).watchlist_note == "With Bob"


def test_a_press_is_undone_by_the_same_press(database: Any) -> None:
    member, film = make_member("Alice"), a_film()
    set_on_watchlist(member=member, movie_id=film, on=True, note="Soon")
    before = stored(member, film)
    assert set_watched(member=member, movie_id=film, on=True)
    set_watched(member=member, movie_id=film, on=False)
    assert stored(member, film) == before
    set_liked(member=member, movie_id=film, on=True)
    set_liked(member=member, movie_id=film, on=False)
    assert stored(member, film) == before
    set_on_watchlist(member=member, movie_id=film, on=False)
    assert stored(member, film) is None


def test_unwatching_says_what_holds_it(database: Any) -> None:
    member, film = make_member("Alice"), a_film()
    for act in ("rate", "log", "log undated"):
        ACTS[act](member, film)
    with pytest.raises(StillWatched, match="your rating and 2 diary entries"):
        set_watched(member=member, movie_id=film, on=False)


# What is logged one after the other, and the present rating after each.
LOGGED: list[tuple[dict[str, Any], int | None]] = [
    ({"day": "2020-05-05", "rating": 10, "privacy": PRIVATE}, None),
    ({"day": "2020-05-05", "rating": 20}, 20),
    ({"day": "2020-05-05", "rating": 30}, 30),
    ({"day": "2020-05-04", "rating": 40}, 30),
    ({"rating": 50}, 30),
    ({"day": "2020-05-06"}, 30),
]


def test_only_the_latest_public_viewing_sets_the_present_rating(database: Any) -> None:
    member, film = make_member("Alice"), a_film()
    for fields, rating in LOGGED:
        _log(**fields)(member, film)
        assert get_state(member.id, film).rating == rating
    _edit_newest_entry(member, film)
    state = get_state(member.id, film)
    assert (state.rating, state.viewings, state.last_day) == (30, 6, "2020-05-05")


def test_a_film_that_does_not_exist_has_no_state(database: Any) -> None:
    member, film = make_member("Alice"), ObjectId()
    for act in ("watch", "want", "like", "log", "rate", "review"):
        with pytest.raises(MovieNotFound):
            ACTS[act](member, film)
    assert mongo.film_states().count_documents({}) == mongo.diary().count_documents({}) == 0


def test_of_tags_that_are_alike_the_first_stays_where_it_is() -> None:
    assert read_tags("noir, Ciné club, , Noir, cine club,x") == ("noir", "Ciné club", "x")
