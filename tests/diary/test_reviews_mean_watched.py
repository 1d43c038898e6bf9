"""A review means that its film was seen: in old databases, imports and on the site alike."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from diary.queries import get_state
from diary.recounting import recount_diaries
from importing.services import adopt_database
from moderation.posting import post_review, rate_film
from reviews.documents import ReviewContent
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film, a_review, a_viewing
from tests.support.sample import run


@pytest.fixture
def reviews(database: Any) -> list[tuple[Any, ObjectId]]:
    """Members with reviews that were posted before there were states."""
    members = [make_member(name) for name in ("Alice", "Bob")]
    pairs = [(member, a_film(title=f"Film {n}")) for member in members for n in range(3)]
    for member, film in pairs:
        a_review(member, film)
    return pairs


def test_migrating_fills_in_states_once_and_keeps_what_is_there(
    database: Any, reviews: Any
) -> None:
    member, film = reviews[0]
    a_viewing(member, film)
    before = database.film_states.find_one()
    with pytest.raises(SystemExit):
        run("migrate_mongodb", check=True)
    assert "what members watched, from their reviews: filled in" in run("migrate_mongodb")
    states = [get_state(member.id, film) for member, film in reviews]
    assert all(state.watched and state.watched_at for state in states)
    assert database.film_states.find_one({"_id": before["_id"]}) == before
    assert "Everything matches" in run("migrate_mongodb")


def test_a_killed_migration_can_run_again(database: Any, reviews: Any) -> None:
    run("migrate_mongodb")
    database.migrations.delete_many({})
    database.film_states.delete_one({})
    run("migrate_mongodb")
    assert database.film_states.count_documents({"watched": True}) == len(reviews)


def test_adopting_a_database_fills_in_states_of_the_authors_it_finds(database: Any) -> None:
    member, film = make_member("Alice"), a_film()
    comment = {"movie_id": film, "email": member.email, "name": "A", "text": "Good."}
    date = member.joined_at
    database.comments.insert_many(
        [{**comment, "date": date}, {**comment, "date": date, "email": "x@y.zz"}]
    )
    adopt_database()
    assert get_state(member.id, film).watched
    assert database.film_states.count_documents({}) == 1


def commands_of(post: Callable[[], Any], patch: pytest.MonkeyPatch) -> int:
    with recorded_commands(patch) as commands:
        post()
    return len(commands)


def test_posting_costs_one_command_more(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    member, films = make_member("Alice"), [a_film(title=str(n)) for n in range(3)]
    post = partial(post_review, member=member, content=ReviewContent("Words.", 80))
    post(movie_id=films[0])
    without = commands_of(lambda: a_review(member, films[1]), monkeypatch)
    # It marks the film as watched; nothing of the author was taken down, so no words are compared.
    assert commands_of(lambda: post(movie_id=films[2]), monkeypatch) == without + 1 <= 6
    rate = partial(rate_film, member=member, movie_id=films[2], rating=20)
    assert commands_of(rate, monkeypatch) <= 9


def test_recounting_corrects_viewings_and_copied_facts(database: Any) -> None:
    member, film, other = make_member("Alice"), a_film(), a_film(title="Other")
    for each in (film, film, other):
        a_viewing(member, each)
    database.film_states.update_one({"movie_id": film}, {"$set": {"viewings": 7}})
    database.film_states.delete_one({"movie_id": other})
    database.movies.update_one({"_id": other}, {"$set": {"title": "New title"}})
    said = run("recount")
    assert "7 viewings, now 2" in said
    assert "an entry about New title" in said
    assert [get_state(member.id, each).viewings for each in (film, other)] == [2, 1]
    assert "Nothing changed" in run("recount")


def test_recounting_finds_every_member_in_batches(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diary.recounting.BATCH_SIZE", 2)
    films, members = [a_film() for _ in range(3)], [make_member(n) for n in ("Alice", "Bob", "Cy")]
    for number, member in enumerate(members):
        for film in films[: number + 1]:
            a_viewing(member, film)
    right = viewings_by_pair(database)
    database.film_states.delete_many({"member_id": members[1].id})
    database.film_states.update_many({"member_id": members[2].id}, {"$set": {"viewings": 5}})
    orphan = {"member_id": members[0].id, "movie_id": films[2], "viewings": 1, "watched": True}
    database.film_states.insert_one(orphan)
    assert len(recount_diaries()[0]) == 2 + 3 + 1
    assert (viewings_by_pair(database), recount_diaries()) == (right, ([], []))


def viewings_by_pair(database: Any) -> dict[tuple[ObjectId, ObjectId], int]:
    """Return the viewings of each member and film that have any."""
    states = database.film_states.find({"viewings": {"$gt": 0}})
    return {(doc["member_id"], doc["movie_id"]): doc["viewings"] for doc in states}
